#include "sync/centre_certificate.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace fitmate::sync {
namespace {

namespace fs = std::filesystem;

fs::path place_in(const fs::path& data) {
  return data / "centre.pem";
}

fs::path fresh_in(const fs::path& data) {
  return data / "centre.pem.new";
}

void sync_to_disk(const fs::path& path) {
  const int opened = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = opened >= 0 && ::fsync(opened) == 0;
  const int error = errno;
  if (opened >= 0) ::close(opened);
  if (!synced) {
    throw std::system_error{error, std::generic_category(), "cannot sync " + path.string()};
  }
}

}  // namespace

std::optional<fs::path> kept_certificate(const fs::path& data) {
  const auto place = place_in(data);
  return fs::exists(place) ? std::optional{place} : std::nullopt;
}

void prepare_certificate(const fs::path& data, const std::optional<fs::path>& file) {
  fs::remove(fresh_in(data));
  if (!file) return;
  fs::copy_file(*file, fresh_in(data));
  sync_to_disk(fresh_in(data));
}

void keep_certificate(const fs::path& data) {
  if (fs::exists(fresh_in(data))) {
    fs::rename(fresh_in(data), place_in(data));
  } else {
    fs::remove(place_in(data));
  }
  sync_to_disk(data);
}

}  // namespace fitmate::sync
