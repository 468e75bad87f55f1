#include "tests/bench/process_use.h"

#include <format>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

#include <unistd.h>

namespace fitmate::bench {
namespace {

std::string read_proc(pid_t process, const char* file) {
  std::ifstream in{std::format("/proc/{}/{}", process, file)};
  std::stringstream text;
  text << in.rdbuf();
  if (text.str().empty()) throw std::runtime_error{"the program that is measured has ended"};
  return text.str();
}

}  // namespace

std::chrono::duration<double> processor_time(pid_t process) {
  const auto text = read_proc(process, "stat");
  // The second field is the name in brackets; user and system time are the 14th and 15th.
  std::istringstream fields{text.substr(text.rfind(')') + 2)};
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  return std::chrono::duration<double>{(user + system) /
                                       static_cast<double>(::sysconf(_SC_CLK_TCK))};
}

std::int64_t proportional_memory(pid_t process) {
  std::istringstream lines{read_proc(process, "smaps_rollup")};
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("Pss:")) return std::stol(line.substr(4)) * 1024;
  }
  throw std::runtime_error{"this kernel does not say a process's proportional memory"};
}

}  // namespace fitmate::bench
