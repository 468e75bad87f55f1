#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <system_error>

namespace fitmate::db {

// The part of a disk that is free, 0 to 1. One of more than 16 GiB counts as one of 16: a kiosk
// needs no more room on it than on a small card.
double free_share(std::uintmax_t free_bytes, std::uintmax_t size_bytes);

// Of the disk under a folder, what is free to this user; 0 where it does not tell.
double disk_free(const std::filesystem::path& folder);
using FreeShare = std::function<double(const std::filesystem::path&)>;

// What goes on with little room (sync.md, 6): of the disk this part must be free.
inline constexpr double events_need_free = 0.01;         // below, nothing is recorded
inline constexpr double pulls_need_free = 0.03;          // below, the door's events alone are kept
inline constexpr double photos_need_free = 0.08;         // below, there are no new photos
inline constexpr double stored_photos_need_free = 0.15;  // below, what the centre has goes at once

// The room of a kiosk's disk. No thread of its own; blocks for the disk.
class Disk {
 public:
  // The folder of the kiosk's data.
  explicit Disk(std::filesystem::path folder, FreeShare free_share = disk_free);

  // With less, what is left is for getting rid of what lies there.
  bool takes_events() const { return free_share_(folder_) >= events_need_free; }
  bool takes_pulls() const { return free_share_(folder_) >= pulls_need_free; }

  // Lays by 64 MiB while there is plenty, and gives them up where no event is taken any more, so
  // that what frees the disk can still write. Answers why it could not.
  std::error_code keep_reserve() const;

 private:
  std::filesystem::path folder_;
  FreeShare free_share_;
};

}  // namespace fitmate::db
