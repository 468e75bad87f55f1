#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "db/kiosk/device.h"
#include "db/kiosk/kiosk_database.h"
#include "db/kiosk/kiosk_store.h"

namespace fitmate::db::kiosk {

// KioskStore over the kiosk's SQLite file. The database outlives it.
class SqliteKioskStore final : public KioskStore {
 public:
  explicit SqliteKioskStore(KioskDatabase& database) : database_{database} {}

  std::optional<Device> load_device() override;
  void transact(const std::function<void(Transaction&)>& body) override;
  void count_not_ours() override { ++not_ours_; }
  void keep_counts() override;
  StoreStatus load_status() override;
  std::vector<MealItem> load_meal_items(domain::UserId user, std::int64_t most) override;
  bool wants_photo(const domain::Hash& sha256) override;

 private:
  KioskDatabase& database_;
  KnownIssuers known_;
  std::int64_t not_ours_ = 0;  // not on the disk yet
};

}  // namespace fitmate::db::kiosk
