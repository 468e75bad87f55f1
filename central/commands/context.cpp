#include "central/commands/context.h"

#include "db/central/schema.h"

namespace fitmate::central::commands {
namespace {

// A command may wait for a writer, but not for ever.
constexpr std::chrono::seconds patience{60};

domain::Result<db::sql::Database, std::string> open(const Config& config,
                                                    std::chrono::milliseconds timeout) {
  return db::sql::open_database(config.database_url.reveal(),
                                {.statement_timeout = timeout,
                                 .connect_timeout = std::chrono::seconds{5},
                                 .application_name = "fitmate-central command"})
      .transform_error([](const db::sql::BadUrl& bad) { return bad.detail; });
}

}  // namespace

domain::Result<db::sql::Database, std::string> open_database(const Config& config) {
  return open(config, patience);
}

domain::Result<db::sql::Database, std::string> open_database_for_migration(const Config& config) {
  // On SQLite the same number says how long to wait for another writer.
  const bool is_file = config.database_url.reveal().starts_with("sqlite:");
  return open(config, is_file ? patience : std::chrono::seconds{0});
}

Outcome run_on_database(Context& context, const DatabaseAction& action) {
  const auto database = open_database(context.config);
  if (!database) return std::unexpected{database.error()};
  const auto connection = database->connect();
  if (const auto schema = db::central::check_schema(*connection); !schema) {
    return std::unexpected{schema.error().detail};
  }
  return action(context, *connection);
}

}  // namespace fitmate::central::commands
