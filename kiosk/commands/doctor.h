#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "db/kiosk/kiosk_store.h"
#include "kiosk/commands/status.h"
#include "kiosk/config.h"

namespace fitmate::kiosk {

// What is looked at to say whether this kiosk could work offline now.
struct Patient {
  Status status;
  std::optional<db::kiosk::Device> device;
  Config config;
  std::filesystem::path folder;
};

struct Check {
  std::string name;
  bool ok = false;
  std::string detail;  // how it is, or what to do
};

// All checks, in the order in which a person would see to them. Looks at the folder and at the
// devices' names.
std::vector<Check> examine(const Patient& patient);

bool all_ok(const std::vector<Check>& checks);

// One line of JSON, and the same in words with a line each.
std::string to_json(const std::vector<Check>& checks);
std::string to_words(const std::vector<Check>& checks);

}  // namespace fitmate::kiosk
