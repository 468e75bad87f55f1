#include "db/kiosk/reference_tables.h"

#include <array>
#include <bit>

#include "db/kiosk/reference.sql.h"

namespace fitmate::db::kiosk {
namespace {

using namespace domain;
namespace sql = reference_sql;

// In the order of PulledRow.
struct Table {
  std::string_view drop;
  std::string_view clear;
  std::string_view part;
  std::string_view copy;
};
constexpr std::array<Table, reference_tables> tables{{
    {sql::drop_person, sql::clear_people, sql::part_of_people, sql::copy_people},
    {sql::drop_membership, sql::clear_memberships, sql::part_of_memberships, sql::copy_memberships},
    {sql::drop_schedule, sql::clear_schedules, sql::part_of_schedules, sql::copy_schedules},
    {sql::drop_credential, sql::clear_credentials, sql::part_of_credentials, sql::copy_credentials},
    {sql::drop_revocation, sql::clear_revocations, sql::part_of_revocations, sql::copy_revocations},
    {sql::drop_gym, sql::clear_gym, sql::part_of_gym, sql::copy_gym},
}};

// Where a row goes and over which version.
struct Put {
  Session& session;
  int side;
  const Change& change;
  Instant now;

  void operator()(const PulledPerson& row) const {
    const auto& closed = row.closed;
    session.run(sql::put_person, side, change.key, row.number, row.name, row.suspended, row.trainer,
                row.message, row.portrait, closed ? std::optional{closed->entry} : std::nullopt,
                closed ? std::optional{closed->at} : std::nullopt, change.version);
  }
  void operator()(const PulledMembership& row) const {
    session.run(sql::put_membership, side, change.key, row.user, row.first, row.last,
                row.visits_left, row.counted_epoch, row.counted_to, change.version);
  }
  void operator()(const PulledSchedule& row) const {
    session.run(sql::put_schedule, side, change.key, row.trainer, row.day_of_week, row.from, row.to,
                row.is_available, change.version);
  }
  void operator()(const PulledCredential& row) const {
    const auto& phone = row.phone;
    session.run(sql::put_credential, side, change.key, row.user, row.generation, row.revoked,
                phone ? std::optional{phone->from} : std::nullopt,
                phone ? std::optional{phone->until} : std::nullopt, change.version);
    know("credential", std::bit_cast<std::int64_t>(row.id.value),
         row.revoked ? every_generation : int{row.generation});
  }
  void operator()(const PulledRevocation& row) const {
    const bool issuer = row.scope == PulledRevocation::Scope::issuer;
    const std::string_view scope = issuer ? "issuer" : "totp_epoch";
    session.run(sql::put_revocation, side, change.key, scope, row.value, change.version);
    know(scope, row.value, every_generation);
  }
  void operator()(const PulledGym& row) const {
    const auto& rules = row.rules;
    session.run(sql::put_gym, side, change.key, row.name, row.timezone, rules.version,
                rules.already_in, rules.visit_closes, rules.shift_closes, rules.member_again,
                rules.trainer_again, rules.grace, rules.expiring, rules.stale_warns,
                rules.stale_refuses, rules.clock_unsure, rules.visits_per_day, change.version);
  }

  // Above any generation, which is one byte.
  static constexpr int every_generation = 256;

  void know(std::string_view scope, std::int64_t value, int generation) const {
    session.run(sql::know_revocation, scope, value, generation, now);
  }
};

}  // namespace

void apply_change(Session& session, int side, const Change& change, Instant now) {
  if (change.row) {
    std::visit(Put{session, side, change, now}, *change.row);
  } else {
    session.run(tables.at(change.table).drop, side, change.key, change.version);
  }
}

std::int64_t clear_part(Session& session, int side, std::int64_t most) {
  std::int64_t cleared = 0;
  for (const auto& table : tables) {
    if (cleared < most) cleared += session.run(table.clear, side, most - cleared);
  }
  return cleared;
}

std::optional<std::int64_t> copy_part(Session& session, int side, std::size_t table,
                                      std::int64_t after, std::int64_t most) {
  auto part = session.query(tables.at(table).part);
  part.bind(side, after, most).step();
  const auto last = part.get<std::optional<std::int64_t>>(0);
  if (last) session.run(tables.at(table).copy, side, after, *last);
  return last;
}

}  // namespace fitmate::db::kiosk
