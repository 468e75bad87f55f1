#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "db/sql/connection.h"
#include "db/sql/row.h"
#include "domain/gym_rules.h"
#include "domain/ids.h"

// The one row of gym_settings. Every function blocks on the database and throws sql::SqlError.
namespace fitmate::db::central {

struct Gym {
  domain::GymId id;
  std::string name;
  std::string timezone;  // IANA
  std::string currency;  // ISO 4217
  domain::GymRules rules;
};

// The rules among a row's columns.
domain::GymRules read_rules(const sql::Row& row, std::int64_t version);

// Nothing before the first migrate.
std::optional<Gym> load_gym(sql::Connection& connection);

// Begins the gym: a random id that is not 0, the default rules, and the head of an empty change
// feed. A gym that is there already stays as it is.
void make_gym(sql::Connection& connection, std::string_view name, std::string_view timezone,
              const domain::Random& random);

}  // namespace fitmate::db::central
