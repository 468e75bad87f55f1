#include "db/central/uploads.h"

#include "db/central/uploads.sql.h"

namespace fitmate::db::central {

void begin_upload(sql::Connection& connection, std::string_view file, domain::Instant now) {
  connection.execute(uploads_sql::begin_upload, file, now);
}

void end_upload(sql::Connection& connection, std::string_view file) {
  connection.execute(uploads_sql::end_upload, file);
}

std::vector<std::string> list_left_uploads(sql::Connection& connection, domain::Instant before) {
  std::vector<std::string> files;
  for (const auto& row : connection.query(uploads_sql::list_left, before)) {
    files.push_back(row.get<std::string>("file"));
  }
  return files;
}

bool is_upload_in_use(sql::Connection& connection, std::string_view url, domain::UserId owner) {
  return !connection.query(uploads_sql::is_in_use, url, owner).empty();
}

}  // namespace fitmate::db::central
