#include "sync/portrait_lane.h"

#include <algorithm>
#include <iterator>

#include "domain/crypto.h"
#include "sync/limits.h"
#include "sync/wire.h"

namespace fitmate::sync {
namespace {

using std::chrono::milliseconds;

Request request_of(const domain::Hash& sha256) {
  return {.method = Request::Method::get,
          .path = "/api/sync/photos/" + domain::to_hex(sha256),
          .query = {},
          .bearer = {},
          .content_type = {},
          .content_encoding = {},
          .body = {}};
}

}  // namespace

void PortraitLane::step(const domain::ClockReading& reading) {
  const auto now = reading.since_boot;
  if (files_.free_share() < db::stored_photos_need_free) {
    // Whoever has no picture here is known by the name.
    missing_.clear();
    end_round(now);
  } else if (missing_.empty()) {
    look(now);
  } else {
    fetch(reading);
  }
}

void PortraitLane::look_again(milliseconds now) {
  is_done_ = false;
  looked_to_ = {};
  missing_.clear();
  if (lane_.error().empty()) lane_.hurry(now);
}

void PortraitLane::look(milliseconds now) {
  const auto named = store_.list_portraits(looked_to_);
  if (named.empty()) {
    end_round(now);
    return;
  }
  looked_to_ = named.back();
  std::ranges::copy_if(named, std::back_inserter(missing_),
                       [&](const domain::Hash& sha256) { return !files_.has(sha256); });
  lane_.succeed(now, milliseconds{0});
}

void PortraitLane::end_round(milliseconds now) {
  is_done_ = true;
  looked_to_ = {};
  lane_.succeed(now, limits::portraits_every);
  remove_leftovers();
}

void PortraitLane::fetch(const domain::ClockReading& reading) {
  const auto answer = line_.exchange(request_of(missing_.back()));
  if (!answer) {
    lane_.fail(reading.since_boot + answer.error().took, answer.error());
    return;
  }
  const auto ended = reading.since_boot + answer->took;
  // A login page says 200, too.
  if (answer->status == 200 && domain::sha256(domain::as_bytes(answer->body)) == missing_.back()) {
    keep(*answer, ended);
  } else if (answer->status == 404 && decode_detail(answer->body)) {
    // Another one took its place meanwhile: the next pull says which.
    missing_.pop_back();
    lane_.succeed(ended, milliseconds{0});
  } else {
    fail_with(lane_, ended, *answer);
  }
}

void PortraitLane::keep(const Response& response, milliseconds ended) {
  line_.confirm();
  const auto sha256 = missing_.back();
  missing_.pop_back();
  // A disk that does not take this one may take the next: it is missed in the next round.
  lane_.succeed(ended, milliseconds{0});
  const auto claim = files_.claim();
  files_.keep(sha256, domain::as_bytes(response.body));
}

void PortraitLane::remove_leftovers() const {
  const auto alone = files_.try_claim_alone();
  if (!alone) return;
  files_.remove_leftovers([&](const domain::Hash& sha256) { return store_.wants_photo(sha256); });
}

}  // namespace fitmate::sync
