#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "db/kiosk/sync_store.h"
#include "domain/trusted_clock.h"
#include "sync/lane.h"
#include "sync/limits.h"
#include "sync/line.h"
#include "sync/wire.h"

namespace fitmate::sync {

// The kiosk's events on their way to the centre: one push at a time, oldest first. An event counts
// as arrived by a well-formed answer that fits what was sent, and by nothing else.
class PushLane {
 public:
  struct Tally {
    std::int64_t pushed = 0;  // acknowledged for the first time, the following among them
    std::int64_t duplicates = 0;
    std::int64_t quarantined = 0;
  };

  PushLane(db::kiosk::SyncStore& store, Line& line, Lane lane, std::string software)
      : store_{store}, line_{line}, lane_{std::move(lane)}, software_{std::move(software)} {}

  // One push, or one look at the outbox if nothing waits. `reading` is of now.
  void step(const domain::ClockReading& reading);

  const Lane& lane() const { return lane_; }
  // No waiting but for the centre's pace.
  void hurry(std::chrono::milliseconds now);
  // The centre may be another than it was: the last event that it acknowledged is sent once more,
  // and shows whether it still has it. So begins every agent, too.
  void check_again(std::chrono::milliseconds now);
  // Whether the centre still has what it acknowledged is being asked, or is made good.
  bool is_checking() const { return is_check_due_ || (resend_ && resend_->from <= acked_); }
  bool is_done() const { return is_done_; }  // nothing waits, as far as it has looked
  const Tally& tally() const { return tally_; }
  // The head of the centre's feed, said once after each push's answer.
  std::optional<std::int64_t> take_feed_head() { return std::exchange(feed_head_, std::nullopt); }

 private:
  // Events that were acknowledged before are sent from here on.
  struct Resend {
    domain::Seq from;
    bool was_asked_for = false;  // by the centre; what is gone of it is declared
  };

  struct Sent {
    Push push;
    db::kiosk::Link link;
    domain::ClockReading reading;
    std::chrono::milliseconds ended{};  // by the boot clock
    std::chrono::milliseconds took{};
    bool is_full = false;  // as many events as the batch may hold
    bool is_all = false;   // nothing waits behind it
  };

  db::kiosk::Outgoing take();
  void narrow(db::kiosk::Outgoing& outgoing, bool opaque) const;
  Sent prepare(db::kiosk::Outgoing outgoing, const domain::ClockReading& reading) const;
  void handle(const Sent& sent, const Response& response);
  void apply_answer(const Sent& sent, const Response& response);
  void apply_conflict(const Sent& sent, const Response& response);
  void go_back(const Sent& sent, domain::Seq expected);
  void begin_epoch(const Sent& sent, const Conflict& conflict);
  void apply_refused(const Sent& sent, const Response& response);
  void count(const Sent& sent, const PushAnswer& answer);
  void halve(const Sent& sent);

  db::kiosk::SyncStore& store_;
  Line& line_;
  Lane lane_;
  std::string software_;
  std::int64_t batch_ = limits::batch_start;
  domain::Seq acked_;
  std::optional<Resend> resend_;
  bool is_check_due_ = true;
  std::optional<domain::Seq> suspect_to_;    // an event up to here cannot be read by the centre
  std::optional<domain::Seq> opaque_;        // this is it
  std::optional<domain::StoreEpoch> begun_;  // the newest epoch, until the centre takes it
  bool is_done_ = false;
  std::optional<std::int64_t> feed_head_;
  std::chrono::milliseconds not_before_{};  // by the boot clock
  Tally tally_;
};

}  // namespace fitmate::sync
