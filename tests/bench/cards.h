#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/system/gym.h"

namespace fitmate::bench {

// So many of the gym's members at most, those of the least ids, in whatever state they are.
std::vector<std::int64_t> some_members(tests::Gym& gym, std::size_t most);

// The texts on these people's cards.
std::vector<std::string> issue_cards(tests::Gym& gym, const std::vector<std::int64_t>& users);

}  // namespace fitmate::bench
