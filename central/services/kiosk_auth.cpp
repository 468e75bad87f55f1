#include "central/services/kiosk_auth.h"

#include <array>

#include "db/central/kiosks.h"
#include "domain/crypto.h"

namespace fitmate::central::services {

std::optional<KnownKiosk> find_kiosk_by_token(db::sql::Connection& connection,
                                              std::string_view token) {
  const auto hash = domain::sha256(domain::as_bytes(token));
  const auto bearer = db::central::find_bearer(connection, hash);
  if (!bearer) return std::nullopt;
  if (bearer->by_next_token) db::central::adopt_token(connection, bearer->kiosk, hash);
  return KnownKiosk{.id = bearer->kiosk, .revoked = bearer->revoked_at.has_value()};
}

std::string renew_token(db::sql::Connection& connection, domain::KioskId kiosk,
                        const domain::Random& random) {
  std::array<std::byte, 32> secret{};
  random(secret);
  auto token = domain::to_base64url(secret);
  db::central::offer_token(connection, kiosk, domain::sha256(domain::as_bytes(token)));
  return token;
}

}  // namespace fitmate::central::services
