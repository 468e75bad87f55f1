#include "db/private_file.h"

#include <cerrno>
#include <mutex>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace fitmate::db {

void make_private(const std::filesystem::path& file) {
  // A new file is closed before another thread can find it here and lock it.
  static std::mutex one_at_a_time;
  const std::lock_guard turn{one_at_a_time};
  const int made = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (made >= 0) {
    ::close(made);
  } else if (errno != EEXIST) {
    throw std::system_error{errno, std::generic_category(), "cannot make " + file.string()};
  }
}

}  // namespace fitmate::db
