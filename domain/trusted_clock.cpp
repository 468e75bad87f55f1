#include "domain/trusted_clock.h"

#include <algorithm>
#include <array>
#include <utility>

namespace fitmate::domain {
namespace {

constexpr std::array<std::pair<ClockState, std::string_view>, 3> names{{
    {ClockState::synced, "synced"},
    {ClockState::holdover, "holdover"},
    {ClockState::unsynced, "unsynced"},
}};

// The mark's time, carried on to the reading. A mark of another boot has passed at least the time
// since this boot.
Instant carry_on(const TimeMark& mark, const ClockReading& reading) {
  const bool same_boot = mark.boot_id == reading.boot_id;
  return mark.at + (same_boot ? reading.since_boot - mark.since_boot : reading.since_boot);
}

ClockState state_at(Instant at, const ClockReading& reading, const ClockMarks& marks,
                    bool server_in_boot) {
  if (server_in_boot || reading.kernel_synced) return ClockState::synced;
  // A wall clock behind the floor stood still while the power was off, and nobody knows how long.
  const bool elapsed_known = marks.floor.boot_id == reading.boot_id || reading.wall >= at;
  const bool held =
      elapsed_known && marks.last_synced && at - *marks.last_synced <= holdover_length;
  return held ? ClockState::holdover : ClockState::unsynced;
}

}  // namespace

std::string_view to_text(ClockState state) {
  return names.at(static_cast<std::size_t>(state)).second;
}

std::optional<ClockState> parse_clock_state(std::string_view text) {
  for (const auto& [state, name] : names) {
    if (name == text) return state;
  }
  return std::nullopt;
}

Now tell_time(const ClockReading& reading, const ClockMarks& marks) {
  const bool server_in_boot = marks.server && marks.server->boot_id == reading.boot_id;
  const Instant at = server_in_boot ? carry_on(*marks.server, reading)
                                    : std::max(reading.wall, carry_on(marks.floor, reading));
  return {.at = at, .state = state_at(at, reading, marks, server_in_boot), .reading = reading};
}

ClockMarks with_server_time(const ClockReading& reading, Instant server_time) {
  const TimeMark mark{
      .at = server_time, .boot_id = reading.boot_id, .since_boot = reading.since_boot};
  return {.server = mark, .floor = mark, .last_synced = server_time};
}

ClockMarks with_build_time(ClockMarks marks, Instant built) {
  if (marks.floor.at < built) marks.floor = {.at = built};
  return marks;
}

ClockMarks with_stamp(ClockMarks marks, const Stamp& stamp) {
  if (stamp.clock_state != ClockState::synced || stamp.entered_late) return marks;
  if (stamp.at > marks.floor.at) {
    marks.floor = {.at = stamp.at, .boot_id = stamp.boot_id, .since_boot = stamp.since_boot};
  }
  marks.last_synced = stamp.at;
  return marks;
}

}  // namespace fitmate::domain
