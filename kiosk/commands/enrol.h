#pragma once

#include <filesystem>
#include <string>

namespace fitmate::kiosk {

// What `fitmate-sync enrol` is asked to do.
struct EnrolCommand {
  std::filesystem::path program;  // fitmate-sync
  std::filesystem::path data;
  std::string central_url;
  std::string ca_file;  // certificates instead of the system's; empty: the system's
  std::string code;     // given on its stdin, where no list of processes shows it
};

// Runs it to its end; its exit code, 128 + n after signal n. It talks on our stdout and stderr.
// Throws std::system_error where it cannot be started.
int run_enrol(const EnrolCommand& command);

}  // namespace fitmate::kiosk
