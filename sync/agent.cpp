#include "sync/agent.h"

#include <algorithm>

#include "sync/limits.h"

namespace fitmate::sync {
namespace {

using std::chrono::milliseconds;

constexpr int stuck_after = 3;

bool is_stuck(const Lane& lane) {
  return lane.failures() >= stuck_after || !lane.trouble().empty();
}

}  // namespace

Agent::Agent(db::kiosk::SyncStore& store, db::PhotoFiles& photos, const db::Disk& disk,
             Transport& transport, Options options)
    : store_{store},
      disk_{disk},
      options_{std::move(options)},
      line_{store, transport},
      push_{store, line_, Lane{"push", options_.random, options_.log}, options_.software},
      pull_{store, line_, Lane{"pull", options_.random, options_.log}},
      token_{store, line_, Lane{"token", options_.random, options_.log}},
      photos_{store, photos, line_, Lane{"photos", options_.random, options_.log}},
      portraits_{store, photos, line_, Lane{"portraits", options_.random, options_.log}} {}

milliseconds Agent::next_turn() const {
  return std::min({push_.lane().next(), pull_.lane().next(), token_.lane().next(),
                   photos_.lane().next(), portraits_.lane().next(), tidy_next_});
}

milliseconds Agent::step(const domain::ClockReading& reading) {
  if (next_turn() > reading.since_boot) return next_turn();
  keep_reserve();
  step_lane(reading);
  show_trouble();
  return next_turn();
}

// Whoever waited longest goes first, so that no lane can keep another from its turn; pictures go
// when nobody else wants to, for they are large and nobody waits for them.
void Agent::step_lane(const domain::ClockReading& reading) {
  const auto now = reading.since_boot;
  const auto next =
      std::min({push_.lane().next(), pull_.lane().next(), token_.lane().next(), tidy_next_});
  if (next > now) {
    step_pictures(reading);
  } else if (next == push_.lane().next()) {
    push_.step(reading);
    after_push(now);
  } else if (next == pull_.lane().next()) {
    pull(reading);
  } else if (next == token_.lane().next()) {
    token_.step(reading);
  } else {
    tidy(reading);
  }
}

void Agent::step_pictures(const domain::ClockReading& reading) {
  const auto now = reading.since_boot;
  if (portraits_.lane().next() < photos_.lane().next()) {
    portraits_.step(reading);
  } else if (push_.is_checking()) {
    // A centre that was restored has no meal for them until it has the events again.
    photos_.wait(now, push_.lane().next());
  } else {
    const auto stored = photos_.stored();
    photos_.step(reading);
    if (photos_.stored() > stored) revive(now);
  }
}

void Agent::pull(const domain::ClockReading& reading) {
  const auto now = reading.since_boot;
  if (!disk_.takes_pulls()) {
    pull_.put_off(now, "less than 3 % of the disk is free, so nothing is pulled: make room");
    return;
  }
  const bool asks = !pull_.is_preparing();
  pull_.step(reading);
  if (asks && pull_.lane().error().empty()) revive(now);
  if (pull_.take_refetched()) push_.check_again(now);
  if (pull_.take_people_changed()) portraits_.look_again(now);
}

// The line works again for one lane, so the others wait no longer.
void Agent::revive(milliseconds now) {
  if (push_.lane().line_is_down()) push_.hurry(now);
  if (pull_.lane().line_is_down()) pull_.hurry(now);
  if (photos_.lane().line_is_down()) photos_.hurry(now);
  if (portraits_.lane().line_is_down()) portraits_.hurry(now);
}

void Agent::hurry(milliseconds now) {
  push_.hurry(now);
  pull_.hurry(now);
  photos_.hurry(now);
  portraits_.hurry(now);
}

Agent::Status Agent::status() const {
  const bool push_ended = push_.is_done() || is_stuck(push_.lane());
  const bool pull_ended = pull_.is_done() || is_stuck(pull_.lane());
  // Photos that wait for events are stuck with them.
  const bool photos_ended = photos_.is_done() || is_stuck(photos_.lane()) ||
                            (photos_.is_waiting() && is_stuck(push_.lane()));
  const bool portraits_ended = portraits_.is_done() || is_stuck(portraits_.lane());
  const bool current = push_.is_done() && pull_.is_done();
  const bool complete = current && photos_.is_done() && portraits_.is_done();
  std::string error;
  for (const auto* lane : {&push_.lane(), &pull_.lane(), &photos_.lane(), &portraits_.lane()}) {
    if (error.empty()) error = lane->error();
  }
  return {.pushed = push_.tally(),
          .photos = photos_.stored(),
          .pulled = pull_.pulled(),
          .is_current = current,
          .is_complete = complete,
          .is_stuck = !complete && push_ended && pull_ended && photos_ended && portraits_ended,
          .error = std::move(error)};
}

void Agent::after_push(milliseconds now) {
  const auto head = push_.take_feed_head();
  if (!head) return;
  revive(now);
  photos_.look_again(now);
  pull_.look_at(*head, now);
}

// By a clock that may be wrong, events would go before their time.
void Agent::tidy(const domain::ClockReading& reading) {
  // Whatever breaks below does not come again at once, before all else.
  tidy_next_ = reading.since_boot + milliseconds{limits::tidy_every};
  const auto now = domain::tell_time(reading, store_.load_link().clock);
  const bool rows = now.state == domain::ClockState::synced && store_.tidy(now.at);
  const bool more = photos_.tidy(now) || rows;
  if (more) tidy_next_ = reading.since_boot + limits::tidy_pause;
}

void Agent::keep_reserve() {
  const auto fault = disk_.keep_reserve();
  if (fault && fault != reserve_fault_) {
    options_.log("the reserve for a full disk: " + fault.message());
  }
  reserve_fault_ = fault;
}

void Agent::show_trouble() {
  std::string trouble;
  for (const auto* lane : {&push_.lane(), &pull_.lane(), &photos_.lane()}) {
    if (trouble.empty()) trouble = lane->trouble();
  }
  if (shown_ == trouble) return;
  store_.set_trouble(trouble);
  shown_ = std::move(trouble);
}

}  // namespace fitmate::sync
