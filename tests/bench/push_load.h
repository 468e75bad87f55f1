#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "db/sql/connection.h"
#include "tests/support/centre.h"

namespace fitmate::bench {

// A gym at its centre, and what its kiosks push.
struct Gym {
  std::size_t kiosks = 4;
  std::size_t people = 5'000;
};

// Makes that gym in an empty database. A kiosk's token is "token" and its number from 1 on.
void make_gym(db::sql::Connection& connection, const Gym& gym);

inline constexpr std::size_t batch = 500;  // events a push: as many as a kiosk sends

// The pushes of one kiosk as they go over the line, without an end: people come in and go out.
class PushMaker {
 public:
  // `number` counts from 1.
  PushMaker(const Gym& gym, std::size_t number);

  // The next pushes' bodies, gzipped.
  std::vector<std::string> make(std::size_t pushes);
  // How many events were made.
  std::size_t made() const { return made_; }

 private:
  sync::Push make_push();

  tests::FakeKiosk kiosk_;
  std::vector<bool> inside_;
  domain::Hash chain_{};
  std::size_t made_ = 0;
  std::uint64_t state_;
};

}  // namespace fitmate::bench
