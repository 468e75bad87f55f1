#include "db/kiosk/data_folder.h"

#include <cstdlib>
#include <stdexcept>

namespace fitmate::db::kiosk {

std::filesystem::path default_data_folder() {
  if (const auto* data = std::getenv("FITMATE_DATA"); data != nullptr && *data != '\0') return data;
  const auto* home = std::getenv("HOME");
  if (home == nullptr) throw std::runtime_error("say with --data DIR where this kiosk's data lies");
  return std::filesystem::path{home} / ".local/share/fitmate";
}

}  // namespace fitmate::db::kiosk
