#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "db/kiosk/session.h"
#include "domain/credential.h"
#include "domain/reference.h"
#include "domain/trusted_clock.h"

namespace fitmate::db::kiosk {

// The pulled copy: two sides of every table, of which the door reads one. All functions run within
// a transaction.

struct Replica {
  enum class Shadow : std::uint8_t { empty, dirty, copying, copied, filling };
  int side = 0;
  domain::Cursor cursor;
  Shadow shadow{};
  domain::Cursor shadow_cursor;  // while filling
  std::size_t copy_table = 0;    // while copying
  std::int64_t copy_after = 0;
  std::optional<domain::TimeMark> complete;  // when the copy was last complete
  std::optional<domain::Instant> last_page;

  int other_side() const { return 1 - side; }
};

Replica load_replica(Session& session);

// See SyncStore.
void apply_page(Session& session, const domain::Page& page, const domain::ClockMarks& clock);
bool prepare_shadow(Session& session);
void begin_refetch(Session& session);

// A bounded part of dropping what the other side still holds; false when there is nothing.
bool clear_shadow(Session& session);

// The copy, on both sides, and the keys of phone codes. What is known to be revoked stays known.
void wipe_replica(Session& session);

void save_totp_keys(Session& session, const std::map<std::uint8_t, domain::TotpKey>& keys);
std::map<std::uint8_t, domain::TotpKey> load_totp_keys(Session& session);

// "line", "store" or "trust_list"; an empty text clears it.
void save_trouble(Session& session, std::string_view source, std::string_view text);

}  // namespace fitmate::db::kiosk
