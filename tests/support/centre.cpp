#include "tests/support/centre.h"

#include <format>

#include "db/central/schema.h"
#include "domain/event_text.h"

namespace fitmate::tests {

using namespace std::chrono_literals;

namespace {

const domain::Instant noon = *domain::parse_instant("2026-03-02T12:00:00Z");

std::string text_of(const db::sql::Value& value) {
  struct Text {
    std::string operator()(std::monostate) const { return "-"; }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(double number) const { return std::format("{}", number); }
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(const db::sql::Bytes& bytes) const { return domain::to_hex(bytes); }
  };
  return std::visit(Text{}, value);
}

}  // namespace

Centre::Centre(db::sql::Engine engine) : database_{engine}, connection_{database_.connect()} {
  if (!db::central::migrate(*connection_, noon)) throw std::runtime_error{"cannot migrate"};
  connection_->execute(
      "insert into sync_head (feed_epoch) values ('feed-1') on conflict do nothing");
  connection_->execute(
      "insert into gym_settings (gym_id, gym_name, timezone) values (7, 'Gym', 'Europe/Vienna')");
}

domain::UserId Centre::add_person(const std::string& name) {
  ++people_;
  connection_->execute(
      "insert into users (id, email, name, role, person_number, created_at)"
      " values ($1, $2, $3, 'TRAINEE', $4, $5)",
      people_, std::format("p{}@example.com", people_), name, people_ + 1000, noon);
  return {people_};
}

domain::TrainerId Centre::make_trainer(domain::UserId user) {
  domain::TrainerId id;
  id.value.bytes[15] = static_cast<std::byte>(user.value);
  connection_->execute("insert into trainers (id, user_id, specialization) values ($1, $2, 'yoga')",
                       id, user);
  return id;
}

domain::MembershipId Centre::add_membership(domain::UserId user, const std::string& from,
                                            const std::string& to,
                                            std::optional<std::int64_t> visits) {
  const auto row = connection_->query_one(
      "insert into memberships (user_id, membership_type, start_date, end_date, visits_total,"
      " created_at) values ($1, 'basic', $2, $3, $4, $5) returning id",
      user, from, to, visits, noon);
  return row.value().get<domain::MembershipId>(0);
}

domain::KioskId Centre::add_kiosk() {
  ++kiosks_;
  const domain::Hash key{static_cast<std::byte>(kiosks_)};
  const auto row = connection_->query_one(
      "insert into kiosks (name, public_key, token_hash, enrolled_at) values ('door', $1, $2, $3)"
      " returning id",
      std::span{key}, std::span{key}, noon);
  return row.value().get<domain::KioskId>(0);
}

std::int64_t Centre::count(const std::string& table) {
  return connection_->query_one("select count(*) from " + table).value().get<std::int64_t>(0);
}

std::vector<std::string> Centre::lines(const std::string& sql) {
  std::vector<std::string> out;
  for (const auto& row : connection_->query(sql)) {
    std::string line;
    for (const auto& value : row.values()) line += (line.empty() ? "" : " ") + text_of(value);
    out.push_back(line);
  }
  return out;
}

std::string Centre::line(const std::string& sql) {
  const auto all = lines(sql);
  return all.size() == 1 ? all.front() : std::format("{} rows", all.size());
}

FakeKiosk::FakeKiosk(domain::KioskId id, std::uint64_t store_epoch)
    : epoch{store_epoch}, boot_at{noon}, since_boot{1h}, id_{id} {
  boot_id.bytes[0] = std::byte{0xb0};
  boot_id.bytes[15] = static_cast<std::byte>(id.value);
}

domain::Event FakeKiosk::make(domain::Happening happening) {
  since_boot += 1min;
  ++made_;
  domain::Event event{.id = {},
                      .stamp = {.at = now(),
                                .wall = now(),
                                .boot_id = boot_id,
                                .since_boot = since_boot,
                                .clock_state = domain::ClockState::synced},
                      .happening = std::move(happening)};
  for (unsigned i = 0; i < 4; ++i) {
    event.id.value.bytes[15 - i] = static_cast<std::byte>((made_ >> (8 * i)) & 0xffU);
    event.id.value.bytes[7 - i] =
        static_cast<std::byte>((static_cast<std::uint64_t>(id_.value) >> (8 * i)) & 0xffU);
  }
  event.id.value.bytes[8] = static_cast<std::byte>(epoch.value & 0xffU);
  return event;
}

domain::EventId FakeKiosk::record(const domain::Event& event) {
  bytes_.push_back(domain::to_text(event));
  return event.id;
}

sync::Push FakeKiosk::push(std::size_t first, std::size_t count) const {
  sync::Push push;
  push.store_epoch = epoch;
  push.first_seq = {static_cast<std::int64_t>(first) + 1};
  for (std::size_t i = 0; i < first; ++i)
    push.prev_chain = sync::next_chain(push.prev_chain, bytes_[i]);
  for (std::size_t i = first; i < std::min(bytes_.size(), first + count); ++i) {
    push.events.push_back(bytes_[i]);
  }
  push.sent_at = now();
  push.boot_id = boot_id;
  push.since_boot = since_boot;
  push.software = "test";
  return push;
}

domain::Scan accepted(domain::UserId user) {
  return {.code = domain::CodeSeen{.kind = domain::CredentialKind::card,
                                   .credential = {77},
                                   .person_number = {static_cast<std::uint32_t>(user.value + 1000)},
                                   .generation = 1,
                                   .step = std::nullopt},
          .user = user,
          .trainer = std::nullopt,
          .outcome = domain::Outcome::admitted,
          .reason = domain::Reason::ok,
          .basis = {}};
}

domain::CheckedIn check_in(domain::UserId user) {
  return {accepted(user)};
}
domain::CheckedOut check_out(domain::UserId user) {
  return {accepted(user), std::nullopt};
}
domain::ShiftStarted shift_start(domain::UserId user) {
  return {accepted(user), false};
}
domain::ShiftEnded shift_end(domain::UserId user) {
  return {accepted(user), std::nullopt};
}

}  // namespace fitmate::tests
