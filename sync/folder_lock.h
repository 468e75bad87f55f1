#pragma once

#include <filesystem>
#include <string_view>

namespace fitmate::sync {

// A lock between processes on a file of the data folder, which is made where missing. It ends with
// the process at the latest. Does not block. Throws std::system_error.
class FolderLock {
 public:
  FolderLock(const std::filesystem::path& folder, std::string_view name);
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  ~FolderLock();

  bool try_take();
  void release();

 private:
  int file_ = -1;
};

}  // namespace fitmate::sync
