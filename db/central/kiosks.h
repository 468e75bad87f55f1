#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/sql/connection.h"
#include "domain/crypto.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/trusted_clock.h"

namespace fitmate::db::central {

// Kiosks and the invitations that made them. Codes and tokens are here as their SHA-256 only.

struct Kiosk {
  domain::KioskId id;
  std::string name;
  domain::Instant enrolled_at;
  std::optional<domain::Instant> revoked_at;
  std::optional<domain::Instant> last_push_at;
  std::optional<domain::Instant> last_pull_at;
  std::int64_t pulled_pos = 0;
  std::string software;
  std::string clock_state;
  std::int64_t queue_events = 0;
  std::int64_t queue_photos = 0;
  std::optional<domain::Instant> queue_oldest_at;
};
// By rising id.
std::vector<Kiosk> list_kiosks(db::sql::Connection& connection);

// False where there is no such kiosk; one that was revoked before keeps its time.
bool revoke_kiosk(db::sql::Connection& connection, domain::KioskId id, domain::Instant now);

struct Invite {
  std::string name;
  domain::Instant expires_at;
  std::optional<domain::KioskId> kiosk;         // that used it
  std::optional<domain::PublicKey> public_key;  // of that kiosk
};
void add_invite(db::sql::Connection& connection, const domain::Hash& code_hash,
                std::string_view name, domain::Instant now, domain::Instant expires_at);
// Held against others until the transaction ends.
std::optional<Invite> lock_invite(db::sql::Connection& connection, const domain::Hash& code_hash);

// The kiosk of that invitation. Throws SqlError (unique_violation) where the key is known already.
domain::KioskId add_kiosk(db::sql::Connection& connection, const domain::Hash& code_hash,
                          const domain::PublicKey& public_key, const domain::Hash& token_hash,
                          domain::Instant now);

struct Bearer {
  domain::KioskId kiosk;
  std::optional<domain::Instant> revoked_at;
  bool by_next_token = false;  // the one given last, not used before
};
std::optional<Bearer> find_bearer(db::sql::Connection& connection, const domain::Hash& token_hash);
void offer_token(db::sql::Connection& connection, domain::KioskId id,
                 const domain::Hash& next_token_hash);
// The token that was offered becomes the only one.
void adopt_token(db::sql::Connection& connection, domain::KioskId id,
                 const domain::Hash& next_token_hash);

// What a kiosk says of itself beside a push.
struct Health {
  std::string_view software;
  domain::ClockState clock_state{};
  std::int64_t events = 0;
  std::int64_t photos = 0;
  std::optional<domain::Instant> oldest_at;
};
// Holds the kiosk's row until the transaction ends.
void hold_kiosk(db::sql::Connection& connection, domain::KioskId id);
// Holds it as well; when it was revoked, if it was.
std::optional<domain::Instant> lock_for_push(db::sql::Connection& connection, domain::KioskId id,
                                             const Health& health, domain::Instant now);
// `nothing_waits`: the kiosk has sent all that it recorded.
void note_pull(db::sql::Connection& connection, domain::KioskId id, std::int64_t pos,
               bool nothing_waits, domain::Instant now);

// How far one life of a kiosk's database is here.
struct Epoch {
  domain::StoreEpoch id;
  domain::Seq acked;
  domain::Hash chain{};
  std::optional<domain::Instant> last_effective;
};
std::optional<Epoch> find_epoch(db::sql::Connection& connection, domain::KioskId kiosk,
                                domain::StoreEpoch epoch);
// The one that began last.
std::optional<Epoch> find_latest_epoch(db::sql::Connection& connection, domain::KioskId kiosk);
void add_epoch(db::sql::Connection& connection, domain::KioskId kiosk, domain::StoreEpoch epoch,
               domain::Instant now);
void save_epoch(db::sql::Connection& connection, domain::KioskId kiosk, const Epoch& epoch);

}  // namespace fitmate::db::central
