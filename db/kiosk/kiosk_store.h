#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "domain/access.h"
#include "domain/credential.h"
#include "domain/event.h"
#include "domain/gym_rules.h"
#include "domain/ids.h"
#include "domain/trusted_clock.h"

namespace fitmate::db::kiosk {

// Who this kiosk is and what it judges codes by, as it stands in the store at this moment.
struct Device {
  domain::KioskId kiosk;
  std::string gym_name;
  std::string timezone;  // IANA
  domain::KeyRing ring;
  domain::ClockMarks clock;
};

// Whose facts are wanted. With `up_to` only what happened at or before that moment is seen.
struct FactsQuery {
  std::optional<domain::Credential> credential;  // none: of a code that could not be read
  std::optional<domain::Instant> up_to = std::nullopt;
};

// What somebody ate before, to be picked again.
struct MealItem {
  std::string item;
  std::optional<double> calories;  // kcal
  bool operator==(const MealItem&) const = default;
};

// One state of the machine's health, for people.
struct StoreStatus {
  std::optional<domain::KioskId> kiosk;  // none before enrolment
  std::string central_url;
  domain::StoreEpoch epoch;
  std::int64_t waiting_events = 0;
  std::int64_t waiting_photos = 0;
  std::optional<domain::Instant> oldest_waiting;
  std::int64_t quarantined = 0;
  std::int64_t not_ours = 0;
  std::int64_t cursor = 0;
  std::optional<domain::Instant> last_push;
  std::optional<domain::Instant> last_pull;
  std::optional<domain::TimeMark> pulled;  // when the pulled copy was last complete
  domain::GymRules rules;
  bool is_disk_full = false;  // nothing is recorded
  bool revoked = false;       // the centre no longer wants this kiosk
  std::string trouble;        // what a person should see to, empty where nothing
  domain::ClockMarks clock;
};

// What the door reads and adds while no other program of this kiosk writes: what it decides on
// stands until its event stands. Lives within KioskStore::transact.
class Transaction {
 public:
  virtual ~Transaction() = default;

  // Throws before enrolment.
  virtual Device load_device() = 0;

  virtual domain::Facts load_facts(const FactsQuery& query) = 0;

  // What the copy knows of a person's phones, for a code that was typed.
  virtual std::vector<domain::Capsule> load_phones(domain::PersonNumber person) = 0;

  // An event of this kiosk, for the answer to a repeat.
  virtual domain::Event load_event(const domain::EventId& event) = 0;

  // Adds the event, and with it all that later decisions look back on. Throws where the disk is as
  // good as full.
  virtual domain::Seq record(const domain::Event& event) = 0;
};

// The door's side of the kiosk's database. One thread; calls block for the disk, and for the
// writers' lock at most a few ms (sync holds it 20 ms at most). Throws where the machinery breaks:
// a full disk, a damaged file.
class KioskStore {
 public:
  virtual ~KioskStore() = default;

  // None before enrolment.
  virtual std::optional<Device> load_device() = 0;

  // Runs `body` in one transaction. What it recorded survives a power cut when this returns;
  // nothing of it is there when it throws. The body does not call the store.
  virtual void transact(const std::function<void(Transaction&)>& body) = 0;

  // A code that is not ours is counted and never stored. The count is in load_status() at once and
  // on the disk at keep_counts(), so that a scanner that types for ever costs no commit a code.
  virtual void count_not_ours() = 0;
  virtual void keep_counts() = 0;

  virtual StoreStatus load_status() = 0;

  // Of this kiosk's meals of that person: the last, then the most frequent.
  virtual std::vector<MealItem> load_meal_items(domain::UserId user, std::int64_t most) = 0;

  // Whether that photo's file is still needed: by a meal of this kiosk, or as somebody's portrait.
  virtual bool wants_photo(const domain::Hash& sha256) = 0;
};

}  // namespace fitmate::db::kiosk
