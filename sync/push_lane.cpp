#include "sync/push_lane.h"

#include <algorithm>
#include <format>
#include <utility>

#include "domain/event_text.h"
#include "domain/store_epoch.h"

namespace fitmate::sync {
namespace {

using std::chrono::milliseconds;

domain::Seq last_of(const Push& push) {
  return {push.first_seq.value + std::ssize(push.events) - 1};
}

// Whether the answer speaks of the very events that were sent, and of all of them.
bool fits(const PushAnswer& answer, const Push& push) {
  if (answer.results.size() != push.events.size() || answer.acked_seq < last_of(push)) {
    return false;
  }
  for (std::size_t i = 0; i < push.events.size() && !push.opaque; ++i) {
    const auto event = domain::parse_event(push.events[i]);
    if (event && answer.results[i].event_id != domain::to_text(event->id.value)) return false;
  }
  return true;
}

std::vector<db::kiosk::SetAside> set_aside(const PushAnswer& answer) {
  std::vector<db::kiosk::SetAside> list;
  for (const auto& result : answer.results) {
    if (result.status == PushAnswer::Status::superseded ||
        result.status == PushAnswer::Status::quarantined) {
      list.push_back({.event_id = result.event_id, .reason = result.reason});
    }
  }
  return list;
}

Request request_of(const Push& push) {
  return {.method = Request::Method::post,
          .path = "/api/sync/push",
          .query = {},
          .bearer = {},
          .content_type = "application/json",
          .content_encoding = "gzip",
          .body = gzip(encode(push))};
}

}  // namespace

void PushLane::step(const domain::ClockReading& reading) {
  auto outgoing = take();
  is_done_ = outgoing.events.empty();
  if (is_done_) {
    lane_.succeed(reading.since_boot, limits::look_every);
    return;
  }
  auto sent = prepare(std::move(outgoing), reading);
  const auto answer = line_.exchange(request_of(sent.push));
  sent.took = answer ? answer->took : answer.error().took;
  sent.ended = reading.since_boot + sent.took;
  if (answer) {
    not_before_ = sent.ended + limits::push_pause;
    handle(sent, *answer);
    return;
  }
  if (answer.error().kind == TransportFault::Kind::timeout) halve(sent);
  lane_.fail(sent.ended, answer.error());
}

void PushLane::hurry(milliseconds now) {
  lane_.hurry(std::max(now, not_before_));
}

void PushLane::check_again(milliseconds now) {
  is_check_due_ = true;
  if (lane_.error().empty()) hurry(now);
}

db::kiosk::Outgoing PushLane::take() {
  const auto from = [&](std::optional<domain::Seq> seq) {
    return store_.unsent(batch_, limits::batch_bytes, seq);
  };
  if (resend_) {
    auto outgoing = from(resend_->from);
    if (!outgoing.events.empty()) return outgoing;
    resend_.reset();
  }
  auto outgoing = from(std::nullopt);
  acked_ = {outgoing.first_seq.value - 1};
  if (!std::exchange(is_check_due_, false) || acked_.value < 1) return outgoing;
  auto checking = from(acked_);
  if (checking.first_seq != acked_) return outgoing;
  resend_ = Resend{.from = acked_};
  return checking;
}

// What the centre cannot read is found by halving, and then sent alone.
void PushLane::narrow(db::kiosk::Outgoing& outgoing, bool opaque) const {
  auto& events = outgoing.events;
  if (opaque) {
    events.resize(1);
    return;
  }
  events.erase(std::ranges::find_if_not(events, travels_as_text), events.end());
  if (!suspect_to_ || outgoing.first_seq > *suspect_to_) return;
  const auto half = (suspect_to_->value - outgoing.first_seq.value + 1) / 2;
  const auto most = static_cast<std::size_t>(std::max<std::int64_t>(1, half));
  if (events.size() > most) events.resize(most);
}

PushLane::Sent PushLane::prepare(db::kiosk::Outgoing outgoing,
                                 const domain::ClockReading& reading) const {
  const bool opaque = opaque_ == outgoing.first_seq || !travels_as_text(outgoing.events.front());
  narrow(outgoing, opaque);
  auto link = store_.load_link();
  const auto now = domain::tell_time(reading, link.clock);
  Push push{.store_epoch = outgoing.epoch,
            .first_seq = outgoing.first_seq,
            .prev_chain = outgoing.prev_chain,
            .events = std::move(outgoing.events),
            .opaque = opaque,
            .sent_at = now.at,
            .boot_id = reading.boot_id,
            .since_boot = reading.since_boot,
            .clock_state = now.state,
            .software = software_,
            .queue = {.events = outgoing.waiting_events,
                      .photos = outgoing.waiting_photos,
                      .oldest_at = outgoing.oldest_waiting},
            .new_epoch = std::nullopt,
            .skipped = std::nullopt};
  if (const auto& fresh = outgoing.new_epoch) {
    push.new_epoch = {
        .after_epoch = fresh->after_epoch, .after_seq = fresh->after_seq, .why = fresh->why};
  }
  if (resend_ && resend_->was_asked_for && push.first_seq > resend_->from) {
    push.skipped = {.from = resend_->from, .to = {push.first_seq.value - 1}};
  }
  const auto last = last_of(push);
  const bool is_full = std::ssize(push.events) >= batch_;
  return {.push = std::move(push),
          .link = std::move(link),
          .reading = reading,
          .is_full = is_full,
          .is_all = last.value - acked_.value >= outgoing.waiting_events};
}

void PushLane::handle(const Sent& sent, const Response& response) {
  const auto detail = decode_detail(response.body);
  switch (response.status) {
    case 200:
      return apply_answer(sent, response);
    case 400:
    case 422:
      if (detail) return apply_refused(sent, response);
      break;
    case 403:
      if (detail != "revoked") break;
      if (!sent.link.revoked) store_.apply_revoked();
      return lane_.fail_for_a_person(
          sent.ended, "the centre revoked this kiosk and takes its events no more: enrol it again");
    case 409:
      return apply_conflict(sent, response);
    case 413:
      if (sent.push.events.size() == 1) break;
      halve(sent);
      return lane_.succeed(sent.ended, limits::push_pause);
    default:
      break;
  }
  fail_with(lane_, sent.ended, response);
}

void PushLane::apply_answer(const Sent& sent, const Response& response) {
  const auto answer = decode_push_answer(response.body);
  if (!answer || !fits(*answer, sent.push)) {
    fail_with(lane_, sent.ended, response);
    return;
  }
  line_.confirm();
  const auto last = last_of(sent.push);
  store_.apply_ack(sent.push.store_epoch, last, set_aside(*answer),
                   marks_after(sent.link.clock, sent.reading, sent.took, answer->server_time),
                   answer->server_time);
  count(sent, *answer);
  acked_ = std::max(acked_, last);
  feed_head_ = answer->feed_head;
  is_done_ = sent.is_all;
  begun_.reset();
  opaque_.reset();
  if (suspect_to_ && last >= *suspect_to_) suspect_to_.reset();
  if (resend_) resend_ = Resend{.from = {last.value + 1}};
  if (sent.is_full) batch_ = std::min(batch_ + limits::batch_step, limits::batch_most);
  if (answer->max_batch > 0) batch_ = std::min(batch_, answer->max_batch);
  const auto pause =
      std::clamp<milliseconds>(answer->next_delay, limits::push_pause, limits::retry_most);
  lane_.succeed(sent.ended,
                sent.is_all ? std::max<milliseconds>(pause, limits::look_every) : pause);
}

void PushLane::apply_conflict(const Sent& sent, const Response& response) {
  const auto conflict = decode_conflict(response.body);
  if (!conflict) {
    fail_with(lane_, sent.ended, response);
  } else if (conflict->kind == Conflict::Kind::gap) {
    go_back(sent, conflict->expected);
  } else {
    begin_epoch(sent, *conflict);
  }
}

void PushLane::go_back(const Sent& sent, domain::Seq expected) {
  const bool was_declared = sent.push.skipped && sent.push.skipped->from <= expected;
  if (expected >= sent.push.first_seq || was_declared) {
    lane_.fail(sent.ended, std::format("the centre misses event {}, which it was just sent or told "
                                       "of",
                                       expected.value));
    return;
  }
  lane_.note(std::format("the centre goes back to event {}: was it restored from a backup?",
                         expected.value));
  resend_ = Resend{.from = expected, .was_asked_for = true};
  lane_.succeed(sent.ended, limits::push_pause);
}

void PushLane::begin_epoch(const Sent& sent, const Conflict& conflict) {
  const std::string_view why = conflict.kind == Conflict::Kind::chain_mismatch
                                   ? "the centre holds other events in this epoch"
                                   : "the centre does not know this epoch";
  // Another one would fare no better, and each costs all that is held a rewrite.
  if (sent.push.store_epoch == begun_) {
    lane_.fail_for_a_person(
        sent.ended, std::format("{}, nor takes this kiosk's events in a new one: see what the "
                                "centre's log says, and update both",
                                why));
    return;
  }
  begun_ = domain::random_epoch(lane_.random());
  store_.begin_epoch(*begun_, conflict.store_epoch, conflict.acked_seq, conflict.chain, why);
  resend_.reset();
  suspect_to_.reset();
  opaque_.reset();
  lane_.note(std::format("{}; goes on in a new one", why));
  lane_.succeed(sent.ended, limits::push_pause);
}

void PushLane::apply_refused(const Sent& sent, const Response& response) {
  const auto words = *decode_detail(response.body);
  if (sent.push.opaque) {
    lane_.fail_for_a_person(
        sent.ended,
        std::format("the centre does not take this kiosk's events: {}; update both", words));
    return;
  }
  lane_.note(std::format("the centre cannot read the push from event {} on: {}",
                         sent.push.first_seq.value, words));
  suspect_to_ = last_of(sent.push);
  if (sent.push.events.size() == 1) opaque_ = sent.push.first_seq;
  lane_.succeed(sent.ended, limits::push_pause);
}

void PushLane::count(const Sent& sent, const PushAnswer& answer) {
  for (std::size_t i = 0; i < answer.results.size(); ++i) {
    if (sent.push.first_seq.value + static_cast<std::int64_t>(i) <= acked_.value) continue;
    ++tally_.pushed;
    if (answer.results[i].status == PushAnswer::Status::duplicate) ++tally_.duplicates;
    if (answer.results[i].status == PushAnswer::Status::quarantined) ++tally_.quarantined;
  }
}

void PushLane::halve(const Sent& sent) {
  batch_ = std::max<std::int64_t>(1, std::ssize(sent.push.events) / 2);
}

}  // namespace fitmate::sync
