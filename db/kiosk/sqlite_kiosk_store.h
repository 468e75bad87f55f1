#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "db/kiosk/kiosk_database.h"
#include "db/kiosk/kiosk_store.h"
#include "domain/credential.h"

namespace fitmate::db::kiosk {

// KioskStore over the kiosk's SQLite file. The database outlives it.
class SqliteKioskStore final : public KioskStore {
 public:
  explicit SqliteKioskStore(KioskDatabase& database) : database_{database} {}

  std::optional<Device> load_device() override;
  std::optional<domain::Seq> record(const FactsQuery& query, const Decide& decide) override;
  std::vector<domain::Capsule> load_phones(domain::PersonNumber person) override;
  domain::Event load_event(const domain::EventId& event) override;
  void count_not_ours() override { ++not_ours_; }
  void keep_counts() override;
  StoreStatus load_status() override;
  std::vector<MealItem> load_meal_items(domain::UserId user, std::int64_t most) override;
  bool wants_photo(const domain::Hash& sha256) override;

 private:
  using Issuers = std::map<std::uint8_t, domain::IssuerKey>;
  // The list of keys that was read last: as long as its very text lies in the store, its signature
  // need not be checked with every code.
  struct KnownList {
    std::string text;
    domain::PublicKey root{};
    Issuers issuers;
  };
  const Issuers& issuers_of(const std::string& text, const std::optional<domain::PublicKey>& root);

  KioskDatabase& database_;
  std::optional<KnownList> known_list_;
  std::int64_t not_ours_ = 0;  // not on the disk yet
};

}  // namespace fitmate::db::kiosk
