#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "db/sql/connection.h"
#include "tests/support/centre.h"

namespace fitmate::bench {

// Makes a gym of that many in an empty database. A kiosk's token is "token" and its number from 1
// on.
void make_gym(db::sql::Connection& connection, std::size_t people, std::size_t kiosks);

// Who comes and goes at a door; about `inside` of them, half at most, have come in and not gone
// out.
struct Crowd {
  std::size_t first_person = 1;
  std::size_t people = 0;
  std::size_t inside = 0;
};

inline constexpr std::size_t batch = 500;  // events a push: as many as a kiosk sends

// The pushes of one kiosk as they go over the line, without an end: people come in and go out.
class PushMaker {
 public:
  PushMaker(std::size_t kiosk, const Crowd& crowd);

  // The next pushes' bodies, gzipped.
  std::vector<std::string> make(std::size_t pushes);
  // How many events were made.
  std::size_t made() const { return made_; }

 private:
  sync::Push make_push();
  domain::Event next_event();
  // From 0 to below `bound`.
  std::size_t random(std::size_t bound);

  tests::FakeKiosk kiosk_;
  std::size_t wanted_inside_;
  // Those inside stand behind those outside.
  std::vector<domain::UserId> people_;
  std::size_t outside_;
  domain::Hash chain_{};
  std::size_t made_ = 0;
  std::uint64_t state_;
};

}  // namespace fitmate::bench
