#include "db/photo_files.h"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace fitmate::db {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view ending = ".jpg";

[[noreturn]] void fail(const fs::path& path) {
  throw std::system_error{errno, std::generic_category(), path.string()};
}

bool write_all(int descriptor, domain::ByteView bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return ::fsync(descriptor) == 0;
}

// The hash in a file's name; none where it is no photo's whole file.
std::optional<domain::Hash> hash_in(const std::string& name) {
  if (!name.ends_with(ending)) return std::nullopt;
  return domain::parse_hash(std::string_view{name}.substr(0, name.size() - ending.size()));
}

Descriptor open_folder(const fs::path& folder) {
  Descriptor descriptor{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!descriptor) fail(folder);
  return descriptor;
}

}  // namespace

PhotoFiles::PhotoFiles(fs::path folder, FreeShare free_share)
    : folder_{std::move(folder)}, free_share_{std::move(free_share)} {
  std::error_code not_made;  // shows itself to whoever keeps a file
  if (fs::create_directories(folder_, not_made)) {
    fs::permissions(folder_, fs::perms::owner_all, not_made);
  }
}

PhotoFiles::Claim PhotoFiles::claim() const {
  Claim claim{open_folder(folder_)};
  while (::flock(*claim.descriptor_, LOCK_SH) != 0) {
    if (errno != EINTR) fail(folder_);
  }
  return claim;
}

std::optional<PhotoFiles::Claim> PhotoFiles::try_claim_alone() const {
  Claim claim{open_folder(folder_)};
  if (::flock(*claim.descriptor_, LOCK_EX | LOCK_NB) == 0) return claim;
  if (errno != EWOULDBLOCK && errno != EINTR) fail(folder_);
  return std::nullopt;
}

fs::path PhotoFiles::file_of(const domain::Hash& sha256) const {
  return folder_ / (domain::to_hex(sha256) + std::string{ending});
}

void PhotoFiles::sync_folder() const {
  const auto folder = open_folder(folder_);
  if (::fsync(*folder) != 0) fail(folder_);
}

void PhotoFiles::keep(const domain::Hash& sha256, domain::ByteView bytes) const {
  const auto file = file_of(sha256);
  // Two programs may keep the same picture at once, each in a file of its own until the rename.
  std::string half = file.string() + ".XXXXXX";
  const Descriptor descriptor{::mkostemp(half.data(), O_CLOEXEC)};
  if (*descriptor < 0) fail(file);
  if (!write_all(*descriptor, bytes) || ::rename(half.c_str(), file.c_str()) != 0) {
    const int error = errno;
    ::unlink(half.c_str());
    errno = error;
    fail(file);
  }
  sync_folder();
}

std::optional<domain::Bytes> PhotoFiles::load(const domain::Hash& sha256) const {
  std::ifstream stream{file_of(sha256), std::ios::binary};
  if (!stream) return std::nullopt;
  const std::string text{std::istreambuf_iterator{stream}, {}};
  const auto bytes = domain::as_bytes(text);
  if (domain::sha256(bytes) != sha256) return std::nullopt;
  return domain::Bytes{bytes.begin(), bytes.end()};
}

void PhotoFiles::remove(const domain::Hash& sha256) const {
  fs::remove(file_of(sha256));
}

std::size_t PhotoFiles::remove_leftovers(
    const std::function<bool(const domain::Hash&)>& is_wanted) const {
  std::vector<fs::path> leftovers;
  for (const auto& entry : fs::directory_iterator{folder_}) {
    const auto hash = hash_in(entry.path().filename());
    if (entry.is_regular_file() && !(hash && is_wanted(*hash))) leftovers.push_back(entry.path());
  }
  for (const auto& file : leftovers) fs::remove(file);
  return leftovers.size();
}

bool PhotoFiles::has(const domain::Hash& sha256) const {
  return fs::exists(file_of(sha256));
}

}  // namespace fitmate::db
