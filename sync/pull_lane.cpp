#include "sync/pull_lane.h"

#include <algorithm>
#include <format>

#include "sync/limits.h"
#include "sync/wire.h"

namespace fitmate::sync {
namespace {

using std::chrono::milliseconds;

// RFC 3986, section 2.3: all but the unreserved letters.
std::string escape(std::string_view text) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string out;
  for (const char letter : text) {
    if (plain.contains(letter)) {
      out += letter;
    } else {
      out += std::format("%{:02X}", static_cast<unsigned char>(letter));
    }
  }
  return out;
}

Request request_after(const domain::Cursor& cursor, bool nothing_waits) {
  return {
      .method = Request::Method::get,
      .path = "/api/sync/pull",
      .query = std::format("feed_epoch={}&run={}&cursor={}&limit={}&protocol={}&nothing_waits={:d}",
                           escape(cursor.feed_epoch), escape(cursor.run), cursor.pos,
                           limits::page_rows, protocol_version, nothing_waits),
      .bearer = {},
      .content_type = {},
      .content_encoding = {},
      .body = {}};
}

// Whether nothing is missing between the copy and this page, and it leads on.
bool follows(const domain::Page& page, const domain::Cursor& cursor) {
  const bool same_feed = cursor.feed_epoch.empty() || page.feed_epoch == cursor.feed_epoch;
  const bool leads_on = page.complete || page.to > page.from;
  return same_feed && leads_on && page.from == cursor.pos &&
         std::ssize(page.changes) <= limits::page_rows;
}

bool is_of_people(const domain::Change& change) {
  return change.table == domain::people_table;
}

bool is_catching_up(const db::kiosk::Link& link) {
  return !link.shadow_cursor.feed_epoch.empty();
}

constexpr milliseconds between_pages{1000 / limits::pulls_per_s};

}  // namespace

void PullLane::put_off(milliseconds now, std::string_view why) {
  is_done_ = false;
  page_due_.reset();
  lane_.fail_for_a_person(now, why);
}

void PullLane::hurry(milliseconds now) {
  is_done_ = false;
  if (!page_due_) lane_.hurry(now);
}

void PullLane::look_at(std::int64_t feed_head, milliseconds now) {
  const bool is_waiting = !lane_.error().empty();
  if (!is_waiting && store_.load_link().cursor.pos != feed_head) hurry(now);
}

void PullLane::step(const domain::ClockReading& reading) {
  is_done_ = false;
  if (page_due_) {
    prepare(reading.since_boot);
    return;
  }
  const auto link = store_.load_link();
  if (link.revoked) {
    lane_.fail_for_a_person(reading.since_boot, "the centre revoked this kiosk: enrol it again");
    return;
  }
  const auto cursor = is_catching_up(link) ? link.shadow_cursor : link.cursor;
  const bool nothing_waits = store_.unsent(1, 0, std::nullopt).events.empty();
  const auto answer = line_.exchange(request_after(cursor, nothing_waits));
  if (answer) {
    handle(link, cursor, reading, *answer);
  } else {
    lane_.fail(reading.since_boot + answer.error().took, answer.error());
  }
}

void PullLane::handle(const db::kiosk::Link& link, const domain::Cursor& cursor,
                      const domain::ClockReading& reading, const Response& response) {
  const auto ended = reading.since_boot + response.took;
  const auto detail = decode_detail(response.body);
  if (response.status == 200 && apply_page(link, cursor, reading, response)) return;
  if (response.status == 403 && detail == "revoked") {
    store_.apply_revoked();
    people_changed_ = true;
    lane_.fail_for_a_person(ended, "the centre revoked this kiosk: enrol it again");
  } else if (response.status == 410 && detail == "must_refetch") {
    refetch(ended);
  } else {
    fail_with(lane_, ended, response);
  }
}

bool PullLane::apply_page(const db::kiosk::Link& link, const domain::Cursor& cursor,
                          const domain::ClockReading& reading, const Response& response) {
  const auto page = decode_page(response.body);
  if (!page || !follows(*page, cursor)) {
    lane_.note(page ? "a page that does not follow on what was pulled"
                    : std::format("a page that cannot be read: {}", page.error()));
    return false;
  }
  line_.confirm();
  const auto ended = reading.since_boot + response.took;
  const auto next_page = std::max(ended, reading.since_boot + between_pages);
  if (!page->complete && !is_catching_up(link) && store_.prepare_shadow()) {
    page_due_ = next_page;
    lane_.succeed(ended, limits::prepare_every);
    return true;
  }
  store_.apply_page(*page, marks_after(link.clock, reading, response.took, page->server_time));
  pulled_ += std::ssize(page->changes);
  people_changed_ = people_changed_ || std::ranges::any_of(page->changes, is_of_people);
  refetches_ = 0;
  is_done_ = page->complete;
  lane_.succeed(
      ended, page->complete ? with_jitter(limits::pull_every, lane_.random()) : next_page - ended);
  return true;
}

// One part a turn. The page that showed the need is asked for again: it may be another by then.
void PullLane::prepare(milliseconds now) {
  if (store_.prepare_shadow()) {
    lane_.succeed(now, limits::prepare_every);
    return;
  }
  lane_.succeed(now, std::max(milliseconds{0}, *page_due_ - now));
  page_due_.reset();
}

void PullLane::refetch(milliseconds ended) {
  store_.begin_refetch();
  is_refetched_ = true;
  constexpr std::string_view why = "the centre's feed cannot go on from here; all is fetched anew";
  if (++refetches_ > 1) {
    lane_.fail(ended, why);
    return;
  }
  lane_.note(why);
  lane_.succeed(ended, milliseconds{0});
}

}  // namespace fitmate::sync
