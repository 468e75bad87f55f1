#include "db/kiosk/data_folder.h"

#include <cstdlib>
#include <optional>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

namespace fitmate::db::kiosk {
namespace {

// As long as it lives, the variable is this, or is not set.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_{name} {
    if (const auto* before = std::getenv(name)) before_ = before;
    set(value);
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() { set(before_ ? before_->c_str() : nullptr); }

 private:
  void set(const char* value) const {
    value == nullptr ? ::unsetenv(name_) : ::setenv(name_, value, 1);
  }

  const char* name_;
  std::optional<std::string> before_;
};

TEST_CASE("a kiosk's data lies where FITMATE_DATA says, else below the home folder") {
  const Variable home{"HOME", "/home/ada"};
  CHECK((Variable{"FITMATE_DATA", "/data"}, default_data_folder()) == "/data");
  CHECK((Variable{"FITMATE_DATA", ""}, default_data_folder()) == "/home/ada/.local/share/fitmate");
  CHECK((Variable{"FITMATE_DATA", nullptr}, default_data_folder()) ==
        "/home/ada/.local/share/fitmate");
}

TEST_CASE("where nothing says where a kiosk's data lies, the person is asked to") {
  const Variable home{"HOME", nullptr};
  const Variable data{"FITMATE_DATA", nullptr};
  CHECK_THROWS_WITH(default_data_folder(), "say with --data DIR where this kiosk's data lies");
}

}  // namespace
}  // namespace fitmate::db::kiosk
