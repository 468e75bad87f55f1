#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "db/sql/connection.h"
#include "domain/ids.h"
#include "domain/instant.h"

// The table memberships. Every function blocks on the database and throws sql::SqlError.
namespace fitmate::db::central {

struct Membership {
  domain::MembershipId id;
  domain::UserId user;
  std::string type;
  std::int64_t price = 0;  // minor units
  domain::Day start;
  domain::Day end;                           // the last valid day
  std::optional<std::int64_t> visits_total;  // none: without limit
  std::int64_t visits_used = 0;
  bool auto_renew = false;
  domain::Instant created_at;
  std::optional<domain::Instant> ended_at;  // by the front desk, before its last day
};

// Of a row with all the table's columns.
Membership read_membership(const sql::Row& row);

struct NewMembership {
  domain::UserId user;
  std::string type;
  std::int64_t price = 0;
  domain::Day start;
  domain::Day end;
  std::optional<std::int64_t> visits_total;
  bool auto_renew = false;
};

// All of a person, by id.
std::vector<Membership> list_memberships(sql::Connection& connection, domain::UserId user);

Membership add_membership(sql::Connection& connection, const NewMembership& membership,
                          domain::Instant now);

// Ends at once what has not passed by `today`, what is yet to begin included; gives those rows, by
// id. An ended membership opens no door, not even in the days of grace.
std::vector<Membership> end_memberships(sql::Connection& connection, domain::UserId user,
                                        domain::Day today, domain::Instant now);

}  // namespace fitmate::db::central
