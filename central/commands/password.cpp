#include "central/commands/password.h"

#include <iostream>
#include <optional>

#include <termios.h>
#include <unistd.h>

#include "central/services/fields.h"

namespace fitmate::central::commands {
namespace {

// The terminal shows nothing of what is typed until destruction.
class Unseen {
 public:
  Unseen() {
    ::tcgetattr(STDIN_FILENO, &before_);
    auto silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;
  ~Unseen() { ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_); }

 private:
  termios before_{};
};

std::optional<std::string> read_line() {
  std::string line;
  if (!std::getline(std::cin, line)) return std::nullopt;
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

std::optional<std::string> ask(const char* prompt) {
  std::cerr << prompt << std::flush;
  const Unseen unseen;
  auto line = read_line();
  std::cerr << '\n';
  return line;
}

}  // namespace

domain::Result<std::string, std::string> read_new_password() {
  const bool at_terminal = ::isatty(STDIN_FILENO) != 0;
  const auto password = at_terminal ? ask("Password: ") : read_line();
  if (!password) return std::unexpected{"no password: give it as one line of stdin"};
  if (const auto sound = services::check_password(*password); !sound) {
    return std::unexpected{"the password " + sound.error()};
  }
  if (at_terminal && ask("Once more: ") != password) {
    return std::unexpected{"the two passwords differ: try again"};
  }
  return *password;
}

}  // namespace fitmate::central::commands
