#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/sql/connection.h"
#include "domain/ids.h"
#include "domain/instant.h"

namespace fitmate::db::central {

// What a person at the gym should know of: kind is "new_epoch" or "events_lost".
struct Alarm {
  std::optional<domain::KioskId> kiosk;
  std::string kind;
  std::string detail;
  domain::Instant raised_at;
};
void raise_alarm(db::sql::Connection& connection, const Alarm& alarm);
// In the order in which they were raised.
std::vector<Alarm> list_alarms(db::sql::Connection& connection);

}  // namespace fitmate::db::central
