#include "db/kiosk/sqlite_sync_store.h"

#include <stdexcept>

#include "db/kiosk/clock_row.h"
#include "db/kiosk/journal.h"
#include "db/kiosk/journal.sql.h"
#include "db/kiosk/link.sql.h"
#include "db/kiosk/meals.h"
#include "db/kiosk/meals.sql.h"
#include "db/kiosk/reference.sql.h"
#include "db/kiosk/replica.h"
#include "domain/store_epoch.h"
#include "domain/trust_list.h"

namespace fitmate::db::kiosk {
namespace {

using namespace domain;

// Acknowledged events stay, so that a centre restored from a backup can ask for them again.
constexpr std::chrono::days keep_acknowledged{30};
// A card lives 366 days; a revocation is kept a little longer than any code it could revoke.
constexpr std::chrono::days keep_revocations{400};
constexpr std::int64_t tidy_rows = 500;
// What nobody ate for so long is no quick pick any more.
constexpr std::chrono::days keep_meal_items{180};
constexpr std::int64_t photos_a_step = 20;
constexpr std::int64_t portraits_a_step = 200;

std::optional<EnrolmentBegun> read_begun(Query& row) {
  const auto url = row.get<std::optional<std::string>>(0);
  if (!url) return std::nullopt;
  return EnrolmentBegun{
      .central_url = *url, .code = row.get<std::string>(1), .key = row.get<Seed>(2)};
}

std::optional<Outgoing::NewEpoch> load_announcement(Session& session, const Head& head) {
  auto query = session.query(journal_sql::load_announcement);
  if (!query.bind(head.epoch_number).step()) return std::nullopt;
  return Outgoing::NewEpoch{.after_epoch = query.get<StoreEpoch>(0),
                            .after_seq = query.get<Seq>(1),
                            .why = query.get<std::string>(2)};
}

void take_events(Session& session, const Head& head, std::int64_t from, std::int64_t most_events,
                 std::size_t most_bytes, Outgoing& outgoing) {
  std::size_t bytes = 0;
  auto query = session.query(journal_sql::events_from);
  query.bind(from, most_events);
  while (query.step()) {
    auto [position, chain, event] = query.row<std::int64_t, Hash, std::string>();
    bytes += event.size();
    if (!outgoing.events.empty() && bytes > most_bytes) return;
    if (outgoing.events.empty()) {
      outgoing.first_seq = head.seq_of(position);
      outgoing.prev_chain = chain;
    }
    outgoing.events.push_back(std::move(event));
  }
}

// Kiosk ids are numbers that every centre gives out from 1 on; its root key is its own.
bool is_other_kiosk(Session& session, const Enrolment& enrolment) {
  auto query = session.query(link_sql::load_link);
  query.step();
  const auto before = query.get<std::optional<KioskId>>(4);
  return before && (*before != enrolment.kiosk ||
                    query.get<std::optional<PublicKey>>(7) != enrolment.root_key);
}

// Another kiosk in the centre's eyes: what waits goes on in an epoch that is new to it, and its
// people are other ones.
void become_other_kiosk(Session& session, const Random& random) {
  const auto head = load_head(session);
  begin_epoch_after(session, random_epoch(random), head.acked,
                    {.epoch = head.epoch, .seq = head.seq_of(head.acked), .chain = std::nullopt},
                    "this kiosk was enrolled anew");
  wipe_replica(session);
  session.run(link_sql::forget_known_revocations);
  session.run(meals_sql::forget_items);
}

std::int64_t before_first_held(Session& session, const Head& head) {
  auto query = session.query(journal_sql::first_held);
  query.step();
  const auto first = query.get<std::optional<std::int64_t>>(0);
  return first ? *first - 1 : head.last_position;
}

// The last event stays: the chain goes on from it.
bool drop_old_events(Session& session, Instant now) {
  auto query = session.query(journal_sql::old_ack);
  query.bind(now - keep_acknowledged).step();
  const auto acked = query.get<std::optional<std::int64_t>>(0);
  if (!acked) return false;
  session.run(journal_sql::drop_old_acks, *acked);
  const auto to = std::min(*acked, load_head(session).last_position - 1);
  session.run(journal_sql::keep_steps, to, tidy_rows);
  return session.run(journal_sql::drop_old_events, to, tidy_rows) > 0;
}

}  // namespace

Link SqliteSyncStore::load_link() {
  return database_.read([](Session& session) {
    const auto replica = load_replica(session);
    auto query = session.query(link_sql::load_link);
    query.step();
    return Link{.begun = read_begun(query),
                .central_url = query.get<std::string>(3),
                .kiosk = query.get<std::optional<KioskId>>(4),
                .token = query.get<std::string>(5),
                .next_token = query.get<std::string>(6),
                .root_key = query.get<std::optional<PublicKey>>(7).value_or(PublicKey{}),
                .trust_list_version = query.get<std::int64_t>(8),
                .cursor = replica.cursor,
                .shadow_cursor = replica.shadow_cursor,
                .revoked = query.get<bool>(9),
                .clock = load_clock(session).marks};
  });
}

void SqliteSyncStore::begin_enrolment(const EnrolmentBegun& begun) {
  database_.write([&](Session& session) {
    session.run(link_sql::save_begun, begun.central_url, begun.code, begun.key);
  });
}

void SqliteSyncStore::finish_enrolment(const Enrolment& enrolment, const ClockMarks& clock) {
  const auto list = parse_trust_list(enrolment.trust_list, enrolment.root_key);
  if (!list) throw std::runtime_error("the centre's list of keys is wrong: " + list.error());
  database_.write([&](Session& session) {
    if (is_other_kiosk(session, enrolment)) become_other_kiosk(session, database_.random());
    session.run(link_sql::save_enrolment, enrolment.kiosk, enrolment.gym, enrolment.gym_name,
                enrolment.timezone, enrolment.root_key, enrolment.trust_list, list->version,
                enrolment.token);
    save_totp_keys(session, enrolment.totp_keys);
    save_trouble(session, "line", "");
    save_clock(session, clock);
  });
}

void SqliteSyncStore::save_token(std::string_view token, std::string_view next_token) {
  database_.write([&](Session& session) { session.run(link_sql::save_token, token, next_token); });
}

Outgoing SqliteSyncStore::unsent(std::int64_t most_events, std::size_t most_bytes,
                                 std::optional<Seq> from) {
  return database_.read([&](Session& session) {
    const auto head = load_head(session);
    Outgoing outgoing{.epoch = head.epoch,
                      .first_seq = head.seq_of(head.last_position + 1),
                      .prev_chain = head.chain,
                      .new_epoch = load_announcement(session, head),
                      .waiting_events = head.last_position - head.acked,
                      .waiting_photos = load_photo_queue(session).waiting};
    const auto first = from ? head.position_of(*from) : head.acked + 1;
    take_events(session, head, first, most_events, most_bytes, outgoing);
    auto oldest = session.query(journal_sql::time_of_next);
    if (oldest.bind(head.acked).step()) outgoing.oldest_waiting = oldest.get<Instant>(0);
    return outgoing;
  });
}

void SqliteSyncStore::apply_ack(StoreEpoch epoch, Seq acked, const std::vector<SetAside>& set_aside,
                                const ClockMarks& clock, Instant now) {
  database_.write([&](Session& session) {
    save_clock(session, clock);
    session.run(link_sql::save_last_push, now);
    for (const auto& [event_id, reason] : set_aside) {
      session.run(link_sql::add_set_aside, event_id, reason);
    }
    const auto head = load_head(session);
    const auto position = head.position_of(acked);
    // A word on an epoch that is over changes nothing, nor does one on events that never were.
    if (epoch != head.epoch || position > head.last_position) return;
    if (session.run(journal_sql::mark_announced, head.epoch_number) > 0) {
      save_trouble(session, "store", "");
    }
    if (position > head.acked) session.run(journal_sql::add_ack, position, now);
  });
}

void SqliteSyncStore::begin_epoch(StoreEpoch fresh, std::optional<StoreEpoch> centre_epoch,
                                  Seq centre_seq, const Hash& centre_chain, std::string_view why) {
  database_.write([&](Session& session) {
    const auto shared = centre_epoch
                            ? shared_position(session, *centre_epoch, centre_seq, centre_chain)
                            : std::nullopt;
    if (shared) {
      begin_epoch_after(session, fresh, *shared,
                        {.epoch = *centre_epoch, .seq = centre_seq, .chain = centre_chain}, why);
      return;
    }
    const auto head = load_head(session);
    const auto position = before_first_held(session, head);
    const Seq last{std::max<std::int64_t>(head.seq_of(position).value, 0)};
    begin_epoch_after(session, fresh, position,
                      {.epoch = head.epoch, .seq = last, .chain = std::nullopt}, why);
  });
}

void SqliteSyncStore::apply_page(const Page& page, const ClockMarks& clock) {
  database_.write([&](Session& session) {
    save_clock(session, clock);
    kiosk::apply_page(session, page, clock);
  });
}

bool SqliteSyncStore::prepare_shadow() {
  return database_.write([](Session& session) { return kiosk::prepare_shadow(session); });
}

void SqliteSyncStore::begin_refetch() {
  database_.write([](Session& session) {
    kiosk::begin_refetch(session);
    // The centre may be one that was restored, without the photos that it had.
    session.run(meals_sql::requeue_stored);
  });
}

void SqliteSyncStore::apply_revoked() {
  database_.write([](Session& session) {
    session.run(link_sql::save_revoked);
    session.run(meals_sql::forget_items);
    wipe_replica(session);
  });
}

PhotoQueue SqliteSyncStore::photo_queue() {
  return database_.read([](Session& session) { return load_photo_queue(session); });
}

void SqliteSyncStore::note_photo(const OutgoingPhoto& photo, const PhotoFate& fate) {
  database_.write([&](Session& session) { kiosk::note_photo(session, photo, fate); });
}

std::vector<Hash> SqliteSyncStore::stored_photos(Instant before) {
  return database_.read(
      [&](Session& session) { return kiosk::stored_photos(session, before, photos_a_step); });
}

bool SqliteSyncStore::forget_photo(const Hash& sha256) {
  return database_.write(
      [&](Session& session) { return session.run(meals_sql::forget_photo, sha256) > 0; });
}

std::vector<Hash> SqliteSyncStore::list_portraits(const Hash& after) {
  return database_.read(
      [&](Session& session) { return kiosk::list_portraits(session, after, portraits_a_step); });
}

bool SqliteSyncStore::wants_photo(const Hash& sha256) {
  return database_.read([&](Session& session) { return is_photo_wanted(session, sha256); });
}

void SqliteSyncStore::set_trouble(std::string_view text) {
  database_.write([&](Session& session) { save_trouble(session, "line", text); });
}

bool SqliteSyncStore::tidy(Instant now) {
  return database_.write([&](Session& session) {
    const bool events = drop_old_events(session, now);
    const bool revocations =
        session.run(reference_sql::forget_revocations, now - keep_revocations, tidy_rows) > 0;
    const bool items =
        session.run(meals_sql::forget_old_items, now - keep_meal_items, tidy_rows) > 0;
    return clear_shadow(session) || events || revocations || items;
  });
}

}  // namespace fitmate::db::kiosk
