#pragma once

#include <optional>

#include "central/services/uploads.h"
#include "db/sql/connection.h"
#include "domain/instant.h"

namespace fitmate::central::services {

// What the centre does by itself from time to time: looks for absences, derives the events of
// people who appeared since, removes files that nothing names, makes portraits of avatars, forgets
// old deletions of the feed. Several centres on one database may do it at once. One thread.
class Housekeeper {
 public:
  // `uploads` outlives it.
  explicit Housekeeper(const Uploads& uploads) : uploads_{uploads} {}

  // What is due; a chore that fails keeps no other from being done. Blocks for a few statements;
  // throws what failed first, and is to be called again later.
  void work(db::sql::Connection& connection, domain::Instant now);

 private:
  void forget(db::sql::Connection& connection, domain::Instant now);

  const Uploads& uploads_;
  std::optional<domain::Instant> forgot_at_;
};

}  // namespace fitmate::central::services
