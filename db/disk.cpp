#include "db/disk.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "db/descriptor.h"

namespace fitmate::db {
namespace {

namespace fs = std::filesystem;

constexpr ::off_t reserve_bytes = ::off_t{64} * 1024 * 1024;
constexpr std::uintmax_t largest_counted = std::uintmax_t{16} * 1024 * 1024 * 1024;

std::error_code lay_by(const fs::path& file) {
  const Descriptor descriptor{
      ::open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, S_IRUSR | S_IWUSR)};
  if (!descriptor) return {errno, std::system_category()};
  const std::error_code failed{::posix_fallocate(*descriptor, 0, reserve_bytes),
                               std::system_category()};
  if (failed) ::unlink(file.c_str());
  return failed;
}

}  // namespace

double free_share(std::uintmax_t free_bytes, std::uintmax_t size_bytes) {
  const auto counted = std::min(size_bytes, largest_counted);
  if (counted == 0) return 0;
  return static_cast<double>(std::min(free_bytes, counted)) / static_cast<double>(counted);
}

double disk_free(const fs::path& folder) {
  std::error_code none_told;
  const auto space = fs::space(folder, none_told);
  return none_told ? 0 : free_share(space.available, space.capacity);
}

Disk::Disk(fs::path folder, FreeShare free_share)
    : folder_{std::move(folder)}, free_share_{std::move(free_share)} {}

std::error_code Disk::keep_reserve() const {
  const auto file = folder_ / "reserve";
  const auto free = free_share_(folder_);
  std::error_code failed;
  if (free < events_need_free) {
    fs::remove(file, failed);
  } else if (free >= stored_photos_need_free && !fs::exists(file, failed) && !failed) {
    failed = lay_by(file);
  }
  return failed;
}

}  // namespace fitmate::db
