#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "db/sql/connection.h"
#include "db/sql/database.h"

namespace fitmate::db::sql {

// Does libpq understand it, ports included?
bool is_postgres_url(std::string_view url);

// Connects to the first host that takes writes (unless the URL says otherwise), in UTC and UTF-8.
// A server that falls silent is given up after about half a minute. Throws SqlError.
std::unique_ptr<Connection> connect_postgres(const std::string& url, const Settings& settings);

}  // namespace fitmate::db::sql
