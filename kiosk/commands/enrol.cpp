#include "kiosk/commands/enrol.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <string>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fitmate::kiosk {
namespace {

[[noreturn]] void fail(int error, const std::string& what) {
  throw std::system_error{error, std::generic_category(), what};
}

// Starts the program with the pipe's reading end as its stdin.
pid_t start(const EnrolCommand& command, int stdin_end) {
  std::vector<std::string> words{command.program, "enrol",     "--data",
                                 command.data,    "--central", command.central_url};
  if (!command.ca_file.empty()) words.insert(words.end(), {"--ca", command.ca_file});
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, stdin_end, STDIN_FILENO);
  pid_t child = -1;
  const int error =
      ::posix_spawn(&child, command.program.c_str(), &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) fail(error, "cannot start " + command.program.string());
  return child;
}

void give(int stdin_end, std::string_view text) {
  // A program that has already ended reads nothing; its exit code says why.
  struct sigaction ignore{};
  struct sigaction before{};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &ignore, &before);
  while (!text.empty()) {
    const auto written = ::write(stdin_end, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) break;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  ::close(stdin_end);
  ::sigaction(SIGPIPE, &before, nullptr);
}

}  // namespace

int run_enrol(const EnrolCommand& command) {
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0)
    fail(errno, "cannot talk to " + command.program.string());
  pid_t child = -1;
  try {
    child = start(command, pipe[0]);
  } catch (...) {
    ::close(pipe[0]);
    ::close(pipe[1]);
    throw;
  }
  ::close(pipe[0]);
  give(pipe[1], command.code + "\n");
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) fail(errno, "lost " + command.program.string());
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace fitmate::kiosk
