#include "db/central/memberships.h"

#include <algorithm>

#include "db/central/memberships.sql.h"

namespace fitmate::db::central {
Membership read_membership(const sql::Row& row) {
  return {.id = row.get<domain::MembershipId>("id"),
          .user = row.get<domain::UserId>("user_id"),
          .type = row.get<std::string>("membership_type"),
          .price = row.get<std::int64_t>("price"),
          .start = row.get<domain::Day>("start_date"),
          .end = row.get<domain::Day>("end_date"),
          .visits_total = row.get<std::optional<std::int64_t>>("visits_total"),
          .visits_used = row.get<std::int64_t>("visits_used"),
          .auto_renew = row.get<bool>("auto_renew"),
          .created_at = row.get<domain::Instant>("created_at"),
          .ended_at = row.get<std::optional<domain::Instant>>("ended_at")};
}

std::vector<Membership> list_memberships(sql::Connection& connection, domain::UserId user) {
  std::vector<Membership> memberships;
  for (const auto& row : connection.query(memberships_sql::list_memberships, user)) {
    memberships.push_back(read_membership(row));
  }
  return memberships;
}

Membership add_membership(sql::Connection& connection, const NewMembership& membership,
                          domain::Instant now) {
  const auto row = connection.query_one(
      memberships_sql::insert_membership, membership.user, membership.type, membership.price,
      membership.start, membership.end, membership.visits_total, now, membership.auto_renew);
  return read_membership(row.value());
}

std::vector<Membership> end_memberships(sql::Connection& connection, domain::UserId user,
                                        domain::Day today, domain::Instant now) {
  std::vector<Membership> ended;
  for (const auto& row : connection.query(memberships_sql::end_memberships, user, today, now)) {
    ended.push_back(read_membership(row));
  }
  std::ranges::sort(ended, {}, &Membership::id);
  return ended;
}

}  // namespace fitmate::db::central
