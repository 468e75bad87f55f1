#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "db/central/gym.h"
#include "db/sql/connection.h"
#include "domain/ids.h"
#include "domain/instant.h"

namespace fitmate::central::services {

struct DemoSize {
  std::int64_t members = 40;
  std::int64_t trainers = 4;
  std::uint64_t seed = 1;
};

struct DemoMember {
  domain::UserId user;
  std::string name;
  std::string_view state;  // the door's reason, and "active" where that is ok
};

struct DemoTrainer {
  domain::UserId user;
  domain::TrainerId trainer;
  std::string name;
};

struct Demo {
  std::vector<DemoMember> members;
  std::vector<DemoTrainer> trainers;
};

// Told how many people are there already, some times a second.
using Progress = std::function<void(std::int64_t done)>;

// The people of that seed, each the same whatever the size; those who are there already stay as
// they are. At least half the members are active, and from 20 on every other state is there. In
// transactions of some thousand people; blocks on the database and throws db::sql::SqlError.
Demo load_demo(db::sql::Connection& connection, const db::central::Gym& gym, const DemoSize& size,
               domain::Instant now, const domain::Random& random, const Progress& progress);

}  // namespace fitmate::central::services
