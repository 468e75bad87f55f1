#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace fitmate::bench {

// Looks at a virtual display's memory, without a word to its server.
class ScreenWatch {
 public:
  // `file` is Xvfb_screen0; what it shows now is what is compared with.
  explicit ScreenWatch(const std::filesystem::path& file);
  ScreenWatch(const ScreenWatch&) = delete;
  ScreenWatch& operator=(const ScreenWatch&) = delete;
  ~ScreenWatch();

  // Does most of the screen show something else now?
  bool has_changed() const;

 private:
  std::span<const std::uint32_t> words_;  // a pixel each, after a short head
  std::vector<std::uint32_t> before_;
};

}  // namespace fitmate::bench
