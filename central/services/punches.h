#pragma once

#include <cstdint>
#include <string>

#include "db/sql/connection.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/result.h"

namespace fitmate::central::services {

enum class Punch : std::uint8_t { check_in, check_out };

struct Puncher {
  domain::UserId user;
  domain::TrainerId trainer;
};

// A trainer's punch that was made here and at no kiosk: it becomes an event of the same kind, from
// which the shift is derived as from any other. Gives the row of trainer_attendance, or in words
// why there is nothing to begin or to end. Blocks; throws db::sql::SqlError.
domain::Result<db::sql::Row, std::string> punch(db::sql::Connection& connection,
                                                const Puncher& puncher, Punch kind,
                                                domain::Instant now, const domain::Random& random);

}  // namespace fitmate::central::services
