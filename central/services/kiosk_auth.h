#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "db/sql/connection.h"
#include "domain/ids.h"
#include "domain/instant.h"

namespace fitmate::central::services {

struct KnownKiosk {
  domain::KioskId id;
  bool revoked = false;
};

// The kiosk of that token; nothing where the token is not known. A token that was given last
// becomes the only one by its first use. Blocks; throws SqlError.
std::optional<KnownKiosk> find_kiosk_by_token(db::sql::Connection& connection,
                                              std::string_view token);

// A new token for that kiosk; the old one works until the new one is first used.
std::string renew_token(db::sql::Connection& connection, domain::KioskId kiosk,
                        const domain::Random& random);

}  // namespace fitmate::central::services
