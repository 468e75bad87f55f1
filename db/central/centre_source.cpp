#include "db/central/centre_source.h"

namespace fitmate::db::central {

Epoch lock_centre_source(sql::Connection& connection) {
  hold_kiosk(connection, centre_kiosk);
  return find_epoch(connection, centre_kiosk, {}).value();
}

}  // namespace fitmate::db::central
