#include "domain/event.h"

#include <array>

namespace fitmate::domain {
namespace {

constexpr std::array<std::string_view, 3> outcomes{"admitted", "warned", "refused"};
constexpr std::array<std::string_view, 2> directions{"in", "out"};
constexpr std::array<std::string_view, 19> reasons{
    "not_ours",       "forged",       "code_expired", "code_too_new", "revoked",
    "replayed",       "not_started",  "expired",      "suspended",    "no_membership",
    "no_visits",      "stale",        "already_in",   "grace",        "expiring",
    "not_in_replica", "clock_unsure", "ok",           "store_failed"};
static_assert(reasons.size() == static_cast<std::size_t>(Reason::store_failed) + 1);

template <class Enum, std::size_t size>
std::optional<Enum> parse_name(const std::array<std::string_view, size>& names,
                               std::string_view text) {
  for (std::size_t i = 0; i < size; ++i) {
    if (names.at(i) == text) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_text(Outcome outcome) {
  return outcomes.at(static_cast<std::size_t>(outcome));
}
std::optional<Outcome> parse_outcome(std::string_view text) {
  return parse_name<Outcome>(outcomes, text);
}

std::string_view to_text(Direction direction) {
  return directions.at(static_cast<std::size_t>(direction));
}
std::optional<Direction> parse_direction(std::string_view text) {
  return parse_name<Direction>(directions, text);
}

std::string_view to_text(Reason reason) {
  return reasons.at(static_cast<std::size_t>(reason));
}
std::optional<Reason> parse_reason(std::string_view text) {
  return parse_name<Reason>(reasons, text);
}

const Scan* scan_of(const Happening& happening) {
  return std::visit(
      [](const auto& body) -> const Scan* {
        if constexpr (requires { body.scan; }) {
          return &body.scan;
        } else {
          return nullptr;
        }
      },
      happening);
}

}  // namespace fitmate::domain
