#pragma once

#include <chrono>
#include <vector>

#include "db/kiosk/sync_store.h"
#include "db/photo_files.h"
#include "domain/trusted_clock.h"
#include "sync/lane.h"
#include "sync/line.h"

namespace fitmate::sync {

// People's pictures on their way to the kiosk, one at a time. It goes through all that the pulled
// copy names, fetches those that are not among the files, and removes files that nobody needs.
class PortraitLane {
 public:
  PortraitLane(db::kiosk::SyncStore& store, db::PhotoFiles& files, Line& line, Lane lane)
      : store_{store}, files_{files}, line_{line}, lane_{std::move(lane)} {}

  // Fetches one picture, or looks for some that are missing. `reading` is of now.
  void step(const domain::ClockReading& reading);

  // People in the copy changed: all is looked at again.
  void look_again(std::chrono::milliseconds now);

  const Lane& lane() const { return lane_; }
  void hurry(std::chrono::milliseconds now) { lane_.hurry(now); }
  bool is_done() const { return is_done_; }  // all are here for which there is room

 private:
  void look(std::chrono::milliseconds now);
  void end_round(std::chrono::milliseconds now);
  void fetch(const domain::ClockReading& reading);
  void keep(const Response& response, std::chrono::milliseconds ended);
  void remove_leftovers() const;

  db::kiosk::SyncStore& store_;
  db::PhotoFiles& files_;
  Line& line_;
  Lane lane_;
  bool is_done_ = false;
  domain::Hash looked_to_{};  // in this round
  std::vector<domain::Hash> missing_;
};

}  // namespace fitmate::sync
