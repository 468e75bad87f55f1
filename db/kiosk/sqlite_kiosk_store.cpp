#include "db/kiosk/sqlite_kiosk_store.h"

#include "db/kiosk/clock_row.h"
#include "db/kiosk/facts.h"
#include "db/kiosk/facts.sql.h"
#include "db/kiosk/journal.h"
#include "db/kiosk/journal.sql.h"
#include "db/kiosk/meals.h"
#include "db/kiosk/meals.sql.h"
#include "db/kiosk/replica.h"
#include "db/kiosk/sqlite_transaction.h"

namespace fitmate::db::kiosk {
namespace {

using namespace domain;

std::optional<Instant> oldest_waiting(Session& session, const Head& head) {
  auto query = session.query(journal_sql::time_of_next);
  return query.bind(head.acked).step() ? std::optional{query.get<Instant>(0)} : std::nullopt;
}

}  // namespace

std::optional<Device> SqliteKioskStore::load_device() {
  return database_.read([this](Session& session) {
    return kiosk::load_device(session, known_, load_clock(session).marks);
  });
}

void SqliteKioskStore::transact(const std::function<void(Transaction&)>& body) {
  database_.write([&](Session& session) {
    SqliteTransaction transaction{session, database_.disk(), known_};
    body(transaction);
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
                       .clock = load_clock(session).marks};
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
