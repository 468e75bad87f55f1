#include "db/central/alarms.h"

#include "db/central/alarms.sql.h"

namespace fitmate::db::central {

void raise_alarm(db::sql::Connection& connection, const Alarm& alarm) {
  connection.execute(alarms_sql::raise_alarm, alarm.kiosk, alarm.kind, alarm.detail,
                     alarm.raised_at);
}

std::vector<Alarm> list_alarms(db::sql::Connection& connection) {
  std::vector<Alarm> alarms;
  for (const auto& row : connection.query(alarms_sql::list_alarms)) {
    alarms.push_back({.kiosk = row.get<std::optional<domain::KioskId>>("kiosk_id"),
                      .kind = row.get<std::string>("kind"),
                      .detail = row.get<std::string>("detail"),
                      .raised_at = row.get<domain::Instant>("raised_at")});
  }
  return alarms;
}

}  // namespace fitmate::db::central
