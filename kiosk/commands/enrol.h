#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <sys/types.h>

#include "kiosk/invitation.h"

namespace fitmate::kiosk {

// What `fitmate-sync enrol` is asked to do.
struct EnrolCommand {
  std::filesystem::path program;  // fitmate-sync
  std::filesystem::path data;
  std::string central_url;
  std::string ca_file;  // certificates instead of the system's; empty: the system's
  std::string code;     // given on its stdin, where no list of processes shows it
  bool json = false;    // its answer
};

// Runs it to its end; its exit code, 128 + n after signal n. It talks on our stdout and stderr, and
// is told to end by the SIGTERM or SIGINT that we get.
// Throws std::system_error where it cannot be started.
int run_enrol(const EnrolCommand& command);

// The same beside a screen that goes on: nothing here waits. What the program says on stderr goes
// to ours too, and its last line is what a failure says. Ends it with itself.
class EnrolRun {
 public:
  EnrolRun(std::filesystem::path program, std::filesystem::path data);
  EnrolRun(const EnrolRun&) = delete;
  EnrolRun& operator=(const EnrolRun&) = delete;
  ~EnrolRun();

  // Not while another one is under way. A program that cannot be started is a failure.
  void begin(const Invitation& invitation);
  std::optional<EnrolEnd> poll();

 private:
  void read_words();
  void close_words();

  std::filesystem::path program_;
  std::filesystem::path data_;
  pid_t child_ = -1;
  int words_ = -1;    // the reading end of its stderr
  std::string line_;  // as far as it came
  std::string last_line_;
  std::optional<EnrolEnd> not_begun_;
};

// Its verbs; the run outlives the desk.
EnrolDesk desk_of(EnrolRun& run);

}  // namespace fitmate::kiosk
