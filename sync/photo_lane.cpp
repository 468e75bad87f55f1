#include "sync/photo_lane.h"

#include <algorithm>
#include <format>
#include <string>
#include <utility>

#include "domain/crypto.h"
#include "sync/limits.h"
#include "sync/wire.h"

namespace fitmate::sync {
namespace {

using db::kiosk::OutgoingPhoto;
using std::chrono::milliseconds;

Request request_of(const OutgoingPhoto& photo, const domain::Bytes& bytes) {
  return {.method = Request::Method::put,
          .path = "/api/sync/photos/" + domain::to_hex(photo.sha256),
          .query = {},
          .bearer = {},
          .content_type = "image/jpeg",
          .content_encoding = {},
          .body = {reinterpret_cast<const char*>(bytes.data()), bytes.size()},
          .timeout = limits::photo_timeout};
}

constexpr std::string_view nobody_names_it = "no meal at the centre names a photo yet";

// Answers that say nothing of the photo itself.
bool is_about_the_line(int status) {
  return status == 401 || status == 403 || status == 429 || status == 503;
}

}  // namespace

void PhotoLane::step(const domain::ClockReading& reading) {
  const auto queue = store_.photo_queue();
  is_done_ = queue.waiting == 0;
  is_waiting_ = queue.waiting > 0 && !queue.next;
  if (queue.next && store_.load_link().revoked) {
    lane_.fail_for_a_person(reading.since_boot, "the centre revoked this kiosk: enrol it again");
  } else if (queue.next && is_resting(queue.next->sha256, reading.since_boot)) {
    lane_.fail(reading.since_boot, nobody_names_it);
  } else if (queue.next) {
    send(*queue.next, reading);
  } else {
    lane_.succeed(reading.since_boot, limits::look_every);
  }
}

bool PhotoLane::is_resting(const domain::Hash& sha256, milliseconds now) const {
  const auto found = unnamed_.find(sha256);
  return found != unnamed_.end() && now < found->second.until;
}

// Its meal may be of somebody whom the centre knows later; until then it is large, and not wanted.
void PhotoLane::let_rest(const OutgoingPhoto& photo, milliseconds now) {
  auto& unnamed = unnamed_[photo.sha256];
  const auto pause = limits::unnamed_photo_first * (1LL << std::min(unnamed.times, 20));
  unnamed = {unnamed.times + 1, now + std::min<milliseconds>(pause, limits::unnamed_photo_most)};
  note(photo, db::kiosk::PhotoTried{}, now);
  lane_.fail(now, nobody_names_it);
}

void PhotoLane::wait(milliseconds now, milliseconds until) {
  is_done_ = store_.photo_queue().waiting == 0;
  is_waiting_ = !is_done_;
  lane_.succeed(now, until - now);
}

void PhotoLane::look_again(milliseconds now) {
  is_done_ = false;
  if (lane_.error().empty()) lane_.hurry(now);
}

void PhotoLane::send(const OutgoingPhoto& photo, const domain::ClockReading& reading) {
  const auto bytes = files_.load(photo.sha256);
  if (!bytes) {
    lane_.note("a photo's file is gone or damaged");
    note(photo, db::kiosk::PhotoSetAside{"its file is gone or damaged"}, reading.since_boot);
    lane_.succeed(reading.since_boot, milliseconds{0});
    return;
  }
  const auto answer = line_.exchange(request_of(photo, *bytes));
  if (answer) {
    handle(photo, reading, *answer);
    return;
  }
  const auto& fault = answer.error();
  const auto ended = reading.since_boot + fault.took;
  if (fault.kind == TransportFault::Kind::timeout) {
    // Too large for this line, it seems: the others go first, and it waits as long as it must.
    lane_.fail(ended, fault.detail);
    note(photo, db::kiosk::PhotoTried{}, ended);
  } else {
    lane_.fail(ended, fault);
  }
}

// A disk that takes no note must not make the same photo go again at once.
void PhotoLane::note(const OutgoingPhoto& photo, const db::kiosk::PhotoFate& fate,
                     milliseconds ended) {
  try {
    store_.note_photo(photo, fate);
  } catch (...) {
    lane_.fail(ended, "what came of a photo cannot be noted");
    throw;
  }
}

void PhotoLane::handle(const OutgoingPhoto& photo, const domain::ClockReading& reading,
                       const Response& response) {
  const auto ended = reading.since_boot + response.took;
  const auto detail = decode_detail(response.body);
  const bool well = response.status == 200 || response.status == 201;
  // A login page says 200, too.
  if (well && decode_photo_answer(response.body) == photo.sha256) {
    line_.confirm();
    const auto now = domain::tell_time(reading, store_.load_link().clock);
    note(photo, db::kiosk::PhotoStored{now.at}, ended);
    ++stored_;
    unnamed_.erase(photo.sha256);
    lane_.succeed(ended, milliseconds{0});
    return;
  }
  if (response.status == 422 && detail) {
    lane_.note(std::format("a photo is set aside: {}", *detail));
    unnamed_.erase(photo.sha256);
    note(photo, db::kiosk::PhotoSetAside{*detail}, ended);
    lane_.succeed(ended, milliseconds{0});
    return;
  }
  if (response.status == 404 && detail) {
    let_rest(photo, ended);
    return;
  }
  if (!is_about_the_line(response.status)) note(photo, db::kiosk::PhotoTried{}, ended);
  if (response.status == 403 && detail == "revoked") {
    lane_.fail_for_a_person(ended, "the centre revoked this kiosk: enrol it again");
  } else {
    fail_with(lane_, ended, response);
  }
}

bool PhotoLane::tidy(const domain::Now& now) {
  const bool is_scarce = files_.free_share() < db::stored_photos_need_free;
  // By a clock that may be wrong, files would go before their time.
  if (!is_scarce && now.state != domain::ClockState::synced) return false;
  const auto old = store_.stored_photos(is_scarce ? domain::Instant::max()
                                                  : now.at - limits::keep_stored_photos);
  if (old.empty()) return false;
  const auto alone = files_.try_claim_alone();
  if (!alone) return false;
  for (const auto& sha256 : old) {
    if (store_.forget_photo(sha256)) files_.remove(sha256);
  }
  return true;
}

}  // namespace fitmate::sync
