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

Agent::Agent(db::kiosk::SyncStore& store, Transport& transport, Options options)
    : store_{store},
      options_{std::move(options)},
      line_{store, transport},
      push_{store, line_, Lane{"push", options_.random, options_.log}, options_.software},
      pull_{store, line_, Lane{"pull", options_.random, options_.log}},
      token_{store, line_, Lane{"token", options_.random, options_.log}} {}

milliseconds Agent::step(const domain::ClockReading& reading) {
  const auto now = reading.since_boot;
  // Whoever waited longest goes first, so that no lane can keep another from its turn.
  const auto next =
      std::min({push_.lane().next(), pull_.lane().next(), token_.lane().next(), tidy_next_});
  if (next > now) return next;
  if (next == push_.lane().next()) {
    push_.step(reading);
    after_push(now);
  } else if (next == pull_.lane().next()) {
    const bool was_down = push_.lane().line_is_down();
    pull_.step(reading);
    if (was_down && pull_.lane().error().empty()) push_.hurry(now);
    if (pull_.take_refetched()) push_.check_again(now);
  } else if (next == token_.lane().next()) {
    token_.step(reading);
  } else {
    tidy(reading);
  }
  show_trouble();
  return std::min({push_.lane().next(), pull_.lane().next(), token_.lane().next(), tidy_next_});
}

void Agent::hurry(milliseconds now) {
  push_.hurry(now);
  pull_.hurry(now);
}

Agent::Status Agent::status() const {
  const bool push_ended = push_.is_done() || is_stuck(push_.lane());
  const bool pull_ended = pull_.is_done() || is_stuck(pull_.lane());
  const bool complete = push_.is_done() && pull_.is_done();
  return {.pushed = push_.tally(),
          .pulled = pull_.pulled(),
          .is_complete = complete,
          .is_stuck = !complete && push_ended && pull_ended,
          .error = push_.lane().error().empty() ? pull_.lane().error() : push_.lane().error()};
}

void Agent::after_push(milliseconds now) {
  const auto head = push_.take_feed_head();
  if (!head) return;
  if (pull_.lane().line_is_down()) pull_.hurry(now);
  pull_.look_at(*head, now);
}

// By a clock that may be wrong, events would go before their time.
void Agent::tidy(const domain::ClockReading& reading) {
  const auto now = domain::tell_time(reading, store_.load_link().clock);
  const bool more = now.state == domain::ClockState::synced && store_.tidy(now.at);
  tidy_next_ = reading.since_boot + (more ? limits::tidy_pause : milliseconds{limits::tidy_every});
}

void Agent::show_trouble() {
  const auto& trouble =
      push_.lane().trouble().empty() ? pull_.lane().trouble() : push_.lane().trouble();
  if (shown_ == trouble) return;
  store_.set_trouble(trouble);
  shown_ = trouble;
}

}  // namespace fitmate::sync
