#include "db/central/kiosks.h"

#include <format>

#include "db/central/epoch_text.h"
#include "db/central/kiosks.sql.h"

namespace fitmate::db::central {
namespace {

using db::sql::Connection;
using domain::Hash;
using domain::Instant;
using domain::KioskId;

template <std::size_t size>
std::array<std::byte, size> read_array(const db::sql::Bytes& bytes, std::string_view column) {
  const auto value = domain::to_array<size>(bytes);
  if (!value) {
    throw db::sql::SqlError{db::sql::SqlErrorKind::other,
                            std::format("column {} has another length", column)};
  }
  return *value;
}

std::optional<Epoch> read_found(const std::optional<db::sql::Row>& row) {
  if (!row) return std::nullopt;
  return Epoch{.id = read_epoch(row->get<std::string>("store_epoch")),
               .acked = row->get<domain::Seq>("acked_seq"),
               .chain = read_array<32>(row->get<db::sql::Bytes>("chain"), "chain"),
               .last_effective = row->get<std::optional<Instant>>("last_effective_at")};
}

}  // namespace

std::vector<Kiosk> list_kiosks(Connection& connection) {
  std::vector<Kiosk> kiosks;
  for (const auto& row : connection.query(kiosks_sql::list_kiosks)) {
    kiosks.push_back({.id = row.get<KioskId>("id"),
                      .name = row.get<std::string>("name"),
                      .enrolled_at = row.get<Instant>("enrolled_at"),
                      .revoked_at = row.get<std::optional<Instant>>("revoked_at"),
                      .last_push_at = row.get<std::optional<Instant>>("last_push_at"),
                      .last_pull_at = row.get<std::optional<Instant>>("last_pull_at"),
                      .pulled_pos = row.get<std::int64_t>("pulled_pos"),
                      .software = row.get<std::string>("software"),
                      .clock_state = row.get<std::string>("clock_state"),
                      .queue_events = row.get<std::int64_t>("queue_events"),
                      .queue_photos = row.get<std::int64_t>("queue_photos"),
                      .queue_oldest_at = row.get<std::optional<Instant>>("queue_oldest_at")});
  }
  return kiosks;
}

bool revoke_kiosk(Connection& connection, KioskId id, Instant now) {
  return connection.execute(kiosks_sql::revoke_kiosk, id, now) > 0;
}

void add_invite(Connection& connection, const Hash& code_hash, std::string_view name, Instant now,
                Instant expires_at) {
  connection.execute(kiosks_sql::add_invite, std::span{code_hash}, name, now, expires_at);
}

std::optional<Invite> lock_invite(Connection& connection, const Hash& code_hash) {
  // Who waited for the lock reads what the other one wrote.
  connection.execute(kiosks_sql::hold_invite, std::span{code_hash});
  const auto row = connection.query_one(kiosks_sql::find_invite, std::span{code_hash});
  if (!row) return std::nullopt;
  Invite invite{.name = row->get<std::string>("name"),
                .expires_at = row->get<Instant>("expires_at"),
                .kiosk = row->get<std::optional<KioskId>>("kiosk_id"),
                .public_key = std::nullopt};
  if (const auto key = row->get<std::optional<db::sql::Bytes>>("public_key")) {
    invite.public_key = read_array<32>(*key, "public_key");
  }
  return invite;
}

KioskId add_kiosk(Connection& connection, const Hash& code_hash,
                  const domain::PublicKey& public_key, const Hash& token_hash, Instant now) {
  const auto row = connection.query_one(kiosks_sql::add_kiosk, std::span{code_hash},
                                        std::span{public_key}, std::span{token_hash}, now);
  const auto id = row.value().get<KioskId>("id");
  connection.execute(kiosks_sql::settle_invite, std::span{code_hash}, id);
  return id;
}

std::optional<Bearer> find_bearer(Connection& connection, const Hash& token_hash) {
  const auto row = connection.query_one(kiosks_sql::find_bearer, std::span{token_hash});
  if (!row) return std::nullopt;
  return Bearer{.kiosk = row->get<KioskId>("id"),
                .revoked_at = row->get<std::optional<Instant>>("revoked_at"),
                .by_next_token = row->get<bool>("by_next_token")};
}

void offer_token(Connection& connection, KioskId id, const Hash& next_token_hash) {
  connection.execute(kiosks_sql::offer_token, id, std::span{next_token_hash});
}

void adopt_token(Connection& connection, KioskId id, const Hash& next_token_hash) {
  connection.execute(kiosks_sql::adopt_token, id, std::span{next_token_hash});
}

void hold_kiosk(Connection& connection, KioskId id) {
  connection.execute(kiosks_sql::hold_kiosk, id);
}

std::optional<Instant> lock_for_push(Connection& connection, KioskId id, const Health& health,
                                     Instant now) {
  const auto row = connection.query_one(kiosks_sql::lock_for_push, id, now, health.software,
                                        domain::to_text(health.clock_state), health.events,
                                        health.photos, health.oldest_at);
  return row.value().get<std::optional<Instant>>("revoked_at");
}

void note_pull(Connection& connection, KioskId id, std::int64_t pos, bool nothing_waits,
               Instant now) {
  connection.execute(kiosks_sql::note_pull, id, pos, now, nothing_waits);
}

std::optional<Epoch> find_epoch(Connection& connection, KioskId kiosk, domain::StoreEpoch epoch) {
  return read_found(connection.query_one(kiosks_sql::find_epoch, kiosk, to_text(epoch)));
}

std::optional<Epoch> find_latest_epoch(Connection& connection, KioskId kiosk) {
  return read_found(connection.query_one(kiosks_sql::find_latest_epoch, kiosk));
}

void add_epoch(Connection& connection, KioskId kiosk, domain::StoreEpoch epoch, Instant now) {
  constexpr Hash start{};
  connection.execute(kiosks_sql::add_epoch, kiosk, to_text(epoch), std::span{start}, now);
}

void save_epoch(Connection& connection, KioskId kiosk, const Epoch& epoch) {
  connection.execute(kiosks_sql::save_epoch, kiosk, to_text(epoch.id), epoch.acked,
                     std::span{epoch.chain}, epoch.last_effective);
}

}  // namespace fitmate::db::central
