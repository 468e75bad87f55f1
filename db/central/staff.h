#pragma once

#include <optional>
#include <string>

#include "db/sql/connection.h"
#include "domain/ids.h"

// The whole row of trainers. Every function blocks on the database and throws sql::SqlError.
namespace fitmate::db::central {

struct NewTrainer {
  domain::TrainerId id;
  domain::UserId user;
  std::string specialization;
  std::optional<std::string> bio;
  std::optional<std::string> certifications;
  std::optional<std::int64_t> experience_years;
  std::optional<std::string> bank_account;  // sealed, as the next three
  std::optional<std::string> ifsc_code;
  std::optional<std::string> aadhar;
  std::optional<std::string> pan;
  std::optional<std::string> emergency_contact;
};
// A trainee becomes a trainer by role, too. Within a transaction of the caller's.
void insert_trainer(sql::Connection& connection, const NewTrainer& trainer);

// With the person's e-mail, name and phone.
std::optional<sql::Row> load_trainer(sql::Connection& connection, domain::TrainerId id);

}  // namespace fitmate::db::central
