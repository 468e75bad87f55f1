#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "central/http/router.h"
#include "central/services/accounts.h"
#include "central/services/keys.h"
#include "central/services/uploads.h"
#include "domain/instant.h"
#include "tests/support/centre.h"
#include "tests/support/temp_folder.h"

namespace fitmate::tests {

// The calls of people over a database of their own, without a network: what a route answers. Its
// clock stands until it is moved.
class Api {
 public:
  using Json = nlohmann::json;

  struct Answer {
    int status = 0;
    Json body;
    std::string text;
    std::vector<std::pair<std::string, std::string>> headers;
  };

  explicit Api(db::sql::Engine engine);

  Answer call(central::http::Method method, const std::string& path, const std::string& token,
              const std::string& body = {}, const std::string& content_type = "application/json");
  Answer get(const std::string& path, const std::string& token) {
    return call(central::http::Method::get, path, token);
  }
  Answer post(const std::string& path, const std::string& token, const Json& body) {
    return call(central::http::Method::post, path, token, body.dump());
  }

  // Each with a password; a token of theirs.
  std::string trainee(const std::string& email);
  std::string admin(const std::string& email);
  // Registers, and is made a trainer in the tables.
  std::string trainer(const std::string& email);

  domain::UserId user_of(const std::string& email);

  static constexpr std::string_view secret = "0123456789abcdef0123456789abcdef";

  Centre centre;
  domain::Instant now;
  std::string address = "192.0.2.1";
  std::vector<central::services::TwoStepCode> codes;  // that were sent
  bool mail_works = true;
  db::sql::Connection* through = nullptr;  // instead of the centre's own

  const central::http::Routes& routes() const { return routes_; }
  std::filesystem::path upload_dir() const { return folder_.path() / "uploads"; }
  const central::services::Uploads& uploads() const { return *uploads_; }
  std::filesystem::path key_dir() const { return folder_.path() / "keys"; }

 private:
  TempFolder folder_;
  std::unique_ptr<central::services::KeyFolder> keys_;
  std::unique_ptr<central::services::Uploads> uploads_;
  std::unique_ptr<central::services::Accounts> accounts_;
  central::http::Routes routes_;
  std::unique_ptr<central::http::Router> router_;
};

inline constexpr std::string_view good_password = "Correct-horse-1";

}  // namespace fitmate::tests
