#include "db/central/people.h"

#include <array>
#include <bit>
#include <utility>

#include "db/central/people.sql.h"

namespace fitmate::db::central {
namespace {

constexpr std::array<std::pair<Role, std::string_view>, 3> role_texts{
    {{Role::admin, "ADMIN"}, {Role::trainer, "TRAINER"}, {Role::trainee, "TRAINEE"}}};

Person read_person(const sql::Row& row) {
  return {.id = row.get<domain::UserId>("id"),
          .email = row.get<std::string>("email"),
          .name = row.get<std::string>("name"),
          .phone = row.get<std::optional<std::string>>("phone"),
          .role = parse_role(row.get<std::string>("role")).value(),
          .number = row.get<domain::PersonNumber>("person_number"),
          .suspended = row.get<bool>("suspended"),
          .created_at = row.get<domain::Instant>("created_at"),
          .message = row.get<std::optional<std::string>>("message")};
}

std::optional<Person> read_person(const std::optional<sql::Row>& row) {
  if (!row) return std::nullopt;
  return read_person(*row);
}

domain::PersonNumber random_number(const domain::Random& random) {
  std::array<std::byte, 4> bytes;
  random(bytes);
  return {std::bit_cast<std::uint32_t>(bytes)};
}

}  // namespace

std::string_view to_text(Role role) {
  for (const auto& [value, text] : role_texts) {
    if (value == role) return text;
  }
  std::unreachable();
}

std::optional<Role> parse_role(std::string_view text) {
  for (const auto& [value, known] : role_texts) {
    if (known == text) return value;
  }
  return std::nullopt;
}

domain::Result<Person, PersonConflict> add_person(sql::Connection& connection,
                                                  const NewPerson& person, domain::Instant now,
                                                  const domain::Random& random) {
  for (;;) {
    const auto row = connection.query_one(people_sql::insert_person, person.email,
                                          person.password_hash, person.name, person.phone,
                                          to_text(person.role), random_number(random), now);
    if (row) return read_person(*row);
    if (find_person_by_email(connection, person.email)) {
      return std::unexpected{PersonConflict::email};
    }
    if (person.phone && connection.query_one(people_sql::has_phone, *person.phone)) {
      return std::unexpected{PersonConflict::phone};
    }
    // What is left is a person number that somebody has: draw another.
  }
}

void add_trainee(sql::Connection& connection, domain::UserId user, const TraineeProfile& profile) {
  connection.execute(people_sql::insert_trainee, user, profile.goal, profile.weight, profile.height,
                     profile.fitness_level, profile.health_conditions);
}

std::optional<Person> find_person(sql::Connection& connection, domain::UserId user) {
  return read_person(connection.query_one(people_sql::find_person, user));
}

std::optional<Person> find_person_by_email(sql::Connection& connection, std::string_view email) {
  return read_person(connection.query_one(people_sql::find_person_by_email, email));
}

std::optional<Person> set_suspended(sql::Connection& connection, domain::UserId user,
                                    bool suspended) {
  return read_person(
      connection.query_one(suspended ? people_sql::suspend : people_sql::resume, user));
}

std::optional<Person> set_message(sql::Connection& connection, domain::UserId user,
                                  const std::optional<std::string>& message) {
  return read_person(connection.query_one(people_sql::set_message, user, message));
}

}  // namespace fitmate::db::central
