#include "tests/bench/push_load.h"

#include <format>
#include <stdexcept>
#include <utility>

#include "db/central/gym.h"
#include "db/central/schema.h"
#include "domain/crypto.h"
#include "domain/event_text.h"

namespace fitmate::bench {

void make_gym(db::sql::Connection& connection, std::size_t people, std::size_t kiosks) {
  const auto now = *domain::parse_instant("2026-03-02T12:00:00Z");
  if (!db::central::migrate(connection, now)) throw std::runtime_error{"cannot migrate"};
  db::central::make_gym(connection, "Gym", "Europe/Vienna", domain::system_random());
  connection.script("set session_replication_role = replica");
  connection.execute(
      "insert into users (id, email, name, role, person_number, created_at)"
      " select n, 'p' || n, 'Person ' || n, 'TRAINEE', n + 1000, now()"
      " from generate_series(1, $1::integer) n",
      people);
  // One in ten has visits that are counted.
  connection.script(
      "insert into memberships (user_id, membership_type, start_date, end_date, visits_total,"
      " created_at)"
      " select id, 'basic', '2026-01-01', '2026-12-31', case when id % 10 = 0 then 100 end, now()"
      " from users");
  connection.script("set session_replication_role = origin; analyze");
  for (std::size_t i = 1; i <= kiosks; ++i) {
    const auto token = domain::sha256(domain::as_bytes(std::format("token{}", i)));
    connection.execute(
        "insert into kiosks (name, public_key, token_hash, enrolled_at)"
        " values ('door', $1, $1, now())",
        std::span{token});
  }
}

PushMaker::PushMaker(std::size_t kiosk, const Crowd& crowd)
    : kiosk_{{static_cast<std::int64_t>(kiosk)}, kiosk},
      wanted_inside_{crowd.inside},
      outside_{crowd.people},
      state_{kiosk * 7919} {
  for (std::size_t i = 0; i < crowd.people; ++i) {
    people_.push_back({static_cast<std::int64_t>(crowd.first_person + i)});
  }
}

std::size_t PushMaker::random(std::size_t bound) {
  state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;  // Knuth's MMIX
  return static_cast<std::size_t>(state_ >> 33U) % bound;
}

domain::Event PushMaker::next_event() {
  const auto inside = people_.size() - outside_;
  // The more are inside, the more often one of them leaves; in balance at as many as are wanted.
  if (random(2 * wanted_inside_) < inside) {
    std::swap(people_[outside_ + random(inside)], people_[outside_]);
    return kiosk_.make(tests::check_out(people_[outside_++]));
  }
  std::swap(people_[random(outside_)], people_[outside_ - 1]);
  return kiosk_.make(tests::check_in(people_[--outside_]));
}

sync::Push PushMaker::make_push() {
  sync::Push push;
  push.store_epoch = kiosk_.epoch;
  push.first_seq = {static_cast<std::int64_t>(made_) + 1};
  push.prev_chain = chain_;
  for (std::size_t i = 0; i < batch; ++i) {
    auto event = next_event();
    // As real ids: ordered by time, else random.
    event.id = {domain::make_uuid(event.stamp.at, domain::system_random())};
    push.events.push_back(domain::to_text(event));
    chain_ = sync::next_chain(chain_, push.events.back());
  }
  made_ += batch;
  push.sent_at = kiosk_.now();
  push.boot_id = {};  // another boot than theirs: the events' own times stand
  push.software = "bench";
  return push;
}

std::vector<std::string> PushMaker::make(std::size_t pushes) {
  std::vector<std::string> bodies;
  bodies.reserve(pushes);
  for (std::size_t i = 0; i < pushes; ++i) bodies.push_back(sync::gzip(sync::encode(make_push())));
  return bodies;
}

}  // namespace fitmate::bench
