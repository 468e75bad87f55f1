#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "central/log_level.h"
#include "central/secret.h"

namespace fitmate::central {

struct Listen {
  std::string host = "127.0.0.1";  // without the brackets of an IPv6 address
  std::uint16_t port = 8000;
  bool operator==(const Listen&) const = default;
};

struct TlsFiles {
  std::filesystem::path certificate;
  std::filesystem::path key;
};

// The keys of central/README.md, with their defaults where they were not given.
struct Config {
  Secret database_url;
  std::filesystem::path profile_upload_dir;
  Secret secret_key;
  std::string algorithm;
  std::chrono::minutes access_token_lifetime{};
  std::vector<std::string> frontend_urls;
  Listen listen;
  std::string public_url;  // without a slash at its end
  std::optional<TlsFiles> tls;
  bool behind_proxy = false;
  std::filesystem::path key_dir;
  std::string gym_timezone;  // IANA; of the first migrate
  Secret smtp_url;
  LogLevel log_level = LogLevel::info;

  // What was given and cannot be used, where the default does as well.
  std::vector<std::string> warnings;
  // What keeps the server, and no other command, from starting; each names its key.
  std::vector<std::string> faults;
};

// The value of a key, if given.
using Variables = std::function<std::optional<std::string>(const char* key)>;

// The environment rules, then `env_file` (the text of a .env). Holds nothing of a secret in
// warnings and faults.
Config read_config(const Variables& environment, std::string_view env_file);

// 127.0.0.0/8, ::1 or localhost.
bool is_loopback(std::string_view host);

}  // namespace fitmate::central
