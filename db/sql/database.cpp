#include "db/sql/database.h"

#include <algorithm>
#include <format>

#include "db/sql/postgres_connection.h"
#include "db/sql/sqlite_connection.h"

namespace fitmate::db::sql {
namespace {

constexpr std::string_view sqlite_prefix = "sqlite:///";

std::unexpected<BadUrl> bad(std::string_view what) {
  return std::unexpected{
      BadUrl{std::format("DATABASE_URL {}: write postgresql://user:password@host/database, "
                         "sqlite:///file or sqlite:////absolute/path/file",
                         what)}};
}

bool is_postgres(std::string_view url) {
  return url.starts_with("postgresql://") || url.starts_with("postgres://");
}

// libpq would take what follows a bare "@" or "/" in a password for a host or a database, and name
// it in its messages.
bool has_stray_at(std::string_view url) {
  const auto rest = url.substr(url.find("//") + 2);
  const auto authority = rest.substr(0, rest.find_first_of("/?#"));
  return std::ranges::count(authority, '@') > 1 || rest.substr(authority.size()).contains('@');
}

}  // namespace

Engine Database::engine() const {
  return std::holds_alternative<Server>(place_) ? Engine::postgres : Engine::sqlite;
}

std::unique_ptr<Connection> Database::connect() const {
  if (const auto* server = std::get_if<Server>(&place_)) {
    return connect_postgres(server->url, settings_);
  }
  return connect_sqlite(std::get<File>(place_).path, settings_.statement_timeout);
}

domain::Result<Database, BadUrl> open_database(std::string_view url, const Settings& settings) {
  if (is_postgres(url)) {
    if (has_stray_at(url) || !is_postgres_url(url)) {
      return bad(
          "is no URL that PostgreSQL understands (in a password write @ : / ? # % as %40 "
          "%3A %2F %3F %23 %25)");
    }
    return Database{Database::Server{std::string{url}}, settings};
  }
  if (!url.starts_with(sqlite_prefix)) return bad("names no database that we know");
  const std::filesystem::path file{url.substr(sqlite_prefix.size())};
  if (!file.has_filename()) return bad("names no file");
  const auto folder = file.parent_path();
  if (!folder.empty() && !std::filesystem::is_directory(folder)) {
    return bad(
        std::format("names a file in the folder {}, which does not exist (an absolute path "
                    "takes four slashes)",
                    folder.string()));
  }
  return Database{Database::File{file}, settings};
}

}  // namespace fitmate::db::sql
