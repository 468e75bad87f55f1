#include <algorithm>
#include <filesystem>
#include <format>
#include <iostream>
#include <optional>
#include <print>
#include <stdexcept>
#include <string>

#include "version.h"
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "db/kiosk/data_folder.h"
#include "db/kiosk/kiosk_database.h"
#include "db/kiosk/sqlite_sync_store.h"
#include "db/photo_files.h"
#include "domain/crypto.h"
#include "firmware/linux/boot_clock.h"
#include "sync/agent.h"
#include "sync/backoff.h"
#include "sync/centre_certificate.h"
#include "sync/curl_transport.h"
#include "sync/enrolment.h"
#include "sync/folder_lock.h"
#include "sync/wakeups.h"

namespace fitmate::sync {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

// An answer that is told to be this far away is not waited for by a command.
constexpr auto command_patience = 60s;
constexpr int enrol_tries = 5;
constexpr auto look_for_enrolment = 2s;

struct Arguments {
  fs::path folder;
  bool once = false;
  bool json = false;
  std::string central;
  std::optional<fs::path> ca_file;
};

domain::ClockReading read_clock() {
  const auto boot = firmware::linux_board::read_boot_time();
  return {.wall = std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now()),
          .since_boot = boot.since_boot,
          .boot_id = domain::parse_uuid(boot.boot_id).value(),
          .kernel_synced = boot.kernel_synced};
}

std::string software() {
  return std::format("fitmate-sync/{}", version);
}

void say(std::string_view text) {
  std::println(stderr, "fitmate-sync: {}", text);
}

// All that the three commands work with.
struct Program {
  explicit Program(const Arguments& given)
      : arguments{given},
        random{domain::system_random()},
        database{{.folder = given.folder,
                  .random = random,
                  .now = read_clock().wall,
                  .built = domain::Instant{std::chrono::seconds{built_at_s}},
                  .vfs = {}}},
        store{database},
        photos{given.folder / "photos"},
        turns{given.folder, "sync-turn.lock"} {}

  domain::Result<std::unique_ptr<CurlTransport>, std::string> connect(
      const std::string& url, const std::optional<fs::path>& certificate) {
    CurlTransport::Options options{.base_url = url, .ca_file = certificate};
    options.is_stopping = [this] { return wakeups.is_stopping(); };
    return CurlTransport::make(std::move(options));
  }

  // To the centre that this kiosk is enrolled at.
  domain::Result<std::unique_ptr<CurlTransport>, std::string> connect(const std::string& url) {
    return connect(url, arguments.ca_file ? arguments.ca_file : kept_certificate(arguments.folder));
  }

  Agent::Options agent_options() const { return {random, software(), say}; }

  // A turn of the agent, while no other program of this kiosk has one. Answers how long to wait.
  milliseconds turn(Agent& agent) {
    if (!turns.try_take()) return 50ms;
    const auto next = agent.step(read_clock());
    turns.release();
    return std::max(0ms, next - read_clock().since_boot);
  }

  const Arguments& arguments;
  Wakeups wakeups;
  domain::Random random;
  db::kiosk::KioskDatabase database;
  db::kiosk::SqliteSyncStore store;
  db::PhotoFiles photos;
  FolderLock turns;
};

// Until that holds, what is left is stuck, or the program is to end.
Agent::Status work_off(Program& program, Agent& agent, bool Agent::Status::* goal) {
  auto wait = 0ms;
  while (!(agent.status().*goal) && !agent.status().is_stuck) {
    if (wait > command_patience || program.wakeups.wait(wait) == Wakeups::Why::stop) break;
    wait = program.turn(agent);
  }
  return agent.status();
}

int sync_once(Program& program) {
  Agent::Status status{.error = "this kiosk is not enrolled: run fitmate-kiosk enrol"};
  const auto link = program.store.load_link();
  if (link.kiosk) {
    if (auto transport = program.connect(link.central_url)) {
      Agent agent{program.store, program.photos, program.database.disk(), **transport,
                  program.agent_options()};
      status = work_off(program, agent, &Agent::Status::is_complete);
      if (!status.is_complete && status.error.empty()) status.error = "stopped before the end";
    } else {
      status.error = transport.error();
    }
  }
  nlohmann::ordered_json answer{{"pushed", status.pushed.pushed},
                                {"duplicates", status.pushed.duplicates},
                                {"quarantined", status.pushed.quarantined},
                                {"photos", status.photos},
                                {"pulled", status.pulled},
                                {"complete", status.is_complete},
                                {"error", nullptr}};
  if (!status.error.empty()) answer["error"] = status.error;
  std::println("{}", answer.dump());
  if (!status.is_complete) say(status.error);
  return status.is_complete ? 0 : 1;
}

// The agent of one enrolment; another enrolment begins another.
struct Session {
  std::string url;
  std::optional<domain::KioskId> kiosk;
  std::optional<fs::file_time_type> certificate;  // when it was kept
  std::unique_ptr<CurlTransport> transport;
  std::unique_ptr<Agent> agent;
};

// How long to wait for the next turn.
milliseconds serve_turn(Program& program, Session& session) {
  const auto link = program.store.load_link();
  if (!link.kiosk) return look_for_enrolment;
  const auto kept = kept_certificate(program.arguments.folder);
  const auto certificate =
      kept.transform([](const auto& file) { return fs::last_write_time(file); });
  if (!session.agent || session.url != link.central_url || session.kiosk != link.kiosk ||
      session.certificate != certificate) {
    auto transport = program.connect(link.central_url);
    if (!transport) throw std::runtime_error(transport.error());
    session = {.url = link.central_url,
               .kiosk = link.kiosk,
               .certificate = certificate,
               .transport = std::move(*transport)};
    session.agent = std::make_unique<Agent>(program.store, program.photos, program.database.disk(),
                                            *session.transport, program.agent_options());
    say(std::format("serves kiosk {}", link.kiosk->value));
  }
  return program.turn(*session.agent);
}

int serve(Program& program) {
  FolderLock alone{program.arguments.folder, "sync.lock"};
  if (!alone.try_take()) {
    say(
        std::format("another fitmate-sync serves {} already; stop it first, or use --once beside "
                    "it",
                    program.arguments.folder.string()));
    return 1;
  }
  Session session;
  Backoff after_fault;
  std::string last_fault;
  auto wait = 0ms;
  while (true) {
    const auto why = program.wakeups.wait(wait);
    if (why == Wakeups::Why::stop) return 0;
    const auto now = read_clock().since_boot;
    if (why == Wakeups::Why::hurry && session.agent) session.agent->hurry(now);
    try {
      wait = serve_turn(program, session);
      after_fault.succeed(now, 0ms);
      last_fault.clear();
    } catch (const std::exception& fault) {
      // The store broke, or the disk is full: said once, and tried again for ever.
      program.turns.release();
      if (last_fault != fault.what()) say(fault.what());
      last_fault = fault.what();
      after_fault.fail(now, std::nullopt, program.random);
      wait = after_fault.next() - now;
    }
  }
}

std::string read_code() {
  if (::isatty(STDIN_FILENO) != 0) std::print(stderr, "One-time code: ");
  std::string line;
  std::getline(std::cin, line);
  const auto begin = line.find_first_not_of(" \t\r");
  if (begin == line.npos) {
    throw std::runtime_error("there is no code: give the one-time code as a line of stdin");
  }
  return line.substr(begin, line.find_last_not_of(" \t\r") + 1 - begin);
}

EnrolOutcome try_to_enrol(Program& program, Transport& transport, const std::string& code) {
  Backoff backoff;
  while (true) {
    auto outcome = enrol(program.store, transport, program.arguments.central, code, software(),
                         read_clock(), program.random);
    if (outcome.kind != EnrolOutcome::Kind::again) return outcome;
    say(outcome.detail);
    const auto now = read_clock().since_boot;
    backoff.fail(now, std::nullopt, program.random);
    if (backoff.failures() == enrol_tries ||
        program.wakeups.wait(backoff.next() - now) == Wakeups::Why::stop) {
      outcome.detail += "; the same command with the same code goes on from here";
      return outcome;
    }
  }
}

int enrol_kiosk(Program& program, const std::string& code) {
  auto transport = program.connect(program.arguments.central, program.arguments.ca_file);
  if (!transport) {
    say(transport.error());
    return 1;
  }
  prepare_certificate(program.arguments.folder, program.arguments.ca_file);
  const auto outcome = try_to_enrol(program, **transport, code);
  if (outcome.kind != EnrolOutcome::Kind::done) {
    say(outcome.detail);
    return 1;
  }
  keep_certificate(program.arguments.folder);
  Agent agent{program.store, program.photos, program.database.disk(), **transport,
              program.agent_options()};
  // Pictures may come later: the door does not need them.
  const auto status = work_off(program, agent, &Agent::Status::is_current);
  if (!status.is_current) {
    say(std::format("enrolled, but not all is here yet ({}); fitmate-sync goes on", status.error));
  }
  if (program.arguments.json) {
    const auto kiosk = program.store.load_link().kiosk;
    std::println("{}", nlohmann::ordered_json{{"kiosk_id", kiosk->value},
                                              {"pulled", status.pulled},
                                              {"complete", status.is_current}}
                           .dump());
  } else {
    std::println("{}", outcome.detail);
  }
  return 0;
}

int run(int argc, char** argv) {
  Arguments arguments{.folder = {}, .ca_file = std::nullopt};
  CLI::App app{"Keeps a kiosk and its centre alike: pushes what happened, pulls what changed."};
  app.set_version_flag("--version", std::string{version});
  app.add_option("--data", arguments.folder, "the kiosk's data folder");
  app.add_option("--ca", arguments.ca_file,
                 "a file of certificates, instead of the system's; enrol keeps it");
  app.add_flag("--once", arguments.once,
               "push and pull until neither side has more; one JSON line");
  app.add_flag("--json", arguments.json, "answer as JSON");
  app.add_subcommand("run", "serve for ever; so without a command")->fallthrough();
  auto* enrol = app.add_subcommand("enrol",
                                   "make this the kiosk that a one-time code (a line of "
                                   "stdin) was given out for");
  enrol->fallthrough();
  enrol->add_option("--central", arguments.central, "the centre's address, https://HOST")
      ->required();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (arguments.folder.empty()) arguments.folder = db::kiosk::default_data_folder();
  // Before the program takes the signals over, so that they end the waiting for a line.
  const auto code = enrol->parsed() ? read_code() : std::string{};
  Program program{arguments};
  if (enrol->parsed()) return enrol_kiosk(program, code);
  return arguments.once ? sync_once(program) : serve(program);
}

}  // namespace
}  // namespace fitmate::sync

int main(int argc, char** argv) {
  try {
    return fitmate::sync::run(argc, argv);
  } catch (const std::exception& fault) {
    fitmate::sync::say(fault.what());
    return 1;
  }
}
