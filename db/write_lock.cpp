#include "db/write_lock.h"

#include <cerrno>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace fitmate::db {

WriteLock::WriteLock(const std::filesystem::path& file)
    : file_{::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)} {
  if (file_ < 0) {
    throw std::system_error{errno, std::generic_category(), "cannot open " + file.string()};
  }
}

WriteLock::~WriteLock() {
  ::close(file_);
}

bool WriteLock::acquire(std::chrono::milliseconds wait) {
  const auto deadline = std::chrono::steady_clock::now() + wait;
  while (!held_) {
    held_ = ::flock(file_, LOCK_EX | LOCK_NB) == 0;
    if (held_) break;
    if (errno != EWOULDBLOCK && errno != EINTR) {
      throw std::system_error{errno, std::generic_category(), "cannot lock the database"};
    }
    if (std::chrono::steady_clock::now() >= deadline) return false;
    // flock knows no deadline; writers hold the lock for milliseconds.
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  return true;
}

void WriteLock::release() {
  held_ = false;
  ::flock(file_, LOCK_UN);
}

}  // namespace fitmate::db
