#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <signal.h>

namespace fitmate::kiosk {

// Lines of any bytes from a file descriptor, until its end or until SIGTERM or SIGINT asks the
// program to end. While one of these lives, both signals wait for its next read; then they do again
// what they did before. One thread.
class LineReader {
 public:
  explicit LineReader(int file);
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;
  ~LineReader();

  // No code is longer; of a longer line only this much is kept, so that it stays none.
  static constexpr std::size_t longest = 4096;

  // The next line without its end, "\n" or "\r\n"; the last one may lack it. Nothing at the end.
  // Throws std::system_error where the file cannot be read.
  std::optional<std::string> next();

 private:
  bool fill();

  int file_;
  sigset_t before_{};
  std::array<struct sigaction, 2> actions_before_{};
  std::array<char, 4096> buffer_{};
  std::string_view unread_;
  bool ended_ = false;
};

}  // namespace fitmate::kiosk
