#include "kiosk/commands/enrol.h"

#include <array>
#include <cassert>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fitmate::kiosk {
namespace {

[[noreturn]] void fail(int error, const std::string& what) {
  throw std::system_error{error, std::generic_category(), what};
}

// SIGTERM and SIGINT wait until they are asked for, as long as one of these lives.
class HeldSignals {
 public:
  HeldSignals() {
    sigemptyset(&both_);
    for (const int signal : {SIGTERM, SIGINT}) sigaddset(&both_, signal);
    ::sigprocmask(SIG_BLOCK, &both_, &before_);
    file_ = ::signalfd(-1, &both_, SFD_CLOEXEC | SFD_NONBLOCK);
  }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;
  ~HeldSignals() {
    if (file_ >= 0) ::close(file_);
    ::sigprocmask(SIG_SETMASK, &before_, nullptr);
  }

  int file() const { return file_; }
  bool take() const {
    signalfd_siginfo info{};
    return ::read(file_, &info, sizeof info) == sizeof info;
  }

 private:
  sigset_t both_{};
  sigset_t before_{};
  int file_ = -1;
};

// Starts the program with the pipe's reading end as its stdin and no signal held. With
// `stderr_end`, that is its stderr, and its stdout is our stderr: our stdout is for answers.
pid_t start(const EnrolCommand& command, int stdin_end, int stderr_end = -1) {
  std::vector<std::string> words{command.program, "enrol",     "--data",
                                 command.data,    "--central", command.central_url};
  if (!command.ca_file.empty()) words.insert(words.end(), {"--ca", command.ca_file});
  if (command.json) words.emplace_back("--json");
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, stdin_end, STDIN_FILENO);
  if (stderr_end >= 0) {
    ::posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, stderr_end, STDERR_FILENO);
  }
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  pid_t child = -1;
  const int error = ::posix_spawn(&child, command.program.c_str(), &actions, &attributes,
                                  arguments.data(), environ);
  ::posix_spawnattr_destroy(&attributes);
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

struct Pipe {
  int reading = -1;
  int writing = -1;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) fail(errno, "cannot talk to fitmate-sync");
  return {ends[0], ends[1]};
}

// Starts it and gives it the code.
pid_t start_with_code(const EnrolCommand& command, int stderr_end = -1) {
  const auto pipe = make_pipe();
  pid_t child = -1;
  try {
    child = start(command, pipe.reading, stderr_end);
  } catch (...) {
    ::close(pipe.reading);
    ::close(pipe.writing);
    throw;
  }
  ::close(pipe.reading);
  give(pipe.writing, command.code + "\n");
  return child;
}

// Until the child ends, which it does soon after a signal.
void pass_signals(const HeldSignals& signals, pid_t child) {
  // By its number: some versions of glibc declare the function for C alone.
  const auto ended = static_cast<int>(::syscall(SYS_pidfd_open, child, 0));
  if (ended < 0 || signals.file() < 0) {
    const int error = errno;
    ::kill(child, SIGTERM);
    ::close(ended);
    fail(error, "cannot wait for fitmate-sync");
  }
  std::array<pollfd, 2> files{{{.fd = ended, .events = POLLIN, .revents = 0},
                               {.fd = signals.file(), .events = POLLIN, .revents = 0}}};
  while (files[0].revents == 0) {
    if (::poll(files.data(), files.size(), -1) < 0 && errno != EINTR) break;
    if (signals.take()) ::kill(child, SIGTERM);
  }
  ::close(ended);
}

constexpr std::string_view own_name = "fitmate-sync: ";
constexpr std::size_t line_most = 500;

}  // namespace

int run_enrol(const EnrolCommand& command) {
  const HeldSignals signals;
  const auto child = start_with_code(command);
  pass_signals(signals, child);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) fail(errno, "lost " + command.program.string());
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

EnrolRun::EnrolRun(std::filesystem::path program, std::filesystem::path data)
    : program_{std::move(program)}, data_{std::move(data)} {}

EnrolRun::~EnrolRun() {
  if (child_ > 0) {
    ::kill(child_, SIGTERM);
    while (::waitpid(child_, nullptr, 0) < 0 && errno == EINTR) continue;
  }
  close_words();
}

void EnrolRun::begin(const Invitation& invitation) {
  assert(child_ < 0);
  line_.clear();
  last_line_.clear();
  not_begun_.reset();
  int words_end = -1;
  try {
    const auto words = make_pipe();
    words_ = words.reading;
    words_end = words.writing;
    ::fcntl(words_, F_SETFL, O_NONBLOCK);
    child_ = start_with_code({.program = program_,
                              .data = data_,
                              .central_url = invitation.central_url,
                              .ca_file = {},
                              .code = invitation.code},
                             words_end);
  } catch (const std::exception& error) {
    not_begun_ = EnrolEnd{.done = false, .detail = error.what()};
    close_words();
  }
  if (words_end >= 0) ::close(words_end);
}

std::optional<EnrolEnd> EnrolRun::poll() {
  if (child_ < 0) return std::exchange(not_begun_, std::nullopt);
  read_words();
  int status = 0;
  const auto ended = ::waitpid(child_, &status, WNOHANG);
  if (ended == 0) return std::nullopt;
  child_ = -1;
  read_words();
  close_words();
  const bool well = ended > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  if (well) return EnrolEnd{.done = true, .detail = {}};
  if (last_line_.empty()) last_line_ = "fitmate-sync ended without a word: try once more";
  return EnrolEnd{.done = false, .detail = last_line_};
}

void EnrolRun::read_words() {
  std::array<char, 256> piece{};
  while (true) {
    const auto count = ::read(words_, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    const std::string_view read{piece.data(), static_cast<std::size_t>(count)};
    std::fwrite(read.data(), 1, read.size(), stderr);
    for (const char letter : read) {
      if (letter != '\n') {
        if (line_.size() < line_most) line_ += letter;
        continue;
      }
      last_line_ = line_.starts_with(own_name) ? line_.substr(own_name.size()) : line_;
      line_.clear();
    }
  }
}

void EnrolRun::close_words() {
  if (words_ >= 0) ::close(words_);
  words_ = -1;
}

EnrolDesk desk_of(EnrolRun& run) {
  return {.begin = [&run](const Invitation& invitation) { run.begin(invitation); },
          .poll = [&run] { return run.poll(); }};
}

}  // namespace fitmate::kiosk
