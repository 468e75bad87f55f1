#include "db/kiosk/salvage.h"

#include <array>
#include <format>
#include <map>
#include <optional>
#include <span>
#include <string>

#include <sqlite3.h>

#include "db/kiosk/damage.h"
#include "db/kiosk/journal.h"
#include "db/kiosk/meals.sql.h"
#include "db/kiosk/replica.h"
#include "db/kiosk/salvage.sql.h"
#include "db/photo_files.h"
#include "domain/event_text.h"
#include "domain/store_epoch.h"

namespace fitmate::db::kiosk {
namespace {

using namespace domain;
namespace sql = salvage_sql;

// Each is saved or not, whatever becomes of the others.
constexpr std::array apart{sql::save_link,      sql::save_totp_keys,  sql::save_clock,
                           sql::save_store,     sql::save_epochs,     sql::save_acks,
                           sql::save_set_aside, sql::save_last_steps, sql::save_known_revocations,
                           sql::save_photos,    sql::save_meal_items};
// Half a copy would refuse people who may come in.
constexpr std::array together{sql::save_people,      sql::save_memberships, sql::save_schedules,
                              sql::save_credentials, sql::save_revocations, sql::save_gym,
                              sql::save_pulled};

// A page that cannot be read, or a table that cannot even be found any more; not a full disk.
bool is_of_the_damaged(const SQLite::Exception& error) {
  return says_damaged(error) || error.getErrorCode() == SQLITE_ERROR ||
         error.getErrorCode() == SQLITE_CONSTRAINT;
}

// Runs all of the statements or none.
void try_all(Session& session, std::span<const std::string_view> statements) {
  auto body = [&](Session& inner) {
    for (const auto statement : statements) inner.run(statement);
  };
  try {
    session.transaction(Session::Access::write, body);
  } catch (const SQLite::Exception& error) {
    if (!is_of_the_damaged(error)) throw;
  }
}

using Events = std::map<std::int64_t, std::string>;

// Adds the events that one walk over the outbox comes to, until it ends or meets the damage. Read
// before anything is written: a transaction that met damage takes nothing any more.
void read_events(Session& session, std::string_view walk, Events& events) {
  try {
    auto query = session.query(walk);
    query.bind(events.empty() ? 0 : events.rbegin()->first);
    while (query.step()) {
      auto [position, text] = query.row<std::int64_t, std::string>();
      events.emplace(position, std::move(text));
    }
  } catch (const SQLite::Exception& error) {
    if (!is_of_the_damaged(error)) throw;
  }
}

// The chain is made anew with the epoch that begins.
void save_events(Session& session, const Events& events) {
  for (const auto& [position, text] : events) {
    if (const auto event = parse_event(text)) add_event(session, position, {}, *event, text);
  }
}

// Photos whose rows could not be read, but whose files are here.
void requeue_photos(Session& session, const Events& events, const PhotoFiles& files) {
  for (const auto& [position, text] : events) {
    const auto event = parse_event(text);
    const auto* meal = event ? std::get_if<MealPhotographed>(&event->happening) : nullptr;
    if (meal == nullptr) continue;
    for (const auto& photo : meal->photos) {
      if (files.has(photo.sha256)) session.run(meals_sql::requeue_photo, photo.sha256, event->id);
    }
  }
}

bool attach(Session& session, const std::filesystem::path& damaged) {
  try {
    session.run(sql::attach, damaged.string());
    return true;
  } catch (const SQLite::Exception& error) {
    if (!is_of_the_damaged(error)) throw;
    return false;
  }
}

std::optional<int> version_of(Session& session) {
  try {
    auto query = session.query(sql::schema_version);
    query.step();
    return query.get<std::optional<int>>(0);
  } catch (const SQLite::Exception& error) {
    if (!is_of_the_damaged(error)) throw;
    return std::nullopt;
  }
}

void go_on(Session& session, const KioskDatabaseOptions& options, std::string_view why) {
  begin_first_epoch(session, options.random);
  const auto head = load_head(session);
  begin_epoch_after(session, random_epoch(options.random), head.acked,
                    {.epoch = head.epoch, .seq = head.seq_of(head.acked), .chain = std::nullopt},
                    why);
}

}  // namespace

void salvage(const std::filesystem::path& damaged, const std::filesystem::path& fresh,
             const KioskDatabaseOptions& options, std::string_view why) {
  Session session{fresh, options.vfs};
  const bool readable = attach(session, damaged);
  session.migrate(options.now, readable ? version_of(session) : std::nullopt);
  if (readable) {
    for (const auto& statement : apart) try_all(session, {&statement, 1});
    try_all(session, together);
  }

  session.migrate(options.now);

  Events events;
  if (readable) {
    read_events(session, sql::events_up, events);
    read_events(session, sql::events_down, events);
  }
  auto rest = [&](Session& inner) {
    save_events(inner, events);
    inner.run(sql::count_saved_events);
    requeue_photos(inner, events, PhotoFiles{options.folder / "photos"});
    go_on(inner, options, why);
    save_trouble(inner, "store",
                 std::format("the kiosk's database was damaged ({}) and is kept as {}: see to the "
                             "disk",
                             why, damaged.string()));
  };
  session.transaction(Session::Access::write, rest);
}

}  // namespace fitmate::db::kiosk
