#pragma once

#include <deque>
#include <memory>
#include <string>

#include "firmware/linux/evdev_calls.h"
#include "firmware/scanner.h"

namespace fitmate::firmware::linux_board {

// A USB scanner, which is a keyboard to the machine: its keys are taken for us alone and read as
// those of a US keyboard. A code ends with Enter or Tab, or when the scanner falls silent. Opened
// by the first next(), and again whenever it is gone.
class EvdevScanner final : public Scanner {
 public:
  // Scanners type a letter each few ms; after this long a code is whole.
  static constexpr std::chrono::milliseconds silent_after{150};
  // More than any QR code of letters and digits that a scanner reads from a phone; ours have 151.
  static constexpr std::size_t longest = 512;
  // Between two tries to open a device that is not there.
  static constexpr std::chrono::milliseconds retry_after{1000};

  explicit EvdevScanner(std::string device,
                        std::shared_ptr<EvdevCalls> calls = system_evdev_calls());
  ~EvdevScanner() override;

  std::optional<ScannedCode> next(std::chrono::milliseconds patience) override;
  [[nodiscard]] ScannerStatus status() const override { return status_; }

 private:
  void open();
  void close(std::string problem);
  void read();
  void wait(Moment deadline);
  std::optional<ScannedCode> type(const KeyEvent& event);
  void type_key(std::uint16_t key, bool down);
  std::optional<ScannedCode> end_line();
  void lose_line();

  std::string device_;
  std::shared_ptr<EvdevCalls> calls_;
  int descriptor_ = -1;
  Moment retry_at_;
  bool opened_before_ = false;
  std::deque<KeyEvent> waiting_;  // read and not yet typed, few

  std::string line_;
  bool is_lost_ = false;      // the rest of this line is no code
  bool is_dropping_ = false;  // the kernel lost keys, up to the next report
  bool left_shift_ = false;
  bool right_shift_ = false;
  bool caps_lock_ = false;
  Moment last_key_;

  ScannerStatus status_;
};

}  // namespace fitmate::firmware::linux_board
