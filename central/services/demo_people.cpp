#include "central/services/demo_people.h"

#include <algorithm>
#include <array>
#include <format>
#include <string_view>

#include "domain/crypto.h"

namespace fitmate::central::services {
namespace {

using domain::Day;
using std::chrono::days;
using std::chrono::hours;

constexpr std::array<std::string_view, 64> given_names{
    "Amira",  "Björn",    "Chiara",    "Dmytro", "Elif",   "Femi",   "Giulia",  "Hassan",
    "Ingrid", "João",     "Katarzyna", "Lars",   "Mei",    "Nikhil", "Oluchi",  "Paweł",
    "Quinn",  "Rosa",     "Søren",     "Tamara", "Uma",    "Václav", "Wanjiru", "Ximena",
    "Yusuf",  "Zoë",      "Aiko",      "Bilal",  "Carmen", "Dario",  "Esther",  "Finn",
    "Grace",  "Héctor",   "Ioana",     "Jasmin", "Kwame",  "Leïla",  "Mateo",   "Nadia",
    "Óscar",  "Priya",    "Rashid",    "Sofia",  "Tomasz", "Ursula", "Viktor",  "Wei",
    "Anouk",  "Benedikt", "Clémence",  "Deniz",  "Emeka",  "Freya",  "Goran",   "Hana",
    "Ismail", "Jürgen",   "Kavita",    "Lukas",  "Maryam", "Noor",   "Petra",   "Rafael"};

constexpr std::array<std::string_view, 64> family_names{
    "Adeyemi",   "Bauer",     "Costa",      "Dahl",     "Eriksson",   "Fernández", "Gruber",
    "Haddad",    "Ivanova",   "Jensen",     "Kowalski", "Lindqvist",  "Moreau",    "Nguyễn",
    "Okafor",    "Papadakis", "Quintero",   "Rossi",    "Sato",       "Tanaka",    "Ünal",
    "Vargas",    "Wójcik",    "Xavier",     "Yılmaz",   "Zimmermann", "Almeida",   "Bianchi",
    "Chen",      "Dvořák",    "El Amrani",  "Fischer",  "García",     "Hansen",    "Iyer",
    "Jovanović", "Kim",       "Lefèvre",    "Müller",   "Novák",      "O’Brien",   "Petrov",
    "Reyes",     "Singh",     "Tremblay",   "Usman",    "van Dijk",   "Weber",     "Yamamoto",
    "Zhang",     "Ahmed",     "Bondarenko", "Castillo", "Demir",      "Fofana",    "Gashi",
    "Horvat",    "Isaksen",   "Kaya",       "Mbeki",    "Ortiz",      "Pham",      "Schmidt",
    "Torres"};

constexpr std::array<std::string_view, 8> specializations{
    "Strength", "Mobility", "Rehabilitation", "Endurance", "Boxing", "Yoga", "Nutrition", "Rowing"};

struct Offer {
  std::string_view type;
  std::int64_t price;  // minor units
};
constexpr std::array<Offer, 4> offers{
    {{"monthly", 4990}, {"quarterly", 12990}, {"annual", 44900}, {"student", 2990}}};
constexpr Offer pack{"10 visits", 8900};

// Every other one is active, and each of the other states has a place in twenty.
constexpr std::array<DemoState, 14> first_of_twenty{
    DemoState::active, DemoState::expiring,     DemoState::active, DemoState::grace,
    DemoState::active, DemoState::expired,      DemoState::active, DemoState::suspended,
    DemoState::active, DemoState::not_started,  DemoState::active, DemoState::no_visits,
    DemoState::active, DemoState::no_membership};

// Unlike a generator of random numbers, a hash gives each person the same numbers whatever the
// number of people before, on every platform.
domain::Hash dice(std::uint64_t seed, std::string_view kind, std::int64_t index) {
  const auto text = std::format("{} {} {}", seed, kind, index);
  return domain::blake2b_256({domain::as_bytes(text)});
}

std::size_t roll(const domain::Hash& dice, std::size_t place, std::size_t sides) {
  return (std::to_integer<std::size_t>(dice.at(2 * place)) * 256 +
          std::to_integer<std::size_t>(dice.at(2 * place + 1))) %
         sides;
}

std::string name_of(const domain::Hash& dice) {
  return std::format("{} {}", given_names.at(roll(dice, 0, given_names.size())),
                     family_names.at(roll(dice, 1, family_names.size())));
}

struct Span {
  Day start;
  Day end;
};

Span span_of(DemoState state, Day today, days some) {
  const auto start = today - days{20} - some;
  switch (state) {
    case DemoState::expiring:
      return {start, today + days{3}};
    case DemoState::grace:
      return {start, today - days{2}};
    case DemoState::expired:
      return {start - days{60}, today - days{14} - some / 10};
    case DemoState::not_started:
      return {today + days{10}, today + days{40} + some};
    default:
      return {start, today + days{30} + some};
  }
}

}  // namespace

DemoState demo_state(std::int64_t index) {
  const auto place = static_cast<std::size_t>(index % 20);
  return place < first_of_twenty.size() ? first_of_twenty[place] : DemoState::active;
}

std::string demo_member_email(std::uint64_t seed, std::int64_t index) {
  return std::format("member{}.{}@demo.example", index + 1, seed);
}

std::string demo_trainer_email(std::uint64_t seed, std::int64_t index) {
  return std::format("trainer{}.{}@demo.example", index + 1, seed);
}

std::string demo_member_name(std::uint64_t seed, std::int64_t index) {
  return name_of(dice(seed, "member", index));
}

std::string demo_trainer_name(std::uint64_t seed, std::int64_t index) {
  return name_of(dice(seed, "trainer", index));
}

std::string demo_specialization(std::uint64_t seed, std::int64_t index) {
  return std::string{
      specializations.at(roll(dice(seed, "trainer", index), 2, specializations.size()))};
}

domain::TrainerId demo_trainer_id(std::uint64_t seed, std::int64_t index) {
  const auto hash = dice(seed, "trainer id", index);
  const domain::Instant day_zero{std::chrono::sys_days{std::chrono::year{2025} / 1 / 1}};
  return {domain::make_uuid(day_zero, [&](std::span<std::byte> bytes) {
    std::copy_n(hash.begin(), bytes.size(), bytes.begin());
  })};
}

std::optional<db::central::NewMembership> demo_membership(std::uint64_t seed, std::int64_t index,
                                                          domain::UserId user, Day today) {
  const auto state = demo_state(index);
  if (state == DemoState::no_membership) return std::nullopt;
  const auto hash = dice(seed, "membership", index);
  const auto [start, end] = span_of(state, today, days{roll(hash, 0, 300)});
  const bool by_visits =
      state == DemoState::no_visits || (state == DemoState::active && roll(hash, 1, 8) == 0);
  const auto& offer = by_visits ? pack : offers.at(roll(hash, 2, offers.size()));
  std::optional<std::int64_t> visits;
  // Visits that were used would want entries, and there are none.
  if (by_visits) visits = state == DemoState::no_visits ? 0 : 10;
  return db::central::NewMembership{.user = user,
                                    .type = std::string{offer.type},
                                    .price = offer.price,
                                    .start = start,
                                    .end = end,
                                    .visits_total = visits};
}

std::vector<db::central::DaySchedule> demo_schedule(domain::TrainerId trainer, std::int64_t index) {
  const bool early = index % 2 == 0;
  const int first_day = index % 3 == 0 ? 1 : 0;
  std::vector<db::central::DaySchedule> week;
  for (int day = first_day; day < first_day + 5; ++day) {
    week.push_back({.trainer = trainer,
                    .day_of_week = day,
                    .start = early ? hours{6} : hours{14},
                    .end = early ? hours{14} : hours{22}});
  }
  return week;
}

}  // namespace fitmate::central::services
