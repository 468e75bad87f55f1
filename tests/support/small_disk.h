#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "domain/result.h"

namespace fitmate::tests {

// A real file system of few bytes on a folder, in memory. This process and those that it starts see
// it, nobody else does. It goes at destruction, with all that lies there.
class SmallDisk {
 public:
  // In words why not, where this machine forbids it.
  static domain::Result<std::unique_ptr<SmallDisk>, std::string> mount(
      const std::filesystem::path& folder, std::uintmax_t bytes);
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk();

  static constexpr std::uintmax_t page = 4096;  // what it gives out, in bytes

  // Fills it, or makes room on it, by a file of its own until that many bytes are free, in whole
  // pages. What others wrote stays, so there may be less.
  void leave_free(std::uintmax_t bytes) const;
  std::uintmax_t free() const;

 private:
  explicit SmallDisk(std::filesystem::path folder) : folder_{std::move(folder)} {}

  std::filesystem::path folder_;
};

}  // namespace fitmate::tests
