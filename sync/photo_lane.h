#pragma once

#include <chrono>
#include <cstdint>
#include <map>

#include "db/kiosk/sync_store.h"
#include "db/photo_files.h"
#include "domain/trusted_clock.h"
#include "sync/lane.h"
#include "sync/line.h"

namespace fitmate::sync {

// The photos of meals on their way to the centre: one at a time, whole, once their meal's event is
// there. One that the centre does not take yet lets the others go first.
class PhotoLane {
 public:
  PhotoLane(db::kiosk::SyncStore& store, db::PhotoFiles& files, Line& line, Lane lane)
      : store_{store}, files_{files}, line_{line}, lane_{std::move(lane)} {}

  // Sends one photo, or looks whether any waits. `reading` is of now.
  void step(const domain::ClockReading& reading);

  // Looks whether any waits, and leaves all to wait for their events until then.
  void wait(std::chrono::milliseconds now, std::chrono::milliseconds until);

  // Removes some files that the centre has had for long enough, or at once where the disk is
  // filling. False when there are no more.
  bool tidy(const domain::Now& now);

  // Events arrived at the centre, so their photos may go.
  void look_again(std::chrono::milliseconds now);

  const Lane& lane() const { return lane_; }
  void hurry(std::chrono::milliseconds now) { lane_.hurry(now); }
  bool is_done() const { return is_done_; }        // none waits, as far as it has looked
  bool is_waiting() const { return is_waiting_; }  // for events that are not at the centre yet
  std::int64_t stored() const { return stored_; }

 private:
  // One that no meal at the centre names, as far as it was told.
  struct Unnamed {
    int times = 0;
    std::chrono::milliseconds until{};
  };

  void send(const db::kiosk::OutgoingPhoto& photo, const domain::ClockReading& reading);
  bool is_resting(const domain::Hash& sha256, std::chrono::milliseconds now) const;
  void let_rest(const db::kiosk::OutgoingPhoto& photo, std::chrono::milliseconds now);
  void note(const db::kiosk::OutgoingPhoto& photo, const db::kiosk::PhotoFate& fate,
            std::chrono::milliseconds ended);
  void handle(const db::kiosk::OutgoingPhoto& photo, const domain::ClockReading& reading,
              const Response& response);

  db::kiosk::SyncStore& store_;
  db::PhotoFiles& files_;
  Line& line_;
  Lane lane_;
  bool is_done_ = false;
  bool is_waiting_ = false;
  std::int64_t stored_ = 0;
  std::map<domain::Hash, Unnamed> unnamed_;
};

}  // namespace fitmate::sync
