#include "firmware/linux/us_keys.h"

#include <array>

#include <linux/input-event-codes.h>

namespace fitmate::firmware::linux_board {
namespace {

struct Pair {
  char plain = 0;
  char shifted = 0;
};

constexpr std::size_t keys_known = KEY_KPDOT + 1;

constexpr std::array<Pair, keys_known> make_keys() {
  std::array<Pair, keys_known> keys{};
  const auto put_row = [&](std::size_t first, const char* plain, const char* shifted) {
    for (std::size_t i = 0; plain[i] != '\0'; ++i) keys.at(first + i) = {plain[i], shifted[i]};
  };
  put_row(KEY_1, "1234567890-=", "!@#$%^&*()_+");
  put_row(KEY_Q, "qwertyuiop[]", "QWERTYUIOP{}");
  put_row(KEY_A, "asdfghjkl;'`", "ASDFGHJKL:\"~");
  put_row(KEY_BACKSLASH, "\\zxcvbnm,./", "|ZXCVBNM<>?");
  put_row(KEY_KPASTERISK, "*", "*");
  put_row(KEY_SPACE, " ", " ");
  put_row(KEY_KP7, "789-456+1230.", "789-456+1230.");
  return keys;
}

constexpr auto keys = make_keys();

constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

char us_letter(std::uint16_t key, bool shift, bool caps_lock) {
  if (key == KEY_KPSLASH) return '/';
  if (key >= keys.size()) return 0;
  const auto& [plain, shifted] = keys.at(key);
  const bool upper = is_letter(plain) ? shift != caps_lock : shift;
  return upper ? shifted : plain;
}

}  // namespace fitmate::firmware::linux_board
