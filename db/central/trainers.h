#pragma once

#include <optional>
#include <string>

#include "db/sql/connection.h"
#include "domain/ids.h"

// The table trainers. Every function blocks on the database and throws sql::SqlError.
namespace fitmate::db::central {

struct Trainer {
  domain::TrainerId id;
  domain::UserId user;
  std::string specialization;
};

void add_trainer(sql::Connection& connection, const Trainer& trainer);

std::optional<Trainer> find_trainer(sql::Connection& connection, domain::TrainerId id);

}  // namespace fitmate::db::central
