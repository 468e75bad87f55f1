#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/result.h"

namespace fitmate::domain {

// What a person says of a meal.

inline constexpr std::size_t item_letters_most = 200;
inline constexpr double calories_most = 100'000;  // kcal
inline constexpr double macro_most = 10'000;      // grams
inline constexpr std::size_t meal_photos_most = 8;

// The item without blanks around it, or in words why it is none: 1 to item_letters_most letters of
// UTF-8 without control characters.
Result<std::string, std::string> parse_item(std::string_view text);

// Finite, 0 to `most`.
bool is_amount(double amount, double most);

}  // namespace fitmate::domain
