#include "domain/visit.h"

#include <algorithm>
#include <ranges>
#include <tuple>
#include <utility>

namespace fitmate::domain {

bool is_earlier(const Passage& left, const Passage& right) {
  return std::tie(left.at, left.kiosk, left.seq, left.event) <
         std::tie(right.at, right.kiosk, right.seq, right.event);
}

Stays pair_up(std::vector<Passage> passages) {
  std::ranges::sort(passages, is_earlier);
  Stays out;
  bool open = false;
  for (const auto& passage : passages) {
    if (passage.direction == Direction::in) {
      if (open) out.stays.back().cut_by_entry = true;
      out.stays.push_back({.entry = passage, .exit = std::nullopt, .cut_by_entry = false});
      open = true;
    } else if (open) {
      out.stays.back().exit = passage;
      open = false;
    } else {
      out.lone_exits.push_back(passage);
    }
  }
  return out;
}

std::vector<ClosedElsewhere> find_closed_elsewhere(std::vector<Passage> passages) {
  std::ranges::sort(passages, is_earlier);
  std::vector<ClosedElsewhere> found;
  for (const auto& [passage, next] : passages | std::views::pairwise) {
    if (passage.direction == Direction::in && next.kiosk != passage.kiosk) {
      found.push_back({.entry = passage, .at = next.at});
    }
  }
  return found;
}

std::optional<std::chrono::minutes> duration_of(const Stay& stay) {
  if (!stay.exit) return std::nullopt;
  return std::chrono::floor<std::chrono::minutes>(stay.exit->at - stay.entry.at);
}

}  // namespace fitmate::domain
