#pragma once

#include <optional>
#include <vector>

#include "db/disk.h"
#include "db/kiosk/clock_row.h"
#include "db/kiosk/device.h"
#include "db/kiosk/journal.h"
#include "db/kiosk/kiosk_store.h"
#include "db/kiosk/session.h"

namespace fitmate::db::kiosk {

// Transaction over the kiosk's SQLite file, within one that writes. All that it was made from
// outlives it.
class SqliteTransaction final : public Transaction {
 public:
  SqliteTransaction(Session& session, const Disk& disk, KnownIssuers& known)
      : session_{session}, disk_{disk}, known_{known} {}

  Device load_device() override;
  domain::Facts load_facts(const FactsQuery& query) override;
  std::vector<domain::Capsule> load_phones(domain::PersonNumber person) override;
  domain::Event load_event(const domain::EventId& event) override;
  domain::Seq record(const domain::Event& event) override;

 private:
  const KeptClock& clock();
  const Head& head();

  Session& session_;
  const Disk& disk_;
  KnownIssuers& known_;
  // Read when first asked for, and again once something was recorded.
  std::optional<KeptClock> clock_;
  std::optional<Head> head_;
};

}  // namespace fitmate::db::kiosk
