#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "db/central/credentials.h"
#include "db/central/feed.h"
#include "db/central/memberships.h"
#include "db/central/people.h"
#include "db/central/schedules.h"
#include "db/central/trainers.h"
#include "db/sql/connection.h"
#include "domain/ids.h"
#include "domain/instant.h"

namespace fitmate::db::central {

// Many people in few statements, within one transaction of the caller's, some thousand rows a call.
// The change feed gets its positions in one block: `finish` is the last call before the commit.
// Blocks on the database and throws sql::SqlError.
class Import {
 public:
  explicit Import(sql::Connection& connection);

  struct NewImport {
    std::string email;  // lower case, each once
    std::string name;
    Role role = Role::trainee;
    bool suspended = false;
  };
  struct Made {
    std::size_t index;  // in what was given
    domain::UserId user;
  };
  // Adds those whose e-mail address is not there yet, in no order.
  std::vector<Made> add_people(std::span<const NewImport> people, domain::Instant now,
                               const domain::Random& random);

  using Assignment = std::pair<domain::UserId, std::optional<domain::TrainerId>>;
  void add_trainees(std::span<const Assignment> trainees);
  void add_trainers(std::span<const Trainer> trainers);
  void add_schedules(std::span<const DaySchedule> schedules, domain::Instant now);
  void add_memberships(std::span<const NewMembership> memberships, domain::Instant now);
  void add_credentials(std::span<const StoredCredential> credentials, domain::Instant now);

  void finish();

 private:
  void note_ids(std::string_view table, const sql::Rows& rows);

  sql::Connection& connection_;
  FeedRows changed_;  // without cards: those that are good are not sent
};

// A person as the rules of the door see them.
struct Standing {
  domain::UserId user;
  std::string email;
  std::string name;
  bool suspended = false;
  std::optional<domain::TrainerId> trainer;
  std::vector<Membership> memberships;  // without those that were ended
};

// In the order of the ids; without those that nobody has.
std::vector<Standing> load_standings(sql::Connection& connection,
                                     std::span<const std::string> emails);

}  // namespace fitmate::db::central
