#include "central/services/confined.h"

#include <cerrno>
#include <csignal>
#include <fstream>
#include <system_error>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fitmate::central::services {
namespace {

constexpr rlim_t most_memory = rlim_t{256} * 1024 * 1024;
constexpr rlim_t most_processor_s = 5;
constexpr unsigned most_s = 30;
constexpr int failed = 1;

// What the process holds already counts against its limit: its data, sixth in the row.
rlim_t held_memory() {
  std::ifstream numbers{"/proc/self/statm"};
  rlim_t pages = 0;
  for (int i = 0; i < 6; ++i) numbers >> pages;
  if (!numbers) ::_exit(failed);
  return pages * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE));
}

void set_limit(auto what, rlim_t most) {
  const rlimit limit{.rlim_cur = most, .rlim_max = most};
  if (::setrlimit(what, &limit) != 0) ::_exit(failed);
}

// The signals of the server's stop are its own business; here they end what runs.
void heed_signals() {
  for (const int signal : {SIGALRM, SIGINT, SIGTERM, SIGXCPU}) std::signal(signal, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
}

// No destructors and no exit handlers: they are the parent's.
[[noreturn]] void run_and_exit(const std::function<int()>& work) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  heed_signals();
  ::alarm(most_s);
  // A connection held open here would outlive its end there.
  if (::close_range(STDERR_FILENO + 1, ~0U, 0) != 0) ::_exit(failed);
  set_limit(RLIMIT_CORE, 0);
  set_limit(RLIMIT_CPU, most_processor_s);
  set_limit(RLIMIT_DATA, held_memory() + most_memory);
  try {
    ::_exit(work());
  } catch (...) {
    ::_exit(failed);
  }
}

[[noreturn]] void fail(const char* what) {
  throw std::system_error{errno, std::generic_category(), what};
}

}  // namespace

std::optional<int> run_confined(const std::function<int()>& work) {
  const auto child = ::fork();
  if (child < 0) fail("there can be no further process");
  if (child == 0) run_and_exit(work);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) fail("a process cannot be waited for");
  }
  if (!WIFEXITED(status)) return std::nullopt;
  const int said = WEXITSTATUS(status);
  if (said < confined_least || said > confined_most) return std::nullopt;
  return said;
}

}  // namespace fitmate::central::services
