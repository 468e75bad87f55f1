#include "tests/support/api.h"

#include <stdexcept>
#include <utility>

#include "central/http/routes_api.h"
#include "domain/crypto.h"

namespace fitmate::tests {

using namespace central::http;
using central::services::Accounts;
using central::services::TwoStepCode;

Api::Api(db::sql::Engine engine)
    : centre{engine}, now{*domain::parse_instant("2026-03-02T12:00:00Z")} {
  accounts_ = std::make_unique<Accounts>(central::services::AccountsSetup{
      .secret_key = central::Secret{std::string{secret}},
      .token_lifetime = std::chrono::minutes{30},
      .send_code = [this](const TwoStepCode& code) -> domain::Result<void, std::string> {
        if (!mail_works) return std::unexpected{"the mail server is away"};
        codes.push_back(code);
        return {};
      },
      .random = domain::system_random()});
  if (!central::services::make_keys(key_dir(), domain::system_random())) {
    throw std::runtime_error{"cannot make keys"};
  }
  keys_ = std::make_unique<central::services::KeyFolder>(key_dir());
  std::filesystem::create_directory(upload_dir());
  uploads_ = std::make_unique<central::services::Uploads>(upload_dir());
  add_api_routes(routes_, {.accounts = *accounts_,
                           .keys = *keys_,
                           .uploads = *uploads_,
                           .now = [this] { return now; },
                           .random = domain::system_random()});
  router_ = std::make_unique<Router>(routes_);
}

Api::Answer Api::call(Method method, const std::string& path, const std::string& token,
                      const std::string& body, const std::string& content_type) {
  Request request{.method = method, .body = body, .address = address, .id = "1"};
  request.path = path.substr(0, path.find('?'));
  if (request.path.size() < path.size()) {
    auto rest = path.substr(request.path.size() + 1) + "&";
    for (auto end = rest.find('&'); end != std::string::npos; end = rest.find('&')) {
      const auto pair = rest.substr(0, end);
      request.query.emplace(pair.substr(0, pair.find('=')), pair.substr(pair.find('=') + 1));
      rest.erase(0, end + 1);
    }
  }
  if (!content_type.empty()) request.headers.emplace("content-type", content_type);
  if (!token.empty()) request.headers.emplace("authorization", "Bearer " + token);
  auto found = router_->find(method, request.path);
  auto* match = std::get_if<Router::Found>(&found);
  if (match == nullptr) throw std::runtime_error{"there is no route " + path};
  request.parts = std::move(match->parts);
  auto outcome = std::get<Handler>(match->route->handler)(
      request, through != nullptr ? *through : centre.connection());
  if (const auto* later = std::get_if<Later>(&outcome)) outcome = later->work();
  const auto response = std::get<Response>(std::move(outcome));
  return {.status = response.status,
          .body = Json::parse(response.body, nullptr, false),
          .text = response.body,
          .headers = response.headers};
}

std::string Api::trainee(const std::string& email) {
  const Json person{{"email", email}, {"password", good_password}, {"name", "Jo " + email}};
  if (post("/api/auth/register", {}, person).status != 201) throw std::runtime_error{email};
  return post("/api/auth/login", {}, {{"email", email}, {"password", good_password}})
      .body.at("access_token");
}

std::string Api::trainer(const std::string& email) {
  const Json person{
      {"email", email}, {"password", good_password}, {"name", "Jo " + email}, {"role", "TRAINER"}};
  if (post("/api/auth/register", {}, person).status != 201) throw std::runtime_error{email};
  centre.make_trainer(user_of(email));
  return post("/api/auth/login", {}, {{"email", email}, {"password", good_password}})
      .body.at("access_token");
}

std::string Api::admin(const std::string& email) {
  trainee(email);
  centre.connection().execute("update users set role = 'ADMIN' where email = $1", email);
  const auto asked = post("/api/auth/login", {}, {{"email", email}, {"password", good_password}});
  return post("/api/auth/verify-otp", {},
              {{"session_id", asked.body.at("session_id")}, {"otp", codes.back().code}})
      .body.at("access_token");
}

domain::UserId Api::user_of(const std::string& email) {
  return centre.connection()
      .query_one("select id from users where email = $1", email)
      .value()
      .get<domain::UserId>("id");
}

}  // namespace fitmate::tests
