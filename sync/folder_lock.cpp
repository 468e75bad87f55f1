#include "sync/folder_lock.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace fitmate::sync {

FolderLock::FolderLock(const std::filesystem::path& folder, std::string_view name)
    : file_{::open((folder / name).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)} {
  if (file_ < 0) {
    throw std::system_error(errno, std::generic_category(), (folder / name).string());
  }
}

FolderLock::~FolderLock() {
  ::close(file_);
}

bool FolderLock::try_take() {
  if (::flock(file_, LOCK_EX | LOCK_NB) == 0) return true;
  if (errno == EWOULDBLOCK || errno == EINTR) return false;
  throw std::system_error(errno, std::generic_category(), "flock");
}

void FolderLock::release() {
  ::flock(file_, LOCK_UN);
}

}  // namespace fitmate::sync
