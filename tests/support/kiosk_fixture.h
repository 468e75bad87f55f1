#pragma once

#include <memory>
#include <string>
#include <vector>

#include "db/kiosk/kiosk_database.h"
#include "db/kiosk/sqlite_kiosk_store.h"
#include "db/kiosk/sqlite_sync_store.h"
#include "kiosk/check_in.h"
#include "tests/support/demo_gym.h"
#include "tests/support/temp_folder.h"

namespace fitmate::tests {

// One program that has the kiosk's file open, with both of its sides.
struct OpenKiosk {
  explicit OpenKiosk(db::kiosk::KioskDatabaseOptions options) : database{std::move(options)} {}

  db::kiosk::KioskDatabase database;
  db::kiosk::SqliteKioskStore store{database};
  db::kiosk::SqliteSyncStore sync{database};
};

// Adds the event as one of this kiosk.
inline void record(db::kiosk::KioskStore& store, const domain::Event& event) {
  store.transact([&](db::kiosk::Transaction& transaction) { transaction.record(event); });
}

inline domain::Facts facts_of(db::kiosk::KioskStore& store, const db::kiosk::FactsQuery& query) {
  domain::Facts facts;
  store.transact(
      [&](db::kiosk::Transaction& transaction) { facts = transaction.load_facts(query); });
  return facts;
}

inline domain::Event load_event(db::kiosk::KioskStore& store, const domain::EventId& id) {
  domain::Event event;
  store.transact([&](db::kiosk::Transaction& transaction) { event = transaction.load_event(id); });
  return event;
}

inline std::vector<domain::Capsule> phones_of(db::kiosk::KioskStore& store,
                                              domain::PersonNumber person) {
  std::vector<domain::Capsule> phones;
  store.transact(
      [&](db::kiosk::Transaction& transaction) { phones = transaction.load_phones(person); });
  return phones;
}

// A demo gym, a folder, and a kiosk that starts, stops and starts again in it.
struct KioskFixture {
  KioskFixture() { start(); }

  void start() { kiosk = std::make_unique<OpenKiosk>(options()); }
  void stop() { kiosk.reset(); }
  void fill() { gym.fill(kiosk->sync, now); }
  void pull() {
    kiosk->sync.apply_page(gym.page(now), domain::with_server_time(clock_at(now), now));
  }

  db::kiosk::KioskDatabaseOptions options() const {
    return {.folder = folder.path(),
            .random = random,
            .now = now,
            .built = built,
            .free_share = [this](const auto&) { return free_share; }};
  }
  std::filesystem::path file() const { return folder.path() / "kiosk.db"; }

  fitmate::kiosk::Answer scan(const std::string& text, domain::Gate gate = domain::Gate::both) {
    return fitmate::kiosk::CheckIn{kiosk->store, random, gate}.answer(text, clock_at(now));
  }
  fitmate::kiosk::Answer scan_at(const std::string& text, domain::Instant at,
                                 domain::Gate gate = domain::Gate::both) {
    return fitmate::kiosk::CheckIn{kiosk->store, random, gate}.answer(text, clock_at(now), at);
  }

  TempFolder folder;
  domain::Instant now = instant("2026-01-22T09:00:00Z");
  domain::Instant built;
  domain::Random random = steady_random();
  double free_share = 0.5;  // of the disk
  DemoGym gym{now};
  std::unique_ptr<OpenKiosk> kiosk;
};

}  // namespace fitmate::tests
