#include "tests/support/postgres_server.h"

#include <cerrno>
#include <csignal>
#include <format>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/eventually.h"

namespace fitmate::tests {
namespace {

constexpr const char* programs = "/usr/lib/postgresql/17/bin/";

using Command = std::vector<std::string>;

// PostgreSQL refuses to run as root: there it is the package's own user.
const passwd* server_user() {
  if (::geteuid() != 0) return nullptr;
  const auto* user = ::getpwnam("postgres");
  if (user == nullptr) throw std::runtime_error{"there is no user postgres: run scripts/deps"};
  return user;
}

[[noreturn]] void become(const passwd* user, const std::vector<char*>& arguments, int log,
                         pid_t parent) {
  if (user != nullptr && (::setgroups(0, nullptr) != 0 || ::setgid(user->pw_gid) != 0 ||
                          ::setuid(user->pw_uid) != 0)) {
    ::_exit(126);
  }
  // Changing the user clears the death signal, so it comes after; SIGQUIT is an immediate shutdown.
  ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
  if (::getppid() != parent) ::_exit(126);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

pid_t start(Command command, const std::filesystem::path& log_file, const passwd* user) {
  std::vector<char*> arguments;
  for (auto& argument : command) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  const int log = ::open(log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child == 0) become(user, arguments, log, parent);
  ::close(log);
  if (child < 0) throw std::system_error{errno, std::generic_category(), "cannot fork"};
  return child;
}

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in{file};
  return {std::istreambuf_iterator<char>{in}, {}};
}

void run(Command command, const std::filesystem::path& log_file, const passwd* user) {
  const auto name = command.front();
  int status = 0;
  ::waitpid(start(std::move(command), log_file, user), &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw std::runtime_error{std::format("{} failed:\n{}", name, text_of(log_file))};
  }
}

// initdb lasts longer than many a test, so its work is kept beside the build and copied.
void make_data_folder(const std::filesystem::path& data, const std::filesystem::path& log,
                      const passwd* user) {
  const std::filesystem::path kept = FITMATE_POSTGRES_TEMPLATE;
  if (std::filesystem::exists(kept)) {
    run({"/usr/bin/cp", "-a", kept, data}, log, nullptr);
    return;
  }
  run({std::string{programs} + "initdb", "--pgdata", data, "--username", "fitmate", "--auth",
       "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", "--wal-segsize", "1"},
      log, user);
  const auto copy = kept.string() + std::to_string(::getpid());
  run({"/usr/bin/cp", "-a", data, copy}, log, nullptr);
  std::error_code taken;  // another test was faster
  std::filesystem::rename(copy, kept, taken);
  if (taken) std::filesystem::remove_all(copy);
}

}  // namespace

PostgresServer& PostgresServer::shared() {
  static PostgresServer server;
  return server;
}

PostgresServer::PostgresServer(bool keeps_commits) : keeps_commits_{keeps_commits} {
  const auto& folder = folder_.path();
  const auto* user = server_user();
  if (user != nullptr && ::chown(folder.c_str(), user->pw_uid, user->pw_gid) != 0) {
    throw std::system_error{errno, std::generic_category(), "cannot hand over the server's folder"};
  }
  make_data_folder(folder / "data", folder / "log", user);
  begin();
}

void PostgresServer::begin() {
  const auto& folder = folder_.path();
  const auto log = folder / "log";
  process_ = start({std::string{programs} + "postgres", "-D", folder / "data", "-k", folder, "-h",
                    "", "-F", "-c", "full_page_writes=off", "-c",
                    std::format("synchronous_commit={}", keeps_commits_ ? "on" : "off"), "-c",
                    "shared_buffers=16MB", "-c", "max_connections=50"},
                   log, server_user());
  if (!eventually([&] { return PQping(url("postgres").c_str()) == PQPING_OK; })) {
    throw std::runtime_error{"PostgreSQL does not start:\n" + text_of(log)};
  }
}

void PostgresServer::restart_at_once() {
  ::kill(process_, SIGQUIT);
  ::waitpid(process_, nullptr, 0);
  begin();
}

PostgresServer::~PostgresServer() {
  ::kill(process_, SIGQUIT);
  ::waitpid(process_, nullptr, 0);
}

std::string PostgresServer::url(const std::string& database) const {
  return std::format("postgresql://fitmate@/{}?host={}", database, folder_.path().string());
}

std::string PostgresServer::create_database() {
  const auto name = std::format("test{}", ++databases_);
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection{
      PQconnectdb(url("postgres").c_str()), &PQfinish};
  const std::unique_ptr<PGresult, decltype(&PQclear)> made{
      PQexec(connection.get(), std::format("create database {}", name).c_str()), &PQclear};
  if (PQresultStatus(made.get()) != PGRES_COMMAND_OK) {
    throw std::runtime_error{PQerrorMessage(connection.get())};
  }
  return url(name);
}

}  // namespace fitmate::tests
