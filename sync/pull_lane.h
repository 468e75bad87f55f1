#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "db/kiosk/sync_store.h"
#include "domain/trusted_clock.h"
#include "sync/lane.h"
#include "sync/line.h"

namespace fitmate::sync {

// The centre's data on its way to the kiosk, page by page.
class PullLane {
 public:
  PullLane(db::kiosk::SyncStore& store, Line& line, Lane lane)
      : store_{store}, line_{line}, lane_{std::move(lane)} {}

  // Asks for one page and applies it, or does a part of what must be done before that. `reading` is
  // of now.
  void step(const domain::ClockReading& reading);

  // Instead of a step, for a reason that a person should see to.
  void put_off(std::chrono::milliseconds now, std::string_view why);

  const Lane& lane() const { return lane_; }
  // The next step asks the centre for nothing.
  bool is_preparing() const { return page_due_.has_value(); }
  // But for the pauses that leave the writers' lock to the door.
  void hurry(std::chrono::milliseconds now);
  // The feed stood here when a push was answered: fetched at once, if the copy is elsewhere.
  void look_at(std::int64_t feed_head, std::chrono::milliseconds now);
  bool is_done() const { return is_done_; }  // the copy was complete at the last page
  std::int64_t pulled() const { return pulled_; }
  // Whether the centre's feed could not go on, so that it may be another centre than it was; said
  // once.
  bool take_refetched() { return std::exchange(is_refetched_, false); }
  // Whether people in the copy changed, or all of it went; said once.
  bool take_people_changed() { return std::exchange(people_changed_, false); }

 private:
  void handle(const db::kiosk::Link& link, const domain::Cursor& cursor,
              const domain::ClockReading& reading, const Response& response);
  bool apply_page(const db::kiosk::Link& link, const domain::Cursor& cursor,
                  const domain::ClockReading& reading, const Response& response);
  void prepare(std::chrono::milliseconds now);
  void refetch(std::chrono::milliseconds ended);

  db::kiosk::SyncStore& store_;
  Line& line_;
  Lane lane_;
  bool is_done_ = false;
  bool is_refetched_ = false;
  bool people_changed_ = false;
  int refetches_ = 0;  // since the last page
  // While the shadow is prepared for a catch-up: when its first page may be asked for, by the boot
  // clock.
  std::optional<std::chrono::milliseconds> page_due_;
  std::int64_t pulled_ = 0;
};

}  // namespace fitmate::sync
