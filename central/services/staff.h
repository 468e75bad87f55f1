#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "central/services/front_desk.h"
#include "central/services/keys.h"
#include "db/sql/connection.h"
#include "domain/ids.h"
#include "domain/instant.h"

// Trainers as the office makes them. Every function blocks on the database and throws
// db::sql::SqlError.
namespace fitmate::central::services {

// In clear, as they were given.
struct TrainerDetails {
  std::string specialization;
  std::optional<std::string> bio;
  std::optional<std::string> certifications;
  std::optional<std::int64_t> experience_years;
  std::optional<std::string> bank_account;
  std::optional<std::string> ifsc_code;
  std::optional<std::string> aadhar;
  std::optional<std::string> pan;
  std::optional<std::string> emergency_contact;
};

// Makes the person a trainer; the four sealed fields are sealed with the key that seals now.
DeskResult<domain::TrainerId> make_trainer(db::sql::Connection& connection, const Keys& keys,
                                           domain::UserId user, const TrainerDetails& details,
                                           domain::Instant now, const domain::Random& random);

// A new account and its trainer at once; the password is hashed already.
DeskResult<domain::TrainerId> make_trainer_account(
    db::sql::Connection& connection, const Keys& keys, const db::central::NewPerson& person,
    const TrainerDetails& details, domain::Instant now, const domain::Random& random);

// A column of trainers and what is given for it, in clear; null empties it.
struct TrainerChange {
  std::string_view column;
  db::sql::Value value;
};
// Seals what is to be sealed; nothing where there is no such trainer. Gives the whole row.
std::optional<db::sql::Row> change_trainer(db::sql::Connection& connection, const Keys& keys,
                                           domain::TrainerId id,
                                           std::span<const TrainerChange> changes,
                                           const domain::Random& random);

// A row of trainers with its sealed fields as an answer may show them.
db::sql::Row mask_sealed(const Keys& keys, const db::sql::Row& row);

}  // namespace fitmate::central::services
