#include "kiosk/commands/line_reader.h"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <poll.h>
#include <unistd.h>

namespace fitmate::kiosk {
namespace {

constexpr std::array ending_signals{SIGTERM, SIGINT};

volatile sig_atomic_t got_signal = 0;

void note_signal(int /*signal*/) {
  got_signal = 1;
}

// Where input never pauses, a signal stays pending.
bool asked_to_end() {
  sigset_t pending;
  sigemptyset(&pending);
  ::sigpending(&pending);
  return got_signal != 0 || sigismember(&pending, SIGTERM) == 1 ||
         sigismember(&pending, SIGINT) == 1;
}

}  // namespace

LineReader::LineReader(int file) : file_{file} {
  struct sigaction action{};
  action.sa_handler = note_signal;
  sigset_t both;
  sigemptyset(&both);
  for (std::size_t i = 0; i < ending_signals.size(); ++i) {
    sigaddset(&both, ending_signals.at(i));
    ::sigaction(ending_signals.at(i), &action, &actions_before_.at(i));
  }
  ::sigprocmask(SIG_BLOCK, &both, &before_);
}

LineReader::~LineReader() {
  // First the one that still waits, which is ours: it ended the reading.
  ::sigprocmask(SIG_SETMASK, &before_, nullptr);
  for (std::size_t i = 0; i < ending_signals.size(); ++i) {
    ::sigaction(ending_signals.at(i), &actions_before_.at(i), nullptr);
  }
}

std::optional<std::string> LineReader::next() {
  std::string line;
  bool any = false;
  while (!asked_to_end() && (!unread_.empty() || fill())) {
    any = true;
    const auto end = unread_.find('\n');
    const auto part = unread_.substr(0, end);
    line.append(part.substr(0, longest - std::min(line.size(), longest)));
    unread_.remove_prefix(std::min(part.size() + 1, unread_.size()));
    if (end == std::string_view::npos) continue;
    if (line.ends_with('\r')) line.pop_back();
    return line;
  }
  return any && !asked_to_end() ? std::optional{line} : std::nullopt;
}

// Waits for more; false at the end, or when a signal came.
bool LineReader::fill() {
  while (!ended_ && !asked_to_end()) {
    pollfd wanted{.fd = file_, .events = POLLIN, .revents = 0};
    if (::ppoll(&wanted, 1, nullptr, &before_) < 0) {
      if (errno == EINTR) continue;
      throw std::system_error{errno, std::generic_category(), "cannot wait for the next line"};
    }
    const auto got = ::read(file_, buffer_.data(), buffer_.size());
    if (got < 0) {
      if (errno == EINTR || errno == EAGAIN) continue;
      throw std::system_error{errno, std::generic_category(), "cannot read the next line"};
    }
    ended_ = got == 0;
    unread_ = {buffer_.data(), static_cast<std::size_t>(got)};
    if (!ended_) return true;
  }
  return false;
}

}  // namespace fitmate::kiosk
