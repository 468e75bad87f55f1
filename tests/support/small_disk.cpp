#include "tests/support/small_disk.h"

#include <algorithm>
#include <cerrno>
#include <format>
#include <fstream>
#include <system_error>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include "db/descriptor.h"

namespace fitmate::tests {
namespace {

namespace fs = std::filesystem;

std::string reason() {
  return std::generic_category().message(errno);
}

bool write_map(const char* file, const std::string& line) {
  std::ofstream map{file};
  map << line << std::flush;
  return map.good();
}

// Mounts of its own for this process; who is not root becomes the master of a namespace of users,
// mapped to themselves.
bool have_own_mounts() {
  if (::unshare(CLONE_NEWNS) == 0) return true;
  const auto user = ::getuid();
  const auto group = ::getgid();
  return ::unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 &&
         write_map("/proc/self/uid_map", std::format("{0} {0} 1", user)) &&
         write_map("/proc/self/setgroups", "deny") &&
         write_map("/proc/self/gid_map", std::format("{0} {0} 1", group));
}

// The mounts of a chroot that is none itself are private already: scripts/in-root sees to it.
bool keep_mounts_private() {
  return ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 || errno == EINVAL;
}

}  // namespace

domain::Result<std::unique_ptr<SmallDisk>, std::string> SmallDisk::mount(const fs::path& folder,
                                                                         std::uintmax_t bytes) {
  if (!have_own_mounts() || !keep_mounts_private()) {
    return std::unexpected("this machine forbids namespaces of mounts: " + reason());
  }
  fs::create_directories(folder);
  const auto options = std::format("size={},mode=0700", bytes);
  if (::mount("fitmate", folder.c_str(), "tmpfs", MS_NODEV | MS_NOSUID, options.c_str()) != 0) {
    return std::unexpected("this machine forbids file systems in memory: " + reason());
  }
  return std::unique_ptr<SmallDisk>{new SmallDisk{folder}};
}

SmallDisk::~SmallDisk() {
  ::umount2(folder_.c_str(), MNT_DETACH);
}

std::uintmax_t SmallDisk::free() const {
  return fs::space(folder_).available;
}

void SmallDisk::leave_free(std::uintmax_t bytes) const {
  const auto file = folder_ / "ballast";
  const db::Descriptor ballast{::open(file.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600)};
  const auto has = fs::file_size(file);
  const auto most = has + free();
  auto wanted = most - std::min(most, bytes);
  wanted -= wanted % page;
  if (wanted < has) {
    fs::resize_file(file, wanted);
  } else if (const int failed =
                 wanted == 0 ? 0 : ::posix_fallocate(*ballast, 0, static_cast<::off_t>(wanted))) {
    throw std::system_error{failed, std::generic_category(), file.string()};
  }
}

}  // namespace fitmate::tests
