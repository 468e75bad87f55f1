#pragma once

#include <string>

#include "kiosk/check_in.h"

namespace fitmate::kiosk {

// The answer as one line of JSON without its end, with the keys of the contract in their order.
std::string to_json(const Answer& answer);

}  // namespace fitmate::kiosk
