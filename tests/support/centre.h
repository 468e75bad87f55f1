#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "db/sql/connection.h"
#include "domain/event.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "sync/wire.h"
#include "tests/support/fresh_database.h"

namespace fitmate::tests {

// A centre's database with a gym in Vienna and nobody in it.
class Centre {
 public:
  explicit Centre(db::sql::Engine engine);

  const FreshDatabase& database() const { return database_; }
  db::sql::Connection& connection() { return *connection_; }

  // A person; the person number is the id plus 1000.
  domain::UserId add_person(const std::string& name);
  domain::TrainerId make_trainer(domain::UserId user);
  domain::MembershipId add_membership(domain::UserId user, const std::string& from,
                                      const std::string& to, std::optional<std::int64_t> visits);
  domain::KioskId add_kiosk();

  std::int64_t count(const std::string& table);
  // The rows, each as one line, in the order of the statement.
  std::vector<std::string> lines(const std::string& sql);
  std::string line(const std::string& sql);

 private:
  FreshDatabase database_;
  std::unique_ptr<db::sql::Connection> connection_;
  int people_ = 0;
  int kiosks_ = 0;
};

// A kiosk as the centre sees it: it records, and makes pushes of what it recorded. Its clock shows
// `epoch_time` at boot; a minute passes with each event.
class FakeKiosk {
 public:
  explicit FakeKiosk(domain::KioskId id, std::uint64_t store_epoch = 1);

  domain::KioskId id() const { return id_; }
  domain::StoreEpoch epoch{};
  domain::Uuid boot_id;
  domain::Instant boot_at;
  std::chrono::milliseconds since_boot{};

  domain::Instant now() const { return boot_at + since_boot; }

  domain::Event make(domain::Happening happening);
  domain::EventId record(const domain::Event& event);
  domain::EventId record(domain::Happening happening) { return record(make(std::move(happening))); }
  void record_bytes(std::string bytes) { bytes_.push_back(std::move(bytes)); }
  std::size_t recorded() const { return bytes_.size(); }
  std::string& bytes(std::size_t index) { return bytes_.at(index); }

  // The events from `first` (0 is seq 1) on, at most `count`.
  sync::Push push(std::size_t first = 0, std::size_t count = 1000) const;

 private:
  domain::KioskId id_;
  std::vector<std::string> bytes_;
  std::uint64_t made_ = 0;
};

// A scan by a card of that person that was let in.
domain::Scan accepted(domain::UserId user);
domain::CheckedIn check_in(domain::UserId user);
domain::CheckedOut check_out(domain::UserId user);
domain::ShiftStarted shift_start(domain::UserId user);
domain::ShiftEnded shift_end(domain::UserId user);

}  // namespace fitmate::tests
