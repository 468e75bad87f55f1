#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "db/sql/connection.h"
#include "domain/result.h"

namespace fitmate::db::sql {

struct Settings {
  // PostgreSQL ends a statement after this, 0: never. SQLite waits this long for another writer.
  std::chrono::milliseconds statement_timeout{5000};
  // For each host of the URL.
  std::chrono::seconds connect_timeout{5};
  std::string application_name{"fitmate"};
};

struct BadUrl {
  std::string detail;  // names DATABASE_URL and what to write; holds nothing of a password
};

// A place that connections can be made to; a copy is cheap, any thread may use it.
class Database {
 public:
  Engine engine() const;

  // Blocks until connected; throws SqlError (connection_lost if no server answers).
  std::unique_ptr<Connection> connect() const;

 private:
  struct Server {
    std::string url;
  };
  struct File {
    std::filesystem::path path;
  };
  using Place = std::variant<Server, File>;

  friend domain::Result<Database, BadUrl> open_database(std::string_view, const Settings&);
  Database(Place place, Settings settings)
      : place_{std::move(place)}, settings_{std::move(settings)} {}

  Place place_;
  Settings settings_;
};

// Reads DATABASE_URL, without touching the network:
//   postgresql://user:password@host,other/fitmate?sslmode=...   as libpq takes it
//   sqlite:///fitmate.db, sqlite:////var/lib/fitmate/fitmate.db  relative, absolute (SQLAlchemy's)
domain::Result<Database, BadUrl> open_database(std::string_view url, const Settings& settings = {});

}  // namespace fitmate::db::sql
