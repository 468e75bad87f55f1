#include "central/services/user_token.h"

#include <charconv>
#include <chrono>
#include <memory>
#include <stdexcept>

#include <jwt.h>

namespace fitmate::central::services {
namespace {

using std::chrono::seconds;

constexpr std::size_t longest_token = 2048;

struct Free {
  void operator()(jwt_t* jwt) const { jwt_free(jwt); }
  void operator()(char* text) const { jwt_free_str(text); }
};
using Jwt = std::unique_ptr<jwt_t, Free>;

const unsigned char* raw(std::string_view key) {
  return reinterpret_cast<const unsigned char*>(key.data());
}

void check(int fault) {
  if (fault != 0) throw std::runtime_error{"a token could not be made"};
}

long seconds_of(domain::Instant at) {
  return std::chrono::floor<seconds>(at).time_since_epoch().count();
}

std::optional<domain::UserId> parse_subject(const char* text) {
  if (text == nullptr) return std::nullopt;
  const std::string_view digits{text};
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return domain::UserId{number};
}

}  // namespace

std::string write_user_token(const UserToken& token, std::string_view key) {
  jwt_t* made = nullptr;
  check(jwt_new(&made));
  const Jwt jwt{made};
  check(jwt_set_alg(made, JWT_ALG_HS256, raw(key), static_cast<int>(key.size())));
  check(jwt_add_grant(made, "sub", std::to_string(token.user.value).c_str()));
  check(jwt_add_grant(made, "role", token.role.c_str()));
  check(jwt_add_grant(made, "pwd", token.password.c_str()));
  check(jwt_add_grant(made, "jti", domain::to_text(token.id).c_str()));
  check(jwt_add_grant_int(made, "iat", seconds_of(token.issued_at)));
  check(jwt_add_grant_int(made, "exp", seconds_of(token.expires_at)));
  const std::unique_ptr<char, Free> text{jwt_encode_str(made)};
  if (!text) throw std::runtime_error{"a token could not be signed"};
  return text.get();
}

std::optional<UserToken> read_user_token(std::string_view text, std::string_view key,
                                         domain::Instant now) {
  // The library reads up to a zero byte.
  if (text.empty() || text.size() > longest_token || text.contains('\0')) return std::nullopt;
  jwt_t* read = nullptr;
  const int fault =
      jwt_decode(&read, std::string{text}.c_str(), raw(key), static_cast<int>(key.size()));
  const Jwt jwt{read};
  if (fault != 0 || jwt_get_alg(read) != JWT_ALG_HS256) return std::nullopt;
  const auto user = parse_subject(jwt_get_grant(read, "sub"));
  const char* id_text = jwt_get_grant(read, "jti");
  const auto id = id_text == nullptr ? std::nullopt : domain::parse_uuid(id_text);
  const char* role = jwt_get_grant(read, "role");
  const char* password = jwt_get_grant(read, "pwd");
  // An absent number is 0.
  const domain::Instant expires_at{seconds{jwt_get_grant_int(read, "exp")}};
  if (!user || !id || expires_at <= now) return std::nullopt;
  return UserToken{.user = *user,
                   .id = *id,
                   .issued_at = domain::Instant{seconds{jwt_get_grant_int(read, "iat")}},
                   .expires_at = expires_at,
                   .role = role == nullptr ? "" : role,
                   .password = password == nullptr ? "" : password};
}

}  // namespace fitmate::central::services
