#include "kiosk/meal.h"

#include <cassert>
#include <format>
#include <stdexcept>
#include <utility>
#include <variant>

#include "domain/meal_entry.h"
#include "kiosk/gym_zone.h"
#include "kiosk/moments.h"

namespace fitmate::kiosk {
namespace {

using namespace domain;
using db::kiosk::Transaction;

Answer unrecorded(Reason reason, const Moment& moment) {
  return {.at = moment.now.at,
          .outcome = Outcome::refused,
          .reason = reason,
          .basis = {.clock_state = moment.now.state}};
}

Answer failed(const ClockReading& clock, const char* why) {
  auto answer =
      unrecorded(Reason::store_failed,
                 {.now = {.at = clock.wall, .state = ClockState::unsynced, .reading = clock}});
  answer.fault = why;
  return answer;
}

Answer accepted(const Person& person, const Facts& facts, const Moment& moment) {
  return {.at = moment.now.at,
          .outcome = Outcome::admitted,
          .reason = Reason::ok,
          .person = person,
          .basis = basis_of(facts, moment)};
}

Answer refusal(const Refused& refused, const Facts& facts, const Moment& moment) {
  return {.at = moment.now.at,
          .outcome = Outcome::refused,
          .reason = refused.scan.reason,
          .person = refused.scan.code && facts.person ? std::optional{facts.person->person}
                                                      : std::nullopt,
          .basis = refused.scan.basis};
}

// What one code came to: the answer so far, and what is to be recorded.
struct Judged {
  Answer answer;
  std::optional<Happening> happening;
};

Judged judge(const Result<Credential, CodeFault>& code, const Facts& facts, const Moment& moment,
             const std::chrono::time_zone& zone) {
  auto decision = code ? decide_meal_code(*code, facts, moment, zone)
                       : MealDecision{refuse_code(code.error(), facts, moment)};
  if (const auto* person = std::get_if<Person>(&decision)) {
    return {.answer = accepted(*person, facts, moment), .happening = std::nullopt};
  }
  auto& happening = std::get<Happening>(decision);
  return {.answer = refusal(std::get<Refused>(happening), facts, moment),
          .happening = std::move(happening)};
}

MealPhotographed meal_of(const MealGuest& guest, const MealEntry& entry) {
  const auto& capsule = guest.credential.capsule;
  MealPhotographed meal{.user = guest.person.user,
                        .code = domain::CodeSeen{.kind = capsule.kind,
                                                 .credential = capsule.credential,
                                                 .person_number = capsule.person,
                                                 .generation = capsule.generation,
                                                 .step = guest.credential.step},
                        .item = entry.item,
                        .calories = entry.calories,
                        .macros = entry.macros,
                        .photos = {}};
  for (const auto& photo : entry.photos) meal.photos.push_back(photo.photo);
  return meal;
}

}  // namespace

Meal::Meal(db::kiosk::KioskStore& store, db::PhotoFiles& files, Random random)
    : store_{store}, files_{files}, random_{std::move(random)} {}

Meal::Opening Meal::open(std::string_view text, const ClockReading& clock) {
  try {
    return open_at(text, clock);
  } catch (const std::exception& error) {
    return {.answer = failed(clock, error.what()), .guest = std::nullopt};
  }
}

Answer Meal::keep(const MealGuest& guest, const MealEntry& entry, const ClockReading& clock) {
  assert(!entry.photos.empty() && entry.photos.size() <= meal_photos_most);
  try {
    return keep_at(guest, entry, clock);
  } catch (const std::exception& error) {
    return failed(clock, error.what());
  }
}

Meal::Opening Meal::open_at(std::string_view text, const ClockReading& clock) {
  if (!could_be_ours(text)) {
    const auto moment = moment_of(clock, enrolled().clock, std::nullopt);
    store_.count_not_ours();
    return {.answer = unrecorded(Reason::not_ours, moment), .guest = std::nullopt};
  }
  Opening opening;
  store_.transact([&](Transaction& store) {
    const auto device = store.load_device();
    const auto moment = moment_of(clock, device.clock, std::nullopt);
    const auto code = parse_credential(text, device.ring, moment.now.at);
    const auto facts = store.load_facts({.credential = code ? std::optional{*code} : std::nullopt});
    auto judged = judge(code, facts, moment, zone_of(device));
    if (judged.happening) {
      record(store, moment, *std::move(judged.happening), judged.answer);
    } else {
      opening.guest = {.credential = *code, .opened = moment, .person = *judged.answer.person};
    }
    opening.answer = std::move(judged.answer);
  });
  return opening;
}

Answer Meal::keep_at(const MealGuest& guest, const MealEntry& entry, const ClockReading& clock) {
  if (files_.free_share() < db::photos_need_free) {
    throw std::runtime_error(
        std::format("less than {:.0f} % of the disk is free, so no photo is kept: make room",
                    db::photos_need_free * 100));
  }
  enrolled();  // no photo is left behind where the store cannot even be read
  // Held until the event is in the store, or the files could be taken for leftovers.
  const auto claim = files_.claim();
  for (const auto& photo : entry.photos) files_.keep(photo.photo.sha256, photo.jpeg);

  Answer answer;
  store_.transact([&](Transaction& store) {
    const auto device = store.load_device();
    const auto moment = moment_of(clock, device.clock, std::nullopt);
    const auto facts = store.load_facts({.credential = guest.credential});
    auto judged = judge(guest.credential, facts, guest.opened, zone_of(device));
    answer = std::move(judged.answer);
    answer.at = moment.now.at;
    record(store, moment,
           judged.happening ? *std::move(judged.happening) : Happening{meal_of(guest, entry)},
           answer);
  });
  return answer;
}

db::kiosk::Device Meal::enrolled() {
  auto device = store_.load_device();
  if (!device) throw std::runtime_error("this kiosk is not enrolled");
  return *std::move(device);
}

// Adds what happened and tells the answer its event.
void Meal::record(Transaction& store, const Moment& moment, Happening happening, Answer& answer) {
  answer.event = EventId{make_uuid(moment.now.at, random_)};
  answer.seq = store.record(
      {.id = *answer.event, .stamp = stamp_of(moment), .happening = std::move(happening)});
}

std::vector<db::kiosk::MealItem> Meal::picks(const MealGuest& guest, std::int64_t most) {
  try {
    return store_.load_meal_items(guest.person.user, most);
  } catch (const std::exception&) {
    // A convenience: whether the store works shows when the meal is kept.
    return {};
  }
}

std::size_t Meal::sweep() {
  try {
    const auto alone = files_.try_claim_alone();
    if (!alone) return 0;
    return files_.remove_leftovers([&](const Hash& sha256) { return store_.wants_photo(sha256); });
  } catch (const std::exception&) {
    // The door is to work without that folder: what is wrong with it shows when a meal is kept.
    return 0;
  }
}

}  // namespace fitmate::kiosk
