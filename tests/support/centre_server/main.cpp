// The centre's calls of sync over a database, for tests and benchmarks: prints its port once it
// listens. Arguments: DATABASE_URL KEY_DIR WORKERS throttled|unthrottled [CERTIFICATE KEY].
#include <chrono>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <mutex>
#include <string>
#include <vector>

#include "central/http/routes_health.h"
#include "central/http/routes_sync.h"
#include "central/http/server.h"
#include "central/services/feed.h"
#include "central/services/keys.h"
#include "central/services/meal_photos.h"
#include "db/central/gym.h"
#include "db/central/schema.h"
#include "db/sql/pool.h"
#include "domain/crypto.h"

using namespace fitmate;

namespace {

domain::Instant wall_clock() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

int run(const std::vector<std::string>& arguments) {
  const auto random = domain::system_random();
  const auto database = db::sql::open_database(arguments.at(0)).value();
  const auto connection = database.connect();
  if (!db::central::migrate(*connection, wall_clock())) return EXIT_FAILURE;
  db::central::make_gym(*connection, "Gym", "Europe/Vienna", random);
  central::services::begin_run(*connection, wall_clock(), random);
  if (!central::services::make_keys(arguments.at(1), random)) return EXIT_FAILURE;
  central::services::KeyFolder keys{arguments.at(1)};

  const auto uploads = std::filesystem::path{arguments.at(1)} / "uploads";
  central::services::prepare_uploads(uploads);

  central::http::Routes routes;
  central::http::add_health_routes(routes);
  central::http::add_sync_routes(routes, {.keys = keys,
                                          .now = wall_clock,
                                          .random = random,
                                          .uploads = uploads,
                                          .throttled = arguments.at(3) == "throttled"});
  central::http::ServerOptions options;
  options.port = 0;
  options.workers = std::stoul(arguments.at(2));
  options.now = wall_clock;
  options.random = random;
  options.ready = [](std::uint16_t port) { std::cout << port << '\n' << std::flush; };
  std::mutex mutex;
  options.log = [&mutex](central::LogLevel, std::string_view line) {
    const std::scoped_lock lock{mutex};
    std::cerr << line << '\n';
  };
  options.origins = {"http://localhost:3000"};
  options.idle = std::chrono::seconds{2};
  options.connections = 256;
  if (arguments.size() > 4) {
    options.certificate = {.certificate = arguments.at(4), .key = arguments.at(5)};
  }
  db::sql::Pool pool{database, options.workers + central::http::side_workers};
  central::http::serve(options, pool, std::move(routes));
  return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::cerr << "centre_server: " << error.what() << '\n';
    return EXIT_FAILURE;
  }
}
