#include "central/services/staff.h"

#include <algorithm>
#include <array>
#include <format>
#include <memory>

#include "central/services/sealing.h"
#include "db/central/staff.h"
#include "db/central/staff.sql.h"
#include "db/sql/transaction.h"

namespace fitmate::central::services {
namespace {

using db::sql::Connection;
using db::sql::Value;
using Kind = DeskError::Kind;

constexpr std::array<std::string_view, 4> sealed_columns{"bank_account", "ifsc_code", "aadhar",
                                                         "pan"};

// In the order of the statement.
constexpr std::array<std::string_view, 10> changed_columns{
    "specialization",    "bio",          "certifications", "experience_years", "rating",
    "emergency_contact", "bank_account", "ifsc_code",      "aadhar",           "pan"};

DeskResult<domain::TrainerId> insert(Connection& connection, const Keys& keys, domain::UserId user,
                                     const TrainerDetails& details, domain::Instant now,
                                     const domain::Random& random) {
  const domain::TrainerId id{domain::make_uuid(now, random)};
  const auto sealed = [&](std::string_view column, const std::optional<std::string>& plain) {
    return plain.transform([&](const std::string& text) {
      return seal_field(keys, {.column = column, .owner = id}, text, random);
    });
  };
  db::central::insert_trainer(connection,
                              {.id = id,
                               .user = user,
                               .specialization = details.specialization,
                               .bio = details.bio,
                               .certifications = details.certifications,
                               .experience_years = details.experience_years,
                               .bank_account = sealed("bank_account", details.bank_account),
                               .ifsc_code = sealed("ifsc_code", details.ifsc_code),
                               .aadhar = sealed("aadhar", details.aadhar),
                               .pan = sealed("pan", details.pan),
                               .emergency_contact = details.emergency_contact});
  return id;
}

}  // namespace

DeskResult<domain::TrainerId> make_trainer(Connection& connection, const Keys& keys,
                                           domain::UserId user, const TrainerDetails& details,
                                           domain::Instant now, const domain::Random& random) {
  db::sql::Transaction transaction{connection};
  if (!db::central::find_person(connection, user)) {
    return std::unexpected{
        DeskError{Kind::unknown, std::format("there is no person with the id {}", user.value)}};
  }
  auto made = insert(connection, keys, user, details, now, random);
  transaction.commit();
  return made;
}

DeskResult<domain::TrainerId> make_trainer_account(Connection& connection, const Keys& keys,
                                                   const db::central::NewPerson& person,
                                                   const TrainerDetails& details,
                                                   domain::Instant now,
                                                   const domain::Random& random) {
  db::sql::Transaction transaction{connection};
  const auto added = db::central::add_person(connection, person, now, random);
  if (!added) return std::unexpected{taken(added.error())};
  auto made = insert(connection, keys, added->id, details, now, random);
  transaction.commit();
  return made;
}

std::optional<db::sql::Row> change_trainer(Connection& connection, const Keys& keys,
                                           domain::TrainerId id,
                                           std::span<const TrainerChange> changes,
                                           const domain::Random& random) {
  std::vector<Value> parameters{db::sql::to_value(id)};
  for (const auto column : changed_columns) {
    const auto change = std::ranges::find(changes, column, &TrainerChange::column);
    const bool is_given = change != changes.end();
    parameters.emplace_back(std::int64_t{is_given ? 1 : 0});
    auto& value = parameters.emplace_back(is_given ? change->value : Value{});
    const auto* plain = std::get_if<std::string>(&value);
    if (plain != nullptr && std::ranges::contains(sealed_columns, column)) {
      value = seal_field(keys, {.column = column, .owner = id}, *plain, random);
    }
  }
  db::sql::Transaction transaction{connection};
  connection.execute_with(db::central::staff_sql::update_trainer, parameters);
  auto row = db::central::load_trainer(connection, id);
  transaction.commit();
  return row;
}

db::sql::Row mask_sealed(const Keys& keys, const db::sql::Row& row) {
  const auto owner = row.get<domain::TrainerId>("id");
  const auto given = row.values();
  std::vector<Value> values{given.begin(), given.end()};
  for (const auto column : sealed_columns) {
    const auto sealed = row.get<std::optional<std::string>>(column);
    if (!sealed) continue;
    const auto plain = open_field(keys, {.column = column, .owner = owner}, *sealed);
    // What cannot be opened is not shown either.
    values[row.index_of(column)] = Value{plain ? masked(*plain) : std::string{"****"}};
  }
  return row.with(std::move(values));
}

}  // namespace fitmate::central::services
