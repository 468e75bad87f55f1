#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <variant>

#include "central/services/keys.h"
#include "db/sql/connection.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "sync/wire.h"

namespace fitmate::central::services {

inline constexpr auto invite_lives = std::chrono::minutes{15};

struct Invitation {
  std::string code;  // 130 random bits, Crockford's base32; shown once, stored as its hash
  domain::Instant expires_at;
};
Invitation invite_kiosk(db::sql::Connection& connection, std::string_view name, domain::Instant now,
                        const domain::Random& random);

// How often an address named a code that is not known: five a minute, then it has to wait. Any
// thread; its memory is bounded.
class WrongCodes {
 public:
  // How long that address has to wait before it may try; 0 if it may now.
  std::chrono::seconds wait(std::string_view address, domain::Instant now);
  void note(std::string_view address, domain::Instant now);

 private:
  void forget_before(domain::Instant at);

  std::mutex mutex_;
  std::map<std::string, std::deque<domain::Instant>, std::less<>> tries_;
};

struct EnrolRefused {
  enum class Kind : std::uint8_t { bad_proof, unknown_code, taken, expired };
  Kind kind{};
  std::string detail;
};

// Makes a kiosk of an invitation. The same code with the same key gets the same answer within the
// code's life: the token is an HMAC of both. Blocks; throws SqlError.
std::variant<sync::EnrolAnswer, EnrolRefused> enrol_kiosk(db::sql::Connection& connection,
                                                          const sync::EnrolRequest& request,
                                                          const Keys& keys, domain::Instant now);

}  // namespace fitmate::central::services
