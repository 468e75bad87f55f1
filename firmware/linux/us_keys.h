#pragma once

#include <cstdint>

namespace fitmate::firmware::linux_board {

// The ASCII letter of a key (KEY_A, ... of input.h) of a US keyboard, which is what scanners type
// as they leave the factory; 0 where the key has none. Pure.
char us_letter(std::uint16_t key, bool shift, bool caps_lock);

}  // namespace fitmate::firmware::linux_board
