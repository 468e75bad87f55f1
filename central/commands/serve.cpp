#include "central/commands/serve.h"

#include <atomic>
#include <format>
#include <functional>
#include <iostream>
#include <mutex>
#include <optional>

#include "version.h"

#include "central/chores.h"
#include "central/commands/migrate.h"
#include "central/front/certificate.h"
#include "central/http/openapi.h"
#include "central/http/routes_api.h"
#include "central/http/routes_health.h"
#include "central/http/routes_sync.h"
#include "central/http/server.h"
#include "central/services/accounts.h"
#include "central/services/feed.h"
#include "central/services/keys.h"
#include "central/services/meal_photos.h"
#include "central/services/uploads.h"
#include "central/smtp_sender.h"
#include "db/central/schema.h"
#include "db/sql/pool.h"

namespace fitmate::central::commands {
namespace {

// A worker waits for the database most of its time; more than these only wait for each other there.
constexpr std::size_t workers = 8;
// Statements of a call that is answered to somebody who waits.
constexpr std::chrono::seconds statement_timeout{5};
// The program ends within 5 s, whatever the database does to the chores.
constexpr std::chrono::seconds chores_patience{2};

std::string in_lines(const std::vector<std::string>& faults) {
  std::string text;
  for (const auto& fault : faults) text += (text.empty() ? "" : "\nfitmate-central: ") + fault;
  return text;
}

// The schema, or where that is right the keys: those of a database that was never migrated are yet
// to be made.
std::optional<std::string> find_stored_fault(const Config& config) {
  const auto database = open_database(config);
  if (!database) return database.error();
  try {
    const auto connection = database->connect();
    const auto schema = db::central::check_schema(*connection);
    if (!schema) return schema.error().detail;
  } catch (const db::sql::SqlError& error) {
    return error.what();
  }
  const auto keys = services::load_keys(config.key_dir);
  return keys ? std::nullopt : std::optional{keys.error().detail};
}

front::CertificateFiles tls_files(const TlsFiles& files) {
  return {.certificate = files.certificate, .key = files.key};
}

// Whoever has three things to put right is told of three at once.
Outcome check(const Config& config, bool migrates) {
  auto faults = config.faults;
  if (config.tls) {
    const auto loaded = front::load_certificate(tls_files(*config.tls));
    if (!loaded) faults.push_back(loaded.error());
  }
  if (!migrates) {
    if (auto fault = find_stored_fault(config)) faults.push_back(*std::move(fault));
  }
  if (!faults.empty()) return std::unexpected{in_lines(faults)};
  return {};
}

Outcome bring_up_to_date(const Context& context) {
  const auto done = migrate_database(context, std::nullopt);
  if (!done) return std::unexpected{done.error()};
  if (done->from != done->to) {
    std::cerr << std::format("fitmate-central: took the database from step {} to {}\n", done->from,
                             done->to);
  }
  return {};
}

http::ServerOptions options_of(const Context& context, std::function<void()> ready) {
  const auto& config = context.config;
  // The server takes addresses only.
  const auto& host = config.listen.host;
  http::ServerOptions options{.host = host == "localhost" ? "127.0.0.1" : host,
                              .port = config.listen.port,
                              .origins = config.frontend_urls,
                              .behind_proxy = config.behind_proxy,
                              .workers = workers,
                              .now = context.clock,
                              .random = context.random};
  if (config.tls) options.certificate = tls_files(*config.tls);
  options.log = [least = config.log_level, mutex = std::make_shared<std::mutex>()](
                    LogLevel level, std::string_view line) {
    if (level < least) return;
    const std::scoped_lock lock{*mutex};
    std::cerr << line << '\n';
  };
  options.ready = [host, ready = std::move(ready)](std::uint16_t port) {
    ready();
    std::cerr << std::format("fitmate-central: listening on {}:{}\n", host, port);
  };
  return options;
}

void complain(std::string_view what) {
  std::cerr << std::format("fitmate-central: {}\n", what);
}

// Without a mail server, which only a server on loopback may be, whoever runs it reads the code.
services::CodeSender code_sender(const Config& config, const std::atomic<bool>& hangs_up) {
  if (!config.smtp_url.empty()) return smtp_sender(config.smtp_url, hangs_up, complain);
  return [](const services::TwoStepCode& code) -> domain::Result<void, std::string> {
    std::cerr << std::format("two-step code {} for session {}\n", code.code, code.session)
              << std::flush;
    return {};
  };
}

http::Routes make_routes(const Context& context, const http::ApiServices& services,
                         const http::Metrics& metrics) {
  http::Routes routes;
  http::add_health_routes(routes);
  http::add_sync_routes(routes, {.keys = services.keys,
                                 .now = services.now,
                                 .random = services.random,
                                 .uploads = context.config.profile_upload_dir});
  http::add_api_routes(routes, services);
  http::add_metrics_route(routes, metrics);
  http::add_openapi_route(routes, version);
  return routes;
}

}  // namespace

Serve::Serve(const Menu& menu) {
  menu.app.add_flag("--migrate", migrate_, "serve: bring the database to this version first");
  menu.app.final_callback([this, &app = menu.app] {
    const auto chosen = app.get_subcommands();
    if (migrate_ && !chosen.empty() && chosen.front()->get_name() != "serve") {
      throw CLI::ValidationError{"--migrate", "goes with serve"};
    }
  });
  const Action action{[this](Context& context) { return run(context); }};
  menu.choose(*menu.app.add_subcommand("serve", "the server (what is done without a command)"),
              action);
  menu.chosen = action;
}

Outcome Serve::run(Context& context) const {
  const auto& config = context.config;
  if (auto sound = check(config, migrate_); !sound) return sound;
  if (migrate_) {
    if (auto done = bring_up_to_date(context); !done) return done;
  }
  const auto database = db::sql::open_database(
      config.database_url.reveal(),
      {.statement_timeout = statement_timeout, .application_name = "fitmate-central"});
  if (!database) return std::unexpected{database.error().detail};
  services::prepare_uploads(config.profile_upload_dir);
  services::remove_undone_photos(*database->connect(), config.profile_upload_dir);
  services::begin_run(*database->connect(), context.now, context.random);
  services::KeyFolder keys{config.key_dir};

  const services::Uploads uploads{config.profile_upload_dir};
  std::atomic<bool> hangs_up{false};
  const services::Accounts accounts{{.secret_key = config.secret_key,
                                     .token_lifetime = config.access_token_lifetime,
                                     .send_code = code_sender(config, hangs_up),
                                     .random = context.random}};

  http::Metrics metrics;
  auto routes = make_routes(context,
                            {.accounts = accounts,
                             .keys = keys,
                             .uploads = uploads,
                             .now = context.clock,
                             .random = context.random},
                            metrics);
  db::sql::Pool pool{*database, workers + http::side_workers};
  const auto for_chores = db::sql::open_database(config.database_url.reveal(),
                                                 {.statement_timeout = chores_patience,
                                                  .connect_timeout = chores_patience,
                                                  .application_name = "fitmate-central chores"});
  if (!for_chores) return std::unexpected{for_chores.error().detail};
  // Begun once the server has taken the signals, which no other thread may meet.
  std::optional<Chores> chores;
  const auto begin_chores = [&] { chores.emplace(*for_chores, uploads, context.clock, complain); };
  auto options = options_of(context, begin_chores);
  options.metrics = &metrics;
  options.hang_up = [&] { hangs_up = true; };
  http::serve(options, pool, std::move(routes));
  return {};
}

}  // namespace fitmate::central::commands
