#pragma once

#include "db/kiosk/sync_store.h"
#include "domain/trusted_clock.h"
#include "sync/lane.h"
#include "sync/line.h"

namespace fitmate::sync {

// A new token now and then. The old one stays good until the new one is first used, so a lost
// answer locks nobody out.
class TokenLane {
 public:
  TokenLane(db::kiosk::SyncStore& store, Line& line, Lane lane)
      : store_{store}, line_{line}, lane_{std::move(lane)} {}

  // The first call only begins to count the time.
  void step(const domain::ClockReading& reading);
  const Lane& lane() const { return lane_; }

 private:
  db::kiosk::SyncStore& store_;
  Line& line_;
  Lane lane_;
  bool began_ = false;
};

}  // namespace fitmate::sync
