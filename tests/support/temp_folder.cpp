#include "tests/support/temp_folder.h"

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

namespace fitmate::tests {

TempFolder::TempFolder(const std::filesystem::path& parent) {
  std::string name = parent / "fitmate-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) {
    throw std::system_error{errno, std::generic_category(),
                            "cannot make a folder in " + parent.string()};
  }
  path_ = name;
}

TempFolder::~TempFolder() {
  std::error_code ignored;  // a server may still be taking its own files away
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace fitmate::tests
