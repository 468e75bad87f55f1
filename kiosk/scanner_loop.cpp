#include "kiosk/scanner_loop.h"

#include <condition_variable>
#include <cstdio>
#include <exception>
#include <mutex>
#include <string_view>
#include <utility>

#include "domain/credential.h"

namespace fitmate::kiosk {
namespace {

// How long it may take until a thread that is told to stop does.
constexpr std::chrono::milliseconds patience{250};
constexpr std::chrono::milliseconds retry_broken_after{2000};

// As long as a code of ours and made of its letters, but typed on another keyboard: there the colon
// after "FM1" lies elsewhere, or the cases are turned round.
bool is_mistyped(std::string_view text) {
  const bool our_size =
      text.size() == domain::card_text_size || text.size() == domain::phone_text_size;
  return our_size && !text.starts_with("FM1:") &&
         (text.starts_with("FM1") || text.starts_with("fm1"));
}

}  // namespace

ScannerLoop::ScannerLoop(firmware::Scanner& scanner, ScanBox& box, std::function<void()> wake)
    : scanner_(scanner), box_(box), wake_(std::move(wake)) {}

void ScannerLoop::step() {
  auto code = scanner_.next(patience);
  if (code) {
    is_mistyping_ = is_mistyped(code->text);
    box_.put({.text = std::move(code->text), .seen_at = code->at, .seer = Seer::scanner});
    wake_();
  }
  tell(is_mistyping_ ? "the scanner types as another country's keyboard: set it to USA"
                     : scanner_.status().problem);
}

void ScannerLoop::run(const std::stop_token& stop) {
  std::mutex lock;
  std::condition_variable_any until;
  while (!stop.stop_requested()) {
    try {
      step();
    } catch (const std::exception& broken) {
      std::fprintf(stderr, "scanner: %s\n", broken.what());
      tell(broken.what());
      std::unique_lock hold(lock);
      until.wait_for(hold, stop, retry_broken_after, [] { return false; });
    }
  }
}

void ScannerLoop::tell(const std::string& problem) {
  if (box_.set_scanner_problem(problem)) wake_();
}

}  // namespace fitmate::kiosk
