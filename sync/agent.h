#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>

#include "db/disk.h"
#include "db/kiosk/sync_store.h"
#include "domain/trusted_clock.h"
#include "sync/lane.h"
#include "sync/line.h"
#include "sync/photo_lane.h"
#include "sync/portrait_lane.h"
#include "sync/pull_lane.h"
#include "sync/push_lane.h"
#include "sync/token_lane.h"
#include "sync/transport.h"

namespace fitmate::sync {

// Keeps an enrolled kiosk and its centre alike. All that must last lies in the store; what the
// agent itself remembers may be lost at any moment. One thread.
class Agent {
 public:
  struct Options {
    domain::Random random;
    std::string software;
    Log log;
  };

  // Store, photos, disk and transport outlive it.
  Agent(db::kiosk::SyncStore& store, db::PhotoFiles& photos, const db::Disk& disk,
        Transport& transport, Options options);
  Agent(const Agent&) = delete;
  Agent& operator=(const Agent&) = delete;

  // One turn: at most one call to the centre. Answers when the next turn is due, by the boot clock;
  // there always is one. Blocks as long as the transport does; throws what the store throws.
  std::chrono::milliseconds step(const domain::ClockReading& reading);

  // The line came up, or somebody asks: nothing waits for its time any more.
  void hurry(std::chrono::milliseconds now);

  struct Status {
    PushLane::Tally pushed;
    std::int64_t photos = 0;   // at the centre now
    std::int64_t pulled = 0;   // changes
    bool is_current = false;   // all events are at the centre, and its data is here
    bool is_complete = false;  // and all photos are where they belong: neither side has more
    bool is_stuck = false;     // what is left has failed several times, or needs a person
    std::string error;         // what is the matter; empty where nothing
  };
  Status status() const;

 private:
  std::chrono::milliseconds next_turn() const;
  void step_lane(const domain::ClockReading& reading);
  void tidy(const domain::ClockReading& reading);
  void step_pictures(const domain::ClockReading& reading);
  void after_push(std::chrono::milliseconds now);
  void revive(std::chrono::milliseconds now);
  void keep_reserve();
  void pull(const domain::ClockReading& reading);
  void show_trouble();

  db::kiosk::SyncStore& store_;
  const db::Disk& disk_;
  Options options_;
  Line line_;
  PushLane push_;
  PullLane pull_;
  TokenLane token_;
  PhotoLane photos_;
  PortraitLane portraits_;
  std::chrono::milliseconds tidy_next_{};
  std::error_code reserve_fault_;
  std::optional<std::string> shown_;
};

}  // namespace fitmate::sync
