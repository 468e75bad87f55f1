#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "db/sql/connection.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/result.h"

// The table users. Every function blocks on the database and throws sql::SqlError.
namespace fitmate::db::central {

enum class Role : std::uint8_t { admin, trainer, trainee };
std::string_view to_text(Role role);  // as the seed writes it: "ADMIN", "TRAINER", "TRAINEE"
std::optional<Role> parse_role(std::string_view text);

struct Person {
  domain::UserId id;
  std::string email;  // lower case
  std::string name;
  std::optional<std::string> phone;
  Role role{};
  domain::PersonNumber number;
  bool suspended = false;
  domain::Instant created_at;
  std::optional<std::string> message;  // from the front desk, shown when the person comes in
};

struct NewPerson {
  std::string email;  // in lower case
  std::string name;
  std::optional<std::string> phone;
  Role role = Role::trainee;
  std::optional<std::string> password_hash;  // none: cannot log in
};

enum class PersonConflict : std::uint8_t { email, phone };  // somebody else has it

// With a person number of its own, drawn from `random`; within a transaction of the caller's.
domain::Result<Person, PersonConflict> add_person(sql::Connection& connection,
                                                  const NewPerson& person, domain::Instant now,
                                                  const domain::Random& random);
// The trainee's profile that every member has.
struct TraineeProfile {
  std::optional<std::string> goal;
  std::optional<double> weight;  // kg
  std::optional<double> height;  // cm
  std::optional<std::string> fitness_level;
  std::optional<std::string> health_conditions;
};
void add_trainee(sql::Connection& connection, domain::UserId user,
                 const TraineeProfile& profile = {});

std::optional<Person> find_person(sql::Connection& connection, domain::UserId user);
std::optional<Person> find_person_by_email(sql::Connection& connection, std::string_view email);

// Nothing if there is no such person.
std::optional<Person> set_suspended(sql::Connection& connection, domain::UserId user,
                                    bool suspended);

// None: takes the message away. Nothing if there is no such person.
std::optional<Person> set_message(sql::Connection& connection, domain::UserId user,
                                  const std::optional<std::string>& message);

}  // namespace fitmate::db::central
