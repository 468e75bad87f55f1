#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "central/commands/output.h"
#include "central/config.h"
#include "db/sql/connection.h"
#include "db/sql/database.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/result.h"

namespace fitmate::central::commands {

// What a command was told cannot be done, in a line that says what to do.
using Outcome = domain::Result<void, std::string>;

// What the root hands to the command that was chosen; lives for that one call.
struct Context {
  const Config& config;
  domain::Instant now;
  std::function<domain::Instant()> clock;  // for a command that runs on
  const domain::Random& random;
  Output& output;
  std::function<void(std::string_view)> progress;  // shown to a person who waits, else dropped
  bool talks_to_terminal = false;                  // is stderr one?
};

// A command that works on the database; it is open, and its schema is this program's.
using DatabaseAction = std::function<Outcome(Context&, db::sql::Connection&)>;

// Opens DATABASE_URL for one command; in words what is wrong with it.
domain::Result<db::sql::Database, std::string> open_database(const Config& config);

// The same without an end to a statement's time, as steps of a migration may last.
domain::Result<db::sql::Database, std::string> open_database_for_migration(const Config& config);

// Opens, checks the schema, runs.
Outcome run_on_database(Context& context, const DatabaseAction& action);

// The command that was chosen on the command line.
using Action = std::function<Outcome(Context&)>;

}  // namespace fitmate::central::commands
