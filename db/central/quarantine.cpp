#include "db/central/quarantine.h"

#include "db/central/epoch_text.h"
#include "db/central/quarantine.sql.h"

namespace fitmate::db::central {
namespace {

using db::sql::Connection;
using domain::Instant;

std::string body_of(const db::sql::Row& row) {
  const auto bytes = row.get<std::optional<db::sql::Bytes>>("body");
  if (!bytes) return {};
  return {reinterpret_cast<const char*>(bytes->data()), bytes->size()};
}

Quarantined read(const db::sql::Row& row) {
  return {.id = row.get<std::int64_t>("id"),
          .kiosk = row.get<domain::KioskId>("kiosk_id"),
          .epoch = read_epoch(row.get<std::string>("store_epoch")),
          .seq = row.get<domain::Seq>("seq"),
          .event = row.get<std::optional<domain::EventId>>("event_id"),
          .reason = row.get<std::string>("reason"),
          .body = body_of(row),
          .received_at = row.get<Instant>("received_at"),
          .settled_at = row.get<std::optional<Instant>>("settled_at"),
          .settled_why = row.get<std::optional<std::string>>("settled_why")};
}

std::vector<Quarantined> read_all(const db::sql::Rows& rows) {
  std::vector<Quarantined> all;
  for (const auto& row : rows) all.push_back(read(row));
  return all;
}

}  // namespace

void add_to_quarantine(Connection& connection, const Source& source, const SetAside& one) {
  connection.execute(quarantine_sql::add_to_quarantine, source.kiosk, to_text(source.epoch),
                     one.seq, one.event, one.reason, domain::as_bytes(one.body),
                     source.received_at);
}

std::vector<Quarantined> find_quarantined(Connection& connection, domain::KioskId kiosk,
                                          domain::StoreEpoch epoch, domain::Seq from,
                                          domain::Seq to) {
  return read_all(connection.query(quarantine_sql::find_range, kiosk, to_text(epoch), from, to));
}

std::optional<Quarantined> find_quarantined(Connection& connection, std::int64_t id) {
  return connection.query_one(quarantine_sql::find_one, id).transform(read);
}

std::vector<Quarantined> list_quarantine(Connection& connection) {
  return read_all(connection.query(quarantine_sql::list_quarantine));
}

bool settle(Connection& connection, std::int64_t id, std::string_view why, Instant now) {
  return connection.execute(quarantine_sql::settle, id, why, now) > 0;
}

}  // namespace fitmate::db::central
