#pragma once

#include <libpq-fe.h>

namespace fitmate::db::sql {

// Throws the SqlError that a failed result stands for.
[[noreturn]] void throw_result(const PGconn* connection, const PGresult* result);

// Throws the SqlError of a connection that could not be made.
[[noreturn]] void throw_connecting(const PGconn* connection);

// Does it say that the server ends the connection?
bool is_goodbye(const PGresult* result);

// Must the statement be prepared anew?
bool prepared_is_stale(const PGresult* result);

}  // namespace fitmate::db::sql
