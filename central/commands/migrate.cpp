#include "central/commands/migrate.h"

#include "central/services/setup.h"

namespace fitmate::central::commands {
namespace {

Outcome show_status(Context& context) {
  const auto database = open_database(context.config);
  if (!database) return std::unexpected{database.error()};
  const auto connection = database->connect();
  const auto steps = db::central::schema_steps(connection->engine());
  const int version = db::central::schema_version(*connection);
  Json pending = Json::array();
  for (const auto& step : steps) {
    if (step.number > version) pending.push_back(step.name);
  }
  context.output.row({{"step", version}, {"newest", steps.size()}, {"pending", pending}});
  return {};
}

}  // namespace

Migrate::Migrate(const Menu& menu) {
  auto& migrate = *menu.app.add_subcommand("migrate", "brings the database to this version");
  auto* to = migrate.add_option("--to", to_, "stops at that step");
  migrate.add_flag("--status", status_, "only says where it stands")->excludes(to);
  menu.choose(migrate, Action{[this](Context& context) { return run(context); }});
}

Outcome Migrate::run(Context& context) const {
  if (status_) return show_status(context);
  const auto done = migrate_database(context, to_);
  if (!done) return std::unexpected{done.error()};
  context.output.row({{"from", done->from}, {"to", done->to}});
  return {};
}

domain::Result<db::Migrated, std::string> migrate_database(const Context& context,
                                                           std::optional<int> to) {
  const auto database = open_database_for_migration(context.config);
  if (!database) return std::unexpected{database.error()};
  const auto connection = database->connect();
  return services::set_up(
      *connection, {.key_dir = context.config.key_dir, .gym_timezone = context.config.gym_timezone},
      context.now, context.random, to);
}

}  // namespace fitmate::central::commands
