#include "db/central/tries.h"

#include "db/central/tries.sql.h"

namespace fitmate::db::central {

std::int64_t add_try(sql::Connection& connection, std::string_view kind, std::string_view subject,
                     domain::Instant at) {
  return connection.query_one(tries_sql::add_try, kind, subject, at)
      .value()
      .get<std::int64_t>("id");
}

Tries count_tries(sql::Connection& connection, std::string_view kind, std::string_view subject,
                  domain::Instant since) {
  const auto row = connection.query_one(tries_sql::count_tries, kind, subject, since).value();
  return {.count = row.get<std::int64_t>("tries"),
          .first_at = row.get<std::optional<domain::Instant>>("first_at").value_or(since)};
}

void take_back_try(sql::Connection& connection, std::int64_t id) {
  connection.execute(tries_sql::take_back, id);
}

void forget_tries_of(sql::Connection& connection, std::string_view kind, std::string_view subject) {
  connection.execute(tries_sql::forget_tries_of, kind, subject);
}

void forget_tries(sql::Connection& connection, domain::Instant before) {
  connection.execute(tries_sql::forget_tries, before);
}

}  // namespace fitmate::db::central
