#pragma once

#include <filesystem>
#include <string>

namespace fitmate::tests {

// A certificate that signs itself, made by the openssl command, for a name as the certificate has
// it: "IP:127.0.0.1". Its days are as openssl takes them: "20260101000000Z".
class Certificate {
 public:
  struct Days {
    std::string first = "20200101000000Z";
    std::string last = "20900101000000Z";
  };
  Certificate(const std::filesystem::path& folder, const std::string& name, const Days& days);
  explicit Certificate(const std::filesystem::path& folder)
      : Certificate(folder, "IP:127.0.0.1", Days{}) {}

  const std::filesystem::path& file() const { return file_; }
  const std::filesystem::path& key() const { return key_; }

 private:
  std::filesystem::path file_;
  std::filesystem::path key_;
};

}  // namespace fitmate::tests
