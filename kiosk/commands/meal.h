#pragma once

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/trusted_clock.h"
#include "kiosk/meal.h"

namespace fitmate::kiosk {

// What a person gives on the command line.
struct MealWords {
  std::string code;
  std::vector<std::string> files;
  std::string item;
  std::optional<double> calories;
  domain::Macros macros = {};
};

// The entry that the words make; the photos are read and encoded anew. The error names what cannot
// be taken, and what to do.
domain::Result<MealEntry, std::string> read_meal(const MealWords& words);

// Records the meal as the screen would: one line of JSON, written only after the commit. Whether it
// could be recorded, or its refusal.
bool record_meal(Meal& meal, std::string_view code, const MealEntry& entry,
                 const std::function<domain::ClockReading()>& clock, std::ostream& out,
                 std::ostream& err);

}  // namespace fitmate::kiosk
