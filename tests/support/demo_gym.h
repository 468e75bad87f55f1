#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/kiosk/sync_store.h"
#include "domain/credential.h"
#include "domain/reference.h"
#include "domain/trusted_clock.h"
#include "domain/typed_code.h"

namespace fitmate::tests {

// Numbers that look random and are the same every time.
domain::Random steady_random(std::uint64_t seed = 1);

domain::Instant instant(std::string_view text);  // fails the program where it is none
domain::Day day(std::string_view text);

// The clocks of a kiosk whose kernel says that its time is right.
domain::ClockReading clock_at(domain::Instant at, bool kernel_synced = true);

// A gym as the centre would hold it: its keys, people and feed, and the codes that they show.
class DemoGym {
 public:
  struct Someone {
    domain::UserId user;
    domain::PersonNumber number;
    domain::CredentialId phone;
    domain::CredentialId card;
    std::optional<domain::TrainerId> trainer;
  };

  explicit DemoGym(domain::Instant now);

  // What the centre gives a kiosk.
  db::kiosk::Enrolment enrolment() const;
  // All changes since the last page, as one that is complete.
  domain::Page page(domain::Instant at);
  // The same in pieces of `rows`; the last one is complete.
  std::vector<domain::Page> pages(domain::Instant at, std::size_t rows);
  // As the centre answers a kiosk that begins from zero.
  void start_over() { given_ = 0; }

  // Enrols and pulls: the store is one of a kiosk at work.
  void fill(db::kiosk::SyncStore& store, domain::Instant at);

  Someone add_member(std::string_view name);
  Someone add_member(std::string_view name, domain::Day first, domain::Day last,
                     std::optional<std::int64_t> visits = std::nullopt);
  Someone add_trainer(std::string_view name);
  domain::MembershipId add_membership(domain::UserId user, domain::Day first, domain::Day last,
                                      std::optional<std::int64_t> visits = std::nullopt);
  void suspend(const Someone& someone, std::string_view name);
  void give_portrait(const Someone& someone, std::string_view name, const domain::Hash& portrait);
  void close(const Someone& someone, std::string_view name, const domain::Closure& closed);
  void revoke(domain::CredentialId credential, domain::UserId user);
  void raise_generation(domain::CredentialId credential, domain::UserId user, std::uint8_t to);
  // The copy learns of that person's phone, so that their codes can be typed.
  void know_phone(const Someone& someone, std::uint8_t generation = 0);
  void set_rules(const domain::GymRules& rules);
  // Any change; its pos and version are given here.
  void put(std::size_t table, std::int64_t key, std::optional<domain::PulledRow> row);

  std::string card(const Someone& someone, std::uint8_t generation = 0) const;
  std::string phone(const Someone& someone, domain::Instant at, std::uint8_t generation = 0) const;

  // What that phone's owner types at that moment.
  domain::TypedCode typed(const Someone& someone, domain::Instant at,
                          std::uint8_t generation = 0) const;

  domain::Seed root{};
  domain::Seed issuer{};
  domain::TotpKey totp{};
  domain::KioskId kiosk{7};
  std::int64_t trust_version = 1;
  std::string feed_epoch = "feed-1";
  std::string run = "run-1";

 private:
  std::string trust_list() const;
  domain::Capsule capsule(const Someone& someone, domain::CredentialKind kind,
                          std::uint8_t generation) const;
  Someone add(std::string_view name, std::optional<domain::TrainerId> trainer);

  domain::Random random_ = steady_random(99);
  domain::Instant now_;
  domain::GymId gym_{4711};
  std::map<std::pair<std::size_t, std::int64_t>, domain::Change> feed_;
  std::int64_t pos_ = 0;
  std::int64_t given_ = 0;
  std::int64_t people_ = 0;
  std::int64_t memberships_ = 0;
};

}  // namespace fitmate::tests
