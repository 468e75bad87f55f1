#include "tests/support/process.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fitmate::tests {
namespace {

using Clock = std::chrono::steady_clock;

std::array<int, 2> make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw std::system_error(errno, std::generic_category(), "pipe");
  }
  return ends;
}

void close_once(int& fd) {
  if (fd >= 0) close(fd);
  fd = -1;
}

[[noreturn]] void become(const std::vector<std::string>& command, const Process::Options& options) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (const auto& [name, value] : options.environment) setenv(name.c_str(), value.c_str(), 1);
  if (!options.err_file.empty()) {
    const int file =
        open(options.err_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) _exit(126);
    dup2(file, STDERR_FILENO);
  }
  if (!options.folder.empty() && chdir(options.folder.c_str()) != 0) _exit(126);
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

// Reads what is there; false at the end of the stream.
bool drain(int fd, std::string& into) {
  std::array<char, 65536> chunk;
  const auto got = read(fd, chunk.data(), chunk.size());
  if (got <= 0) return false;
  into.append(chunk.data(), static_cast<std::size_t>(got));
  return true;
}

}  // namespace

Process::Process(const std::vector<std::string>& command, const Options& options) {
  std::signal(SIGPIPE, SIG_IGN);
  const auto in = make_pipe();
  const auto out = make_pipe();
  const auto err = make_pipe();
  pid_ = fork();
  if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (pid_ == 0) {
    dup2(in[0], STDIN_FILENO);
    dup2(out[1], STDOUT_FILENO);
    dup2(err[1], STDERR_FILENO);
    become(command, options);
  }
  close(in[0]);
  close(out[1]);
  close(err[1]);
  in_ = in[1];
  out_ = out[0];
  err_fd_ = err[0];
}

Process::Process(Process&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      in_(std::exchange(other.in_, -1)),
      out_(std::exchange(other.out_, -1)),
      err_fd_(std::exchange(other.err_fd_, -1)),
      buffer_(std::move(other.buffer_)),
      err_(std::move(other.err_)),
      exit_code_(other.exit_code_) {}

Process::~Process() {
  close_once(in_);
  if (pid_ > 0 && !exit_code_) {
    kill(pid_, SIGKILL);
    reap();
  }
  close_once(out_);
  close_once(err_fd_);
}

bool Process::write(std::string_view text) {
  while (!text.empty()) {
    const auto sent = ::write(in_, text.data(), text.size());
    if (sent < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void Process::close_stdin() {
  close_once(in_);
}

std::optional<std::string> Process::read_line(std::chrono::milliseconds within) {
  const auto deadline = Clock::now() + within;
  while (true) {
    if (const auto end = buffer_.find('\n'); end != std::string::npos) {
      auto line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      return line;
    }
    if (!pump(deadline)) return std::nullopt;
  }
}

void Process::signal(int number) const {
  kill(pid_, number);
}

Process::Finished Process::wait(std::chrono::milliseconds within) {
  close_stdin();
  const auto deadline = Clock::now() + within;
  while (pump(deadline)) {
  }
  if (Clock::now() >= deadline)
    throw std::runtime_error("the program did not end; it said: " + err_);
  reap();
  return {.exit_code = *exit_code_, .out = std::exchange(buffer_, {}), .err = err_};
}

// Waits for output of either stream; false when both have ended or the deadline has passed.
bool Process::pump(Clock::time_point deadline) {
  std::array<pollfd, 2> fds{{{out_, POLLIN, 0}, {err_fd_, POLLIN, 0}}};
  if (out_ < 0 && err_fd_ < 0) return false;
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
  const int ready = poll(fds.data(), fds.size(), std::max(0, static_cast<int>(left.count())));
  if (ready <= 0) return false;
  if (fds[0].revents != 0 && !drain(out_, buffer_)) close_once(out_);
  if (fds[1].revents != 0 && !drain(err_fd_, err_)) close_once(err_fd_);
  return true;
}

void Process::reap() {
  if (exit_code_) return;
  int status = 0;
  waitpid(pid_, &status, 0);
  exit_code_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

Process::Finished run(const std::vector<std::string>& command, std::string_view input,
                      const Process::Options& options) {
  Process process(command, options);
  process.write(input);
  return process.wait();
}

std::string program(std::string_view name) {
  // Read once: with mounts of its own, a process no longer sees where it came from.
  static const auto folder = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  return (folder / name).string();
}

}  // namespace fitmate::tests
