#pragma once

#include <filesystem>

namespace fitmate::tests {

// An empty folder of its own with a short path, gone at destruction.
class TempFolder {
 public:
  explicit TempFolder(const std::filesystem::path& parent = "/tmp");
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder();

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace fitmate::tests
