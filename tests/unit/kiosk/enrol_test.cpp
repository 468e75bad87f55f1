#include "kiosk/commands/enrol.h"

#include <fstream>
#include <system_error>

#include <catch2/catch_test_macros.hpp>

#include "tests/support/temp_folder.h"

namespace fitmate::kiosk {
namespace {

// A fitmate-sync that does as the script says.
struct Script {
  explicit Script(const std::string& text) {
    std::ofstream{program} << "#!/bin/sh\ncd " << folder.path().string() << "\n" << text << "\n";
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  }
  int run(const std::string& code = "C0DE") const {
    return run_enrol({.program = program,
                      .data = "/some/data",
                      .central_url = "https://gym.example",
                      .code = code});
  }
  std::string text(const std::string& name) const {
    std::ifstream file{folder.path() / name};
    return {std::istreambuf_iterator<char>{file}, {}};
  }

  tests::TempFolder folder;
  std::filesystem::path program = folder.path() / "fitmate-sync";
};

TEST_CASE("the code goes to fitmate-sync by stdin, the rest as arguments") {
  const Script script{"echo \"$@\" > arguments; cat > stdin"};
  CHECK(script.run() == 0);
  CHECK(script.text("arguments") == "enrol --data /some/data --central https://gym.example\n");
  CHECK(script.text("stdin") == "C0DE\n");
}

TEST_CASE("its exit code is ours, also when a signal ended it") {
  CHECK(Script{"exit 1"}.run() == 1);
  CHECK(Script{"exit 2"}.run() == 2);
  CHECK(Script{"kill -9 $$"}.run() == 137);
}

TEST_CASE("a program that ends without reading is no reason to die") {
  CHECK(Script{"exec 0<&-; exit 1"}.run(std::string(1'000'000, 'x')) == 1);
}

TEST_CASE("a missing fitmate-sync is said by name") {
  try {
    run_enrol({.program = "/nowhere/fitmate-sync", .data = "", .central_url = "", .code = ""});
    FAIL("it was started");
  } catch (const std::system_error& error) {
    CHECK(std::string{error.what()}.contains("/nowhere/fitmate-sync"));
  }
}

}  // namespace
}  // namespace fitmate::kiosk
