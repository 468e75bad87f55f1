#include "db/kiosk/sqlite_kiosk_store.h"

#include <stdexcept>

#include "db/kiosk/clock_row.h"
#include "db/kiosk/facts.h"
#include "db/kiosk/facts.sql.h"
#include "db/kiosk/journal.h"
#include "db/kiosk/journal.sql.h"
#include "db/kiosk/meals.h"
#include "db/kiosk/meals.sql.h"
#include "db/kiosk/replica.h"
#include "domain/event_text.h"
#include "domain/trust_list.h"

namespace fitmate::db::kiosk {
namespace {

using namespace domain;

std::optional<Instant> oldest_waiting(Session& session, const Head& head) {
  auto query = session.query(journal_sql::time_of_next);
  return query.bind(head.acked).step() ? std::optional{query.get<Instant>(0)} : std::nullopt;
}

}  // namespace

const SqliteKioskStore::Issuers& SqliteKioskStore::issuers_of(
    const std::string& text, const std::optional<PublicKey>& root) {
  if (!known_list_ || known_list_->text != text || known_list_->root != root) {
    const auto list = root ? parse_trust_list(text, *root) : std::unexpected(std::string{});
    if (!list) {
      throw std::runtime_error("the kiosk's list of keys cannot be believed: enrol it anew");
    }
    known_list_ = KnownList{.text = text, .root = *root, .issuers = list->issuers};
  }
  return known_list_->issuers;
}

std::optional<Device> SqliteKioskStore::load_device() {
  return database_.read([this](Session& session) -> std::optional<Device> {
    auto query = session.query(facts_sql::load_device);
    query.step();
    const auto kiosk = query.get<std::optional<KioskId>>(0);
    if (!kiosk) return std::nullopt;
    return Device{.kiosk = *kiosk,
                  .gym_name = query.get<std::string>(4),
                  .timezone = query.get<std::string>(5),
                  .ring = {.gym = query.get<GymId>(1),
                           .issuers = issuers_of(query.get<std::string>(3),
                                                 query.get<std::optional<PublicKey>>(2)),
                           .totp = load_totp_keys(session)},
                  .clock = load_clock(session)};
  });
}

std::optional<Seq> SqliteKioskStore::record(const FactsQuery& query, const Decide& decide) {
  return database_.write([&](Session& session) -> std::optional<Seq> {
    const auto head = load_head(session);
    const auto record = decide(load_facts(session, query, head));
    if (!record) return std::nullopt;
    if (!database_.disk().takes_events()) {
      throw std::runtime_error(
          "less than 1 % of the disk is free, so nothing is recorded: make room");
    }
    raise_clock(session, record->clock);
    return append(session, head, record->event);
  });
}

std::vector<Capsule> SqliteKioskStore::load_phones(PersonNumber person) {
  return database_.read([&](Session& session) {
    return kiosk::load_phones(session, load_replica(session).side, person);
  });
}

Event SqliteKioskStore::load_event(const EventId& event) {
  return database_.read([&](Session& session) {
    auto query = session.query(journal_sql::find_event);
    if (!query.bind(event).step()) throw std::logic_error("no event of this kiosk has that id");
    auto found = parse_event(query.get<std::string>(1));
    if (!found) throw std::runtime_error("an event of this kiosk cannot be read: " + found.error());
    return std::move(*found);
  });
}

void SqliteKioskStore::keep_counts() {
  if (not_ours_ == 0) return;
  database_.write([this](Session& session) { session.run(facts_sql::count_not_ours, not_ours_); });
  not_ours_ = 0;
}

StoreStatus SqliteKioskStore::load_status() {
  return database_.read([this](Session& session) {
    const auto head = load_head(session);
    const auto replica = load_replica(session);
    auto query = session.query(facts_sql::load_status);
    query.step();
    return StoreStatus{.kiosk = query.get<std::optional<KioskId>>(0),
                       .central_url = query.get<std::string>(1),
                       .epoch = head.epoch,
                       .waiting_events = head.last_position - head.acked,
                       .waiting_photos = load_photo_queue(session).waiting,
                       .oldest_waiting = oldest_waiting(session, head),
                       .quarantined = query.get<std::int64_t>(5) + count_photos_set_aside(session),
                       .not_ours = query.get<std::int64_t>(3) + not_ours_,
                       .cursor = replica.cursor.pos,
                       .last_push = query.get<std::optional<Instant>>(4),
                       .last_pull = replica.last_page,
                       .pulled = replica.complete,
                       .rules = load_rules(session, replica.side),
                       .is_disk_full = !database_.disk().takes_events(),
                       .revoked = query.get<bool>(2),
                       .trouble = query.get<std::string>(6),
                       .clock = load_clock(session)};
  });
}

std::vector<MealItem> SqliteKioskStore::load_meal_items(UserId user, std::int64_t most) {
  return database_.read(
      [&](Session& session) { return kiosk::load_meal_items(session, user, most); });
}

bool SqliteKioskStore::wants_photo(const Hash& sha256) {
  return database_.read([&](Session& session) { return is_photo_wanted(session, sha256); });
}

}  // namespace fitmate::db::kiosk
