#pragma once

#include <filesystem>
#include <string>

#include "db/kiosk/kiosk_store.h"
#include "domain/trusted_clock.h"

namespace fitmate::kiosk {

// The disk under the data folder.
struct DiskSpace {
  std::int64_t free_bytes = 0;
  std::int64_t size_bytes = 0;
};
DiskSpace disk_space(const std::filesystem::path& folder);

struct Status {
  db::kiosk::StoreStatus store;
  domain::Now now;
  std::string camera;  // as kiosk.toml names it
  DiskSpace disk;
};

// How old the pulled copy is; none before the first complete pull.
std::optional<std::chrono::seconds> data_age(const Status& status);

// One line of JSON, and the same in words with a line each.
std::string to_json(const Status& status);
std::string to_words(const Status& status);

}  // namespace fitmate::kiosk
