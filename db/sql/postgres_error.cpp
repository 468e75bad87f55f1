#include "db/sql/postgres_error.h"

#include <algorithm>
#include <array>
#include <format>
#include <string_view>

#include "db/sql/error.h"

namespace fitmate::db::sql {
namespace {

struct State {
  std::string_view prefix;
  SqlErrorKind kind;
};

constexpr std::string_view going_down = "57P0";

// SQLSTATEs, PostgreSQL 17, appendix A; the first prefix that fits counts.
constexpr std::array states{
    State{"23505", SqlErrorKind::unique_violation},
    State{"23503", SqlErrorKind::foreign_key_violation},
    State{"23514", SqlErrorKind::check_violation},
    State{"23502", SqlErrorKind::not_null_violation},
    State{"22", SqlErrorKind::invalid_value},
    State{"40", SqlErrorKind::busy},
    State{"55P03", SqlErrorKind::busy},
    State{"57014", SqlErrorKind::timeout},
    State{"08", SqlErrorKind::connection_lost},
    State{going_down, SqlErrorKind::connection_lost},  // the server or its database
    State{"53", SqlErrorKind::connection_lost},        // no connection, memory or disk left there
    State{"58", SqlErrorKind::connection_lost},        // its disk fails it
    State{"25006", SqlErrorKind::connection_lost},     // read-only: this server was demoted
    State{"25P03", SqlErrorKind::connection_lost},     // idle in a transaction for too long
    State{"42", SqlErrorKind::broken},                 // no such table, no right to it
    State{"XX", SqlErrorKind::broken},                 // damaged
};

std::string_view field(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text == nullptr ? "" : text;
}

SqlErrorKind kind_of(std::string_view state) {
  const auto* found = std::ranges::find_if(
      states, [&](const State& known) { return state.starts_with(known.prefix); });
  return found == states.end() ? SqlErrorKind::other : found->kind;
}

std::string one_line(std::string_view text) {
  std::string line{text.substr(0, text.find_last_not_of(" \r\n") + 1)};
  std::erase(line, '\t');
  std::ranges::replace(line, '\n', ' ');
  return line;
}

}  // namespace

void throw_result(const PGconn* connection, const PGresult* result) {
  const auto state = field(result, PG_DIAG_SQLSTATE);
  auto kind = kind_of(state);
  // Where the server said nothing, the line is broken, though libpq may not call it so yet: it
  // could not write, and has read a goodbye but not the end behind it.
  if (state.empty() || PQstatus(connection) != CONNECTION_OK) kind = SqlErrorKind::connection_lost;
  // The detail field quotes rows and is left out; so does this message of a value that misfits.
  auto message = field(result, PG_DIAG_MESSAGE_PRIMARY);
  if (kind == SqlErrorKind::invalid_value) message = message.substr(0, message.find(':'));
  if (state.empty()) throw SqlError{kind, one_line(PQerrorMessage(connection))};
  throw SqlError{kind, std::format("{} (SQLSTATE {})", message, state)};
}

void throw_connecting(const PGconn* connection) {
  throw SqlError{SqlErrorKind::connection_lost, std::format("DATABASE_URL cannot be reached: {}",
                                                            one_line(PQerrorMessage(connection)))};
}

// A server that stops at once says so as a warning.
bool is_goodbye(const PGresult* result) {
  const auto severity = field(result, PG_DIAG_SEVERITY_NONLOCALIZED);
  return severity == "FATAL" || severity == "PANIC" ||
         field(result, PG_DIAG_SQLSTATE).starts_with(going_down);
}

bool prepared_is_stale(const PGresult* result) {
  const auto state = field(result, PG_DIAG_SQLSTATE);
  return state == "0A000" || state == "26000";
}

}  // namespace fitmate::db::sql
