#include "tests/support/fresh_database.h"

#include "tests/support/postgres_server.h"

namespace fitmate::tests {

using db::sql::Engine;

FreshDatabase::FreshDatabase(Engine engine) {
  if (engine == Engine::sqlite) {
    url_ = "sqlite:///" + (folder_.emplace().path() / "fitmate.db").string();
  } else {
    url_ = PostgresServer::shared().create_database();
  }
}

db::sql::Database FreshDatabase::open(const db::sql::Settings& settings) const {
  return db::sql::open_database(url_, settings).value();
}

}  // namespace fitmate::tests
