#include "central/services/private_file.h"

#include <cerrno>
#include <format>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fitmate::central::services {
namespace {

namespace fs = std::filesystem;

constexpr mode_t others = S_IRWXG | S_IRWXO;

[[noreturn]] void fail(const fs::path& path) {
  throw std::system_error{errno, std::generic_category(), path.string()};
}

class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags)
      : number_{::open(path.c_str(), flags | O_CLOEXEC, 0600)} {
    if (number_ < 0) fail(path);
  }
  explicit Descriptor(int number) : number_{number} {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { ::close(number_); }
  int operator*() const { return number_; }

 private:
  int number_;
};

void sync_folder(const fs::path& folder) {
  const Descriptor descriptor{folder, O_RDONLY | O_DIRECTORY};
  if (::fsync(*descriptor) != 0) fail(folder);
}

// A new file beside `file` with that content, on the disk; mkstemp gives it mode 0600.
fs::path write_beside(const fs::path& file, std::string_view text) {
  std::string name = file.string() + ".XXXXXX";
  const int number = ::mkstemp(name.data());
  if (number < 0) fail(name);
  const Descriptor descriptor{number};
  while (!text.empty()) {
    const auto written = ::write(*descriptor, text.data(), text.size());
    if (written < 0) {
      const int error = errno;
      ::unlink(name.c_str());
      errno = error;
      fail(name);
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(*descriptor) != 0) fail(name);
  return name;
}

}  // namespace

void make_private_folder(const fs::path& given) {
  // "keys/" has itself as its parent.
  const auto folder = given.has_filename() ? given : given.parent_path();
  if (folder.has_parent_path()) fs::create_directories(folder.parent_path());
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) fail(folder);
}

void replace_private_file(const fs::path& file, std::string_view text) {
  fs::rename(write_beside(file, text), file);
  sync_folder(file.parent_path());
}

void make_private_file(const fs::path& file, std::string_view text) {
  const auto written = write_beside(file, text);
  // Unlike a rename, a link never replaces what another process has just made.
  const bool failed = ::link(written.c_str(), file.c_str()) != 0 && errno != EEXIST;
  const int error = errno;
  fs::remove(written);
  errno = error;
  if (failed) fail(file);
  sync_folder(file.parent_path());
}

domain::Result<std::string, std::string> read_private_file(const fs::path& file) {
  std::ifstream stream{file, std::ios::binary};
  struct stat status{};
  if (!stream || ::stat(file.c_str(), &status) != 0) {
    return std::unexpected{
        std::format("{} is missing or cannot be read: restore it from a backup", file.string())};
  }
  if ((status.st_mode & others) != 0) {
    return std::unexpected{std::format("{} can be read by others: chmod 600 it", file.string())};
  }
  return std::string{std::istreambuf_iterator{stream}, {}};
}

std::string file_stamp(const fs::path& file) {
  struct stat status{};
  if (::stat(file.c_str(), &status) != 0) return {};
  // Two changes may fall into one tick of the file system's clock, but never into one inode.
  return std::format("{}.{}.{}", status.st_ino, status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
}

domain::Result<void, std::string> check_private_folder(const fs::path& folder) {
  struct stat status{};
  if (::stat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
    return std::unexpected{
        std::format("the folder {} is missing: restore it from a backup", folder.string())};
  }
  if ((status.st_mode & others) != 0) {
    return std::unexpected{
        std::format("the folder {} can be read by others: chmod 700 it", folder.string())};
  }
  return {};
}

FolderLock::FolderLock(const fs::path& folder)
    : descriptor_{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)} {
  if (descriptor_ < 0) fail(folder);
  if (::flock(descriptor_, LOCK_EX) != 0) {
    ::close(descriptor_);
    fail(folder);
  }
}

FolderLock::~FolderLock() {
  ::close(descriptor_);
}

}  // namespace fitmate::central::services
