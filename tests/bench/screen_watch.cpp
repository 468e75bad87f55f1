#include "tests/bench/screen_watch.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace fitmate::bench {
namespace {

constexpr std::size_t step = 61;  // looks at each 61st pixel, which stands on every column

}  // namespace

ScreenWatch::ScreenWatch(const std::filesystem::path& file) {
  const auto size = std::filesystem::file_size(file);
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  void* memory = fd < 0 ? MAP_FAILED : ::mmap(nullptr, size, PROT_READ, MAP_SHARED, fd, 0);
  const int error = errno;
  if (fd >= 0) ::close(fd);
  if (memory == MAP_FAILED) {
    throw std::system_error{error, std::generic_category(), "cannot map " + file.string()};
  }
  words_ = {static_cast<const std::uint32_t*>(memory), size / sizeof(std::uint32_t)};
  for (std::size_t i = 0; i < words_.size(); i += step) before_.push_back(words_[i]);
}

ScreenWatch::~ScreenWatch() {
  ::munmap(const_cast<std::uint32_t*>(words_.data()), words_.size_bytes());
}

bool ScreenWatch::has_changed() const {
  std::size_t changed = 0;
  for (std::size_t i = 0; i < before_.size(); ++i) {
    // The server writes it while we read.
    const auto& now = *const_cast<const volatile std::uint32_t*>(&words_[i * step]);
    if (now != before_[i]) ++changed;
  }
  return changed * 2 > before_.size();
}

}  // namespace fitmate::bench
