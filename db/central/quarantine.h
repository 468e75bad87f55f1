#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/central/inbox.h"
#include "db/sql/connection.h"
#include "domain/crypto.h"
#include "domain/ids.h"
#include "domain/instant.h"

namespace fitmate::db::central {

// What was taken from a kiosk without effect: its bytes, unchanged, and why.

struct SetAside {
  domain::Seq seq;
  std::optional<domain::EventId> event;  // where it could be read
  std::string_view reason;
  std::string_view body;
};
// One that lies there already for that place stays as it is.
void add_to_quarantine(db::sql::Connection& connection, const Source& source, const SetAside& one);

struct Quarantined {
  std::int64_t id = 0;
  domain::KioskId kiosk;
  domain::StoreEpoch epoch;
  domain::Seq seq;
  std::optional<domain::EventId> event;
  std::string reason;
  std::string body;
  domain::Instant received_at;
  std::optional<domain::Instant> settled_at;
  std::optional<std::string> settled_why;
};
// By rising seq.
std::vector<Quarantined> find_quarantined(db::sql::Connection& connection, domain::KioskId kiosk,
                                          domain::StoreEpoch epoch, domain::Seq from,
                                          domain::Seq to);
std::optional<Quarantined> find_quarantined(db::sql::Connection& connection, std::int64_t id);
// Those that nobody settled yet, by rising id; the bodies are left out.
std::vector<Quarantined> list_quarantine(db::sql::Connection& connection);
// False where there is none, or it was settled before.
bool settle(db::sql::Connection& connection, std::int64_t id, std::string_view why,
            domain::Instant now);

}  // namespace fitmate::db::central
