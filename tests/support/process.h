#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/types.h>

namespace fitmate::tests {

// A real program of ours (or any other), with pipes to it. It dies with the test.
class Process {
 public:
  struct Options {
    std::vector<std::pair<std::string, std::string>> environment;  // beside the test's own
    std::string folder;    // to work in; empty: the test's own
    std::string err_file;  // where stderr goes, instead of into err()
  };
  struct Finished {
    int exit_code = 0;  // 128 + n after signal n
    std::string out;    // what was not yet read of stdout
    std::string err;
  };

  Process(const std::vector<std::string>& command, const Options& options);
  explicit Process(const std::vector<std::string>& command) : Process(command, Options{}) {}
  Process(Process&& other) noexcept;
  Process& operator=(Process&&) = delete;
  ~Process();

  pid_t pid() const { return pid_; }
  // False when the program no longer reads.
  bool write(std::string_view text);
  void close_stdin();
  // The next line of stdout without its end; nothing at its end or past the deadline.
  std::optional<std::string> read_line(std::chrono::milliseconds within = std::chrono::seconds{30});
  void signal(int number) const;
  // Waits for the end; fails the test past the deadline.
  Finished wait(std::chrono::milliseconds within = std::chrono::seconds{60});
  const std::string& err() const { return err_; }

 private:
  bool pump(std::chrono::steady_clock::time_point deadline);
  void reap();

  pid_t pid_ = -1;
  int in_ = -1;
  int out_ = -1;
  int err_fd_ = -1;
  std::string buffer_;
  std::string err_;
  std::optional<int> exit_code_;
};

// The whole life of a program: stdin in, everything out.
Process::Finished run(const std::vector<std::string>& command, std::string_view input = {},
                      const Process::Options& options = {});

// Where a program of ours lies: beside this test.
std::string program(std::string_view name);

}  // namespace fitmate::tests
