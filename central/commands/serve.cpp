#include "central/commands/serve.h"

#include <format>
#include <iostream>
#include <mutex>

#include "central/commands/migrate.h"
#include "central/http/routes_health.h"
#include "central/http/routes_sync.h"
#include "central/http/server.h"
#include "central/services/feed.h"
#include "central/services/keys.h"
#include "db/central/schema.h"
#include "db/sql/pool.h"

namespace fitmate::central::commands {
namespace {

// A worker waits for the database most of its time; more than these only wait for each other there.
constexpr std::size_t workers = 8;
// Statements of a call that is answered to somebody who waits.
constexpr std::chrono::seconds statement_timeout{5};

std::string in_lines(const std::vector<std::string>& faults) {
  std::string text;
  for (const auto& fault : faults) text += (text.empty() ? "" : "\nfitmate-central: ") + fault;
  return text;
}

http::ServerOptions options_of(const Context& context) {
  const auto& config = context.config;
  http::ServerOptions options{.host = config.listen.host,
                              .port = config.listen.port,
                              .origins = config.frontend_urls,
                              .workers = workers,
                              .now = context.clock,
                              .random = context.random};
  if (config.tls) options.tls = {.certificate = config.tls->certificate, .key = config.tls->key};
  options.log = [mutex = std::make_shared<std::mutex>()](std::string_view line) {
    const std::scoped_lock lock{*mutex};
    std::cerr << line << '\n';
  };
  options.ready = [host = config.listen.host](std::uint16_t port) {
    std::cerr << std::format("fitmate-central: listening on {}:{}\n", host, port);
  };
  return options;
}

}  // namespace

Serve::Serve(const Menu& menu) {
  menu.app.add_flag("--migrate", migrate_, "serve: bring the database to this version first");
  const Action action{[this](Context& context) { return run(context); }};
  menu.choose(*menu.app.add_subcommand("serve", "the server (what is done without a command)"),
              action);
  menu.chosen = action;
}

Outcome Serve::run(Context& context) const {
  const auto& config = context.config;
  if (!config.faults.empty()) return std::unexpected{in_lines(config.faults)};
  if (migrate_) {
    if (auto done = migrate_database(context, std::nullopt); !done) return done;
  }
  const auto database = db::sql::open_database(
      config.database_url.reveal(),
      {.statement_timeout = statement_timeout, .application_name = "fitmate-central"});
  if (!database) return std::unexpected{database.error().detail};
  {
    const auto connection = database->connect();
    if (const auto schema = db::central::check_schema(*connection); !schema) {
      return std::unexpected{schema.error().detail};
    }
    services::begin_run(*connection, context.now, context.random);
  }
  services::KeyFolder keys{config.key_dir};
  keys.keys();  // a folder that cannot be used stops the start, not the first kiosk

  http::Routes routes;
  http::add_health_routes(routes);
  http::add_sync_routes(routes, {.keys = keys, .now = context.clock, .random = context.random});
  db::sql::Pool pool{*database, workers};
  http::serve(options_of(context), pool, std::move(routes));
  return {};
}

}  // namespace fitmate::central::commands
