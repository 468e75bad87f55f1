#include "db/central/centre_source.h"

#include "db/central/kiosks.sql.h"

namespace fitmate::db::central {

Epoch lock_centre_source(sql::Connection& connection) {
  connection.execute(kiosks_sql::hold_kiosk, centre_kiosk);
  return find_epoch(connection, centre_kiosk, {}).value();
}

}  // namespace fitmate::db::central
