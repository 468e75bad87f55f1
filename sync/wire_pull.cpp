#include <array>
#include <bit>

#include "sync/limits.h"
#include "sync/wire.h"
#include "sync/wire_json.h"

namespace fitmate::sync {
namespace {

using json::Json;
using json::Malformed;

// A gym's number beyond this is a mistake, and products of it with a unit must not overflow.
constexpr std::int64_t rule_most = 1'000'000;
constexpr std::int64_t minutes_of_day = 1440;
constexpr std::size_t credentials_table = 3;

// By the index in PulledRow.
constexpr std::array<std::string_view, std::variant_size_v<domain::PulledRow>> tables{
    "people", "memberships", "trainer_schedules", "credentials", "revocations", "gym"};

Json write(const domain::PulledPerson& row) {
  Json json{{"user_id", row.user.value},
            {"person_number", row.number.value},
            {"name", row.name},
            {"suspended", row.suspended}};
  if (row.trainer) json["trainer_id"] = domain::to_text(row.trainer->value);
  if (row.message) json["message"] = *row.message;
  if (row.portrait) json["portrait"] = domain::to_hex(*row.portrait);
  if (row.closed) {
    json["closed_entry"] = domain::to_text(row.closed->entry.value);
    json["closed_at"] = domain::to_text(row.closed->at);
  }
  return json;
}

domain::PulledPerson read_person(const Json& row) {
  domain::PulledPerson person{.user = {json::read_number(row, "user_id")},
                              .number = {static_cast<std::uint32_t>(
                                  json::read_number(row, "person_number", 0, UINT32_MAX))},
                              .name = json::read_text(row, "name"),
                              .suspended = json::read_flag(row, "suspended"),
                              .trainer = std::nullopt,
                              .message = std::nullopt,
                              .portrait = std::nullopt,
                              .closed = std::nullopt};
  if (json::has(row, "trainer_id")) {
    person.trainer = domain::TrainerId{json::read_uuid(row, "trainer_id")};
  }
  if (json::has(row, "message")) person.message = json::read_text(row, "message");
  if (json::has(row, "portrait")) person.portrait = json::read_bytes<32>(row, "portrait");
  if (json::has(row, "closed_entry")) {
    person.closed = {.entry = {json::read_uuid(row, "closed_entry")},
                     .at = json::read_instant(row, "closed_at")};
  }
  return person;
}

Json write(const domain::PulledMembership& row) {
  Json json{{"id", row.id.value},
            {"user_id", row.user.value},
            {"first_day", domain::to_text(row.first)},
            {"last_day", domain::to_text(row.last)},
            {"counted_epoch", json::hex64(row.counted_epoch.value)},
            {"counted_to", row.counted_to.value}};
  if (row.visits_left) json["visits_left"] = *row.visits_left;
  return json;
}

domain::PulledMembership read_membership(const Json& row) {
  return {.id = {json::read_number(row, "id")},
          .user = {json::read_number(row, "user_id")},
          .first = json::read_day(row, "first_day"),
          .last = json::read_day(row, "last_day"),
          .visits_left = json::has(row, "visits_left")
                             ? std::optional{json::read_number(row, "visits_left")}
                             : std::nullopt,
          .counted_epoch = {json::read_hex64(row, "counted_epoch")},
          .counted_to = json::read_seq(row, "counted_to")};
}

Json write(const domain::PulledSchedule& row) {
  return {{"id", row.id},
          {"trainer_id", domain::to_text(row.trainer.value)},
          {"day_of_week", row.day_of_week},
          {"from_min", row.from.count()},
          {"to_min", row.to.count()},
          {"is_available", row.is_available}};
}

domain::PulledSchedule read_schedule(const Json& row) {
  return {.id = json::read_number(row, "id"),
          .trainer = {json::read_uuid(row, "trainer_id")},
          .day_of_week = static_cast<int>(json::read_number(row, "day_of_week", 0, 6)),
          .from = std::chrono::minutes{json::read_number(row, "from_min", 0, minutes_of_day)},
          .to = std::chrono::minutes{json::read_number(row, "to_min", 0, minutes_of_day)},
          .is_available = json::read_flag(row, "is_available")};
}

Json write(const domain::PulledCredential& row) {
  Json json{{"id", json::hex64(row.id.value)},
            {"user_id", row.user.value},
            {"generation", row.generation},
            {"revoked", row.revoked}};
  if (row.phone) {
    json["phone_from"] = domain::to_text(row.phone->from);
    json["phone_until"] = domain::to_text(row.phone->until);
  }
  return json;
}

domain::PulledCredential read_credential(const Json& row) {
  domain::PulledCredential credential{
      .id = {json::read_hex64(row, "id")},
      .user = {json::read_number(row, "user_id")},
      .generation = static_cast<std::uint8_t>(json::read_number(row, "generation", 0, UINT8_MAX)),
      .revoked = json::read_flag(row, "revoked"),
      .phone = std::nullopt};
  if (json::has(row, "phone_from")) {
    credential.phone = {.from = json::read_day(row, "phone_from"),
                        .until = json::read_day(row, "phone_until")};
  }
  return credential;
}

Json write(const domain::PulledRevocation& row) {
  const bool issuer = row.scope == domain::PulledRevocation::Scope::issuer;
  return {{"id", row.id}, {"scope", issuer ? "issuer" : "totp_epoch"}, {"value", row.value}};
}

domain::PulledRevocation read_revocation(const Json& row) {
  const auto scope = json::read_text(row, "scope");
  if (scope != "issuer" && scope != "totp_epoch") throw Malformed("scope is not known here");
  return {.id = json::read_number(row, "id"),
          .scope = scope == "issuer" ? domain::PulledRevocation::Scope::issuer
                                     : domain::PulledRevocation::Scope::totp_epoch,
          .value = static_cast<std::uint8_t>(json::read_number(row, "value", 0, UINT8_MAX))};
}

Json write(const domain::PulledGym& row) {
  const auto& rules = row.rules;
  return {{"name", row.name},
          {"timezone", row.timezone},
          {"rules",
           {{"version", rules.version},
            {"already_in_min", rules.already_in.count()},
            {"visit_closes_h", rules.visit_closes.count()},
            {"shift_closes_h", rules.shift_closes.count()},
            {"member_again_s", rules.member_again.count()},
            {"trainer_again_s", rules.trainer_again.count()},
            {"grace_days", rules.grace.count()},
            {"expiring_days", rules.expiring.count()},
            {"stale_warns_h", rules.stale_warns.count()},
            {"stale_refuses_h", rules.stale_refuses.count()},
            {"clock_unsure_h", rules.clock_unsure.count()},
            {"visits_per_day", rules.visits_per_day}}}};
}

// A rule that is absent stays what it is by default: a younger centre may know more of them than an
// older kiosk, and the other way round.
template <class Unit>
void read_rule(const Json& rules, const char* field, Unit& rule) {
  if (json::has(rules, field)) {
    rule = Unit{static_cast<Unit::rep>(json::read_number(rules, field, 0, rule_most))};
  }
}

domain::PulledGym read_gym(const Json& row) {
  domain::PulledGym gym{.name = json::read_text(row, "name"),
                        .timezone = json::read_text(row, "timezone"),
                        .rules = {}};
  const auto& json = json::read_object(row, "rules");
  auto& rules = gym.rules;
  rules.version = json::read_number(json, "version", 0);
  read_rule(json, "already_in_min", rules.already_in);
  read_rule(json, "visit_closes_h", rules.visit_closes);
  read_rule(json, "shift_closes_h", rules.shift_closes);
  read_rule(json, "member_again_s", rules.member_again);
  read_rule(json, "trainer_again_s", rules.trainer_again);
  read_rule(json, "grace_days", rules.grace);
  read_rule(json, "expiring_days", rules.expiring);
  read_rule(json, "stale_warns_h", rules.stale_warns);
  read_rule(json, "stale_refuses_h", rules.stale_refuses);
  read_rule(json, "clock_unsure_h", rules.clock_unsure);
  rules.visits_per_day = json::read_flag(json, "visits_per_day");
  return gym;
}

domain::PulledRow read_row(std::size_t table, const Json& row) {
  switch (table) {
    case 0:
      return read_person(row);
    case 1:
      return read_membership(row);
    case 2:
      return read_schedule(row);
    case 3:
      return read_credential(row);
    case 4:
      return read_revocation(row);
    default:
      return read_gym(row);
  }
}

Json write_change(const domain::Change& change) {
  Json json{{"pos", change.pos},
            {"table", tables.at(change.table)},
            {"op", change.row ? "put" : "delete"},
            {"version", change.version}};
  if (change.table == credentials_table) {
    json["key"] = json::hex64(std::bit_cast<std::uint64_t>(change.key));
  } else {
    json["key"] = change.key;
  }
  if (change.row) {
    json["row"] = std::visit([](const auto& row) { return write(row); }, *change.row);
  }
  return json;
}

std::size_t read_table(const Json& change) {
  const auto name = json::read_text(change, "table");
  for (std::size_t table = 0; table < tables.size(); ++table) {
    if (tables.at(table) == name) return table;
  }
  throw Malformed("table is not known here");
}

domain::Change read_change(const Json& entry) {
  if (!entry.is_object()) throw Malformed("changes holds what is no object");
  const auto table = read_table(entry);
  const auto op = json::read_text(entry, "op");
  if (op != "put" && op != "delete") throw Malformed("op is neither put nor delete");
  domain::Change change{.pos = json::read_number(entry, "pos", 1),
                        .version = json::read_number(entry, "version", 0),
                        .table = table,
                        .key = table == credentials_table
                                   ? std::bit_cast<std::int64_t>(json::read_hex64(entry, "key"))
                                   : json::read_number(entry, "key"),
                        .row = std::nullopt};
  if (op == "put") change.row = read_row(table, json::read_object(entry, "row"));
  return change;
}

domain::Page read_page(const Json& body) {
  domain::Page page{.feed_epoch = json::read_text(body, "feed_epoch"),
                    .run = json::read_text(body, "run"),
                    .from = json::read_number(body, "from", 0),
                    .to = json::read_number(body, "to", 0),
                    .changes = {},
                    .complete = json::read_flag(body, "complete"),
                    .server_time = json::read_instant(body, "server_time"),
                    .trust_list = json::read_text(body, "trust_list"),
                    .totp_keys = json::read_totp_keys(body, "totp_keys")};
  if (page.feed_epoch.empty()) throw Malformed("feed_epoch is empty");
  if (page.to < page.from) throw Malformed("to is before from");
  auto last = page.from;
  for (const auto& entry : json::read_list(body, "changes")) {
    auto change = read_change(entry);
    if (change.pos <= last || change.pos > page.to) {
      throw Malformed("changes are not in order between from and to");
    }
    last = change.pos;
    page.changes.push_back(std::move(change));
  }
  return page;
}

}  // namespace

std::string encode(const domain::Page& page) {
  auto changes = Json::array();
  for (const auto& change : page.changes) changes.push_back(write_change(change));
  return json::write({{"feed_epoch", page.feed_epoch},
                      {"run", page.run},
                      {"from", page.from},
                      {"to", page.to},
                      {"changes", std::move(changes)},
                      {"complete", page.complete},
                      {"server_time", domain::to_text(page.server_time)},
                      {"trust_list", page.trust_list},
                      {"totp_keys", json::write_totp_keys(page.totp_keys)}});
}

Decoded<domain::Page> decode_page(std::string_view text) {
  return json::decode(text, limits::page_bytes, read_page);
}

}  // namespace fitmate::sync
