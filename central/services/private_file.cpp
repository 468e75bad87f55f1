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

db::Descriptor open_file(const fs::path& path, int flags) {
  db::Descriptor descriptor{::open(path.c_str(), flags | O_CLOEXEC, 0600)};
  if (!descriptor) fail(path);
  return descriptor;
}

fs::path folder_of(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path{"."};
}

void sync_folder(const fs::path& folder) {
  const auto descriptor = open_file(folder, O_RDONLY | O_DIRECTORY);
  if (::fsync(*descriptor) != 0) fail(folder);
}

}  // namespace

void make_private_folder(const fs::path& given) {
  // "keys/" has itself as its parent.
  const auto folder = given.has_filename() ? given : given.parent_path();
  if (folder.has_parent_path()) fs::create_directories(folder.parent_path());
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) fail(folder);
}

NewPrivateFile::NewPrivateFile(fs::path file)
    : file_{std::move(file)}, written_{file_.string() + ".XXXXXX"} {
  descriptor_ = db::Descriptor{::mkostemp(written_.data(), O_CLOEXEC)};  // of mode 0600
  if (!descriptor_) fail(file_);
}

NewPrivateFile::~NewPrivateFile() {
  if (!written_.empty()) ::unlink(written_.c_str());
}

void NewPrivateFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(*descriptor_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(file_);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void NewPrivateFile::sync() {
  if (::fsync(*descriptor_) != 0) fail(file_);
}

void NewPrivateFile::keep() {
  sync();
  fs::rename(written_, file_);
  written_.clear();
  sync_folder(folder_of(file_));
}

void NewPrivateFile::keep_unless_there() {
  sync();
  // Unlike a rename, a link never replaces what another process has just made.
  if (::link(written_.c_str(), file_.c_str()) != 0 && errno != EEXIST) fail(file_);
  sync_folder(folder_of(file_));
}

void replace_private_file(const fs::path& file, std::string_view text) {
  NewPrivateFile made{file};
  made.append(text);
  made.keep();
}

void make_private_file(const fs::path& file, std::string_view text) {
  NewPrivateFile made{file};
  made.append(text);
  made.keep_unless_there();
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
    : descriptor_{open_file(folder, O_RDONLY | O_DIRECTORY)} {
  if (::flock(*descriptor_, LOCK_EX) != 0) fail(folder);
}

}  // namespace fitmate::central::services
