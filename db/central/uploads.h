#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "db/sql/connection.h"
#include "domain/ids.h"
#include "domain/instant.h"

// The table uploads_begun: files that are there, or soon, or no longer wanted, and that no other
// row is sure to name. Every function blocks on the database and throws sql::SqlError.
namespace fitmate::db::central {

void begin_upload(sql::Connection& connection, std::string_view file, domain::Instant now);
void end_upload(sql::Connection& connection, std::string_view file);

// Begun before then and never ended.
std::vector<std::string> list_left_uploads(sql::Connection& connection, domain::Instant before);

// Does any row name this URL, of a file of that person's?
bool is_upload_in_use(sql::Connection& connection, std::string_view url, domain::UserId owner);

}  // namespace fitmate::db::central
