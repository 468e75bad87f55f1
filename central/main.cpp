#include <cstdlib>
#include <exception>
#include <format>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>

#include "version.h"
#include <CLI/CLI.hpp>
#include <sys/resource.h>
#include <unistd.h>

#include "central/commands/attendance.h"
#include "central/commands/backup.h"
#include "central/commands/demo.h"
#include "central/commands/keys.h"
#include "central/commands/kiosks.h"
#include "central/commands/memberships.h"
#include "central/commands/migrate.h"
#include "central/commands/passes.h"
#include "central/commands/people.h"
#include "central/commands/quarantine.h"
#include "central/commands/schedules.h"
#include "central/commands/serve.h"
#include "central/config.h"
#include "domain/crypto.h"

namespace fitmate::central {
namespace {

constexpr int done = 0;
constexpr int could_not = 1;
constexpr int wrong_usage = 2;

// Keys and passwords lie in this program's memory.
void keep_memory_out_of_core_dumps() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
}

// A connection takes up to three of them, and most systems begin with 1024.
void allow_many_files() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
}

int complain(std::string_view what, int code) {
  std::cerr << "fitmate-central: " << what << '\n';
  return code;
}

std::optional<std::string> from_environment(const char* key) {
  const char* value = std::getenv(key);
  return value != nullptr ? std::optional<std::string>{value} : std::nullopt;
}

// The text of a .env; nothing if it is there and cannot be read, or was asked for and is not there.
std::optional<std::string> read_env_file(const std::string& given) {
  const std::string path = given.empty() ? ".env" : given;
  if (given.empty() && ::access(path.c_str(), F_OK) != 0) return "";
  std::ifstream file{path, std::ios::binary};
  if (!file || std::filesystem::is_directory(path)) return std::nullopt;
  return std::string{std::istreambuf_iterator{file}, {}};
}

domain::Instant wall_clock() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

struct Asked {
  commands::Action action;
  std::string env_file;
  bool json = false;
};

int answer(const Asked& asked) {
  const auto env = read_env_file(asked.env_file);
  if (!env) {
    const auto& name = asked.env_file.empty() ? ".env" : asked.env_file;
    return complain(std::format("{} cannot be read", name), could_not);
  }
  const auto config = read_config(from_environment, *env);
  for (const auto& warning : config.warnings) complain(warning, done);
  commands::Output output{std::cout, asked.json};
  const bool terminal = ::isatty(STDERR_FILENO) != 0;
  const auto random = domain::system_random();
  commands::Context context{.config = config,
                            .now = wall_clock(),
                            .clock = wall_clock,
                            .random = random,
                            .output = output,
                            .progress =
                                [terminal](std::string_view text) {
                                  if (terminal) std::cerr << "\r\x1b[K" << text << std::flush;
                                },
                            .talks_to_terminal = terminal};
  const auto outcome = asked.action(context);
  if (!outcome) return complain(outcome.error(), could_not);
  if (!output.finish()) return complain("the answer could not be written to stdout", could_not);
  return done;
}

int run(int argc, char** argv) {
  Asked asked;
  CLI::App app{"The gym's central server, and the front desk without a screen.", "fitmate-central"};
  app.set_version_flag("--version", std::string{version});
  app.fallthrough();
  app.require_subcommand(0, 1);
  app.add_option("--env", asked.env_file, "instead of .env in the working folder");
  app.add_flag("--json", asked.json, "answers as JSON, one line each");
  const commands::Menu menu{app, asked.action};
  const commands::Serve serve{menu};
  const commands::Migrate migrate{menu};
  const commands::People people{menu};
  const commands::Memberships memberships{menu};
  const commands::Schedules schedules{menu};
  const commands::Passes passes{menu};
  const commands::Keys keys{menu};
  const commands::Demo demo{menu};
  const commands::Kiosks kiosks{menu};
  const commands::Attendance attendance{menu};
  const commands::Quarantine quarantine{menu};
  const commands::Backup backup{menu};
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    return complain(std::format("{} (see --help)", error.what()), wrong_usage);
  }
  return answer(asked);
}

}  // namespace
}  // namespace fitmate::central

int main(int argc, char** argv) {
  using namespace fitmate::central;
  keep_memory_out_of_core_dumps();
  allow_many_files();
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    return complain(error.what(), could_not);
  }
}
