#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "domain/ids.h"
#include "domain/instant.h"

namespace fitmate::domain {

// How far the kiosk's own time may be believed.
//   synced    this boot holds a time of the centre, or the kernel reports synchronised time
//   holdover  for 7 days after that, treated as synced; in another boot only while the wall clock
//             is not behind the floor
//   unsynced  anything else
enum class ClockState : std::uint8_t { synced, holdover, unsynced };
std::string_view to_text(ClockState state);
std::optional<ClockState> parse_clock_state(std::string_view text);

inline constexpr std::chrono::hours holdover_length{7 * 24};

// The machine's clocks, read at one moment in a main.cpp.
struct ClockReading {
  Instant wall;
  std::chrono::milliseconds since_boot{};  // the boot clock, which counts through suspend
  Uuid boot_id;
  bool kernel_synced = false;
};

// A time that was right, and when in which boot it was so.
struct TimeMark {
  Instant at;
  Uuid boot_id;
  std::chrono::milliseconds since_boot{};
  bool operator==(const TimeMark&) const = default;
};

// When something happened, as the kiosk's clocks had it.
struct Stamp {
  Instant at;    // now by the clock rule, or the time that was entered
  Instant wall;  // what the wall clock said
  Uuid boot_id;
  std::chrono::milliseconds since_boot{};
  ClockState clock_state{};
  bool entered_late = false;
  bool operator==(const Stamp&) const = default;
};

// What the store remembers of time.
struct ClockMarks {
  std::optional<TimeMark> server;      // an authenticated time of the centre
  TimeMark floor;                      // true time is not before this
  std::optional<Instant> last_synced;  // the last moment at which the clock was known to be right
  bool operator==(const ClockMarks&) const = default;
};

struct Now {
  Instant at;
  ClockState state{};
  ClockReading reading;
};

// What time it is: the centre's time of this boot carried on by the boot clock; without one the
// later of the wall clock and the floor, carried on likewise.
Now tell_time(const ClockReading& reading, const ClockMarks& marks);

// The marks after the centre said its time; that alone may lower the floor.
ClockMarks with_server_time(const ClockReading& reading, Instant server_time);

// The marks of a program that was built at that time: true time is not before it.
ClockMarks with_build_time(ClockMarks marks, Instant built);

// The marks after something happened: where the clock was right, floor and last_synced rise.
// Unsynced time, and time that a person entered, is never stored.
ClockMarks with_stamp(ClockMarks marks, const Stamp& stamp);

}  // namespace fitmate::domain
