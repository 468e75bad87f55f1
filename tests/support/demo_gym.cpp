#include "tests/support/demo_gym.h"

#include <algorithm>
#include <bit>
#include <format>
#include <memory>
#include <random>
#include <stdexcept>

#include "domain/crypto.h"
#include "domain/trust_list.h"

namespace fitmate::tests {
namespace {

using namespace domain;
using std::chrono::days;

constexpr std::uint8_t issuer_id = 1;
constexpr std::uint8_t totp_epoch = 1;

std::int64_t key_of(CredentialId id) {
  return std::bit_cast<std::int64_t>(id.value);
}

}  // namespace

Random steady_random(std::uint64_t seed) {
  auto engine = std::make_shared<std::mt19937_64>(seed);
  return [engine](std::span<std::byte> out) {
    for (auto& byte : out) byte = static_cast<std::byte>((*engine)() & 0xff);
  };
}

Instant instant(std::string_view text) {
  return parse_instant(text).value();
}

Day day(std::string_view text) {
  return parse_day(text).value();
}

ClockReading clock_at(Instant at, bool kernel_synced) {
  static const Uuid boot = parse_uuid("00000000-0000-4000-8000-000000000001").value();
  return {.wall = at,
          .since_boot = at - instant("2026-01-01T00:00:00Z"),
          .boot_id = boot,
          .kernel_synced = kernel_synced};
}

DemoGym::DemoGym(Instant now) : now_{now} {
  random_(root);
  random_(issuer);
  random_(totp);
  set_rules({.version = 1});
}

std::string DemoGym::trust_list() const {
  const IssuerKey key{
      .key = public_key_of(issuer), .from = now_ - days{400}, .to = now_ + days{800}};
  return to_text(TrustList{.version = trust_version,
                           .issued_at = now_ - days{1},
                           .not_after = now_ + days{800},
                           .issuers = {{issuer_id, key}}},
                 root);
}

db::kiosk::Enrolment DemoGym::enrolment() const {
  return {.kiosk = kiosk,
          .token = "token",
          .gym = gym_,
          .gym_name = "Demo Gym",
          .timezone = "Europe/Berlin",
          .root_key = public_key_of(root),
          .trust_list = trust_list(),
          .totp_keys = {{totp_epoch, totp}}};
}

std::vector<Page> DemoGym::pages(Instant at, std::size_t rows) {
  std::vector<Change> changes;
  for (const auto& [key, change] : feed_) {
    if (change.pos > given_) changes.push_back(change);
  }
  std::ranges::sort(changes, {}, &Change::pos);
  std::vector<Page> pages;
  do {
    const auto taken = std::min(rows, changes.size());
    Page page{.feed_epoch = feed_epoch,
              .run = run,
              .from = given_,
              .changes = {changes.begin(), changes.begin() + static_cast<std::ptrdiff_t>(taken)},
              .server_time = at,
              .trust_list = trust_list(),
              .totp_keys = {{totp_epoch, totp}}};
    changes.erase(changes.begin(), changes.begin() + static_cast<std::ptrdiff_t>(taken));
    page.complete = changes.empty();
    page.to = page.complete ? pos_ : page.changes.back().pos;
    given_ = page.to;
    pages.push_back(std::move(page));
  } while (!changes.empty());
  return pages;
}

Page DemoGym::page(Instant at) {
  return pages(at, feed_.size() + 1).front();
}

void DemoGym::fill(db::kiosk::SyncStore& store, Instant at) {
  const auto marks = with_server_time(clock_at(at), at);
  store.finish_enrolment(enrolment(), marks);
  store.apply_page(page(at), marks);
}

void DemoGym::put(std::size_t table, std::int64_t key, std::optional<PulledRow> row) {
  ++pos_;
  feed_[{table, key}] = {
      .pos = pos_, .version = pos_, .table = table, .key = key, .row = std::move(row)};
}

DemoGym::Someone DemoGym::add(std::string_view name, std::optional<TrainerId> trainer) {
  const auto id = ++people_;
  const auto number = static_cast<std::uint32_t>(1'000'000 + id);
  const auto base = static_cast<std::uint64_t>(id) << 40;
  const Someone someone{.user = {id},
                        .number = {number},
                        .phone = {0x8000'0000'0000'0000U | base | 1},
                        .card = {base | 2},
                        .trainer = trainer};
  put(0, id,
      PulledPerson{.user = someone.user,
                   .number = someone.number,
                   .name = std::string{name},
                   .trainer = trainer});
  return someone;
}

DemoGym::Someone DemoGym::add_member(std::string_view name) {
  return add(name, std::nullopt);
}

DemoGym::Someone DemoGym::add_member(std::string_view name, Day first, Day last,
                                     std::optional<std::int64_t> visits) {
  const auto someone = add_member(name);
  add_membership(someone.user, first, last, visits);
  return someone;
}

DemoGym::Someone DemoGym::add_trainer(std::string_view name) {
  return add(name, TrainerId{make_uuid(now_, random_)});
}

MembershipId DemoGym::add_membership(UserId user, Day first, Day last,
                                     std::optional<std::int64_t> visits) {
  const MembershipId id{++memberships_};
  put(1, id.value,
      PulledMembership{
          .id = id, .user = user, .first = first, .last = last, .visits_left = visits});
  return id;
}

void DemoGym::suspend(const Someone& someone, std::string_view name) {
  put(0, someone.user.value,
      PulledPerson{.user = someone.user,
                   .number = someone.number,
                   .name = std::string{name},
                   .suspended = true,
                   .trainer = someone.trainer});
}

void DemoGym::give_portrait(const Someone& someone, std::string_view name, const Hash& portrait) {
  put(people_table, someone.user.value,
      PulledPerson{.user = someone.user,
                   .number = someone.number,
                   .name = std::string{name},
                   .trainer = someone.trainer,
                   .portrait = portrait});
}

void DemoGym::close(const Someone& someone, std::string_view name, const Closure& closed) {
  put(people_table, someone.user.value,
      PulledPerson{.user = someone.user,
                   .number = someone.number,
                   .name = std::string{name},
                   .trainer = someone.trainer,
                   .closed = closed});
}

void DemoGym::revoke(CredentialId credential, UserId user) {
  put(3, key_of(credential), PulledCredential{.id = credential, .user = user, .revoked = true});
}

void DemoGym::raise_generation(CredentialId credential, UserId user, std::uint8_t to) {
  put(3, key_of(credential), PulledCredential{.id = credential, .user = user, .generation = to});
}

void DemoGym::know_phone(const Someone& someone, std::uint8_t generation) {
  const auto phone = capsule(someone, CredentialKind::phone, generation);
  put(3, key_of(someone.phone),
      PulledCredential{
          .id = someone.phone,
          .user = someone.user,
          .generation = generation,
          .phone = PulledCredential::Days{.from = phone.valid_from, .until = phone.valid_until}});
}

void DemoGym::set_rules(const GymRules& rules) {
  put(5, 1, PulledGym{.name = "Demo Gym", .timezone = "Europe/Berlin", .rules = rules});
}

Capsule DemoGym::capsule(const Someone& someone, CredentialKind kind,
                         std::uint8_t generation) const {
  const bool phone = kind == CredentialKind::phone;
  const auto today = std::chrono::floor<days>(now_);
  return {.kind = kind,
          .totp_epoch = totp_epoch,
          .issuer = issuer_id,
          .gym = gym_,
          .credential = phone ? someone.phone : someone.card,
          .person = someone.number,
          .valid_from = Day{today.time_since_epoch()} - days{1},
          .valid_until = Day{today.time_since_epoch()} + (phone ? days{14} : days{366}),
          .generation = generation};
}

std::string DemoGym::card(const Someone& someone, std::uint8_t generation) const {
  return card_text(capsule(someone, CredentialKind::card, generation), issuer);
}

TypedCode DemoGym::typed(const Someone& someone, Instant at, std::uint8_t generation) const {
  const auto text = phone(someone, at, generation);
  return parse_typed_code(person_text(someone.number) + text.substr(text.size() - typed_digits))
      .value();
}

std::string DemoGym::phone(const Someone& someone, Instant at, std::uint8_t generation) const {
  return phone_text(capsule(someone, CredentialKind::phone, generation), issuer, totp, at);
}

}  // namespace fitmate::tests
