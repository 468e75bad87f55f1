#pragma once

#include <format>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "kiosk/app.h"

namespace fitmate::kiosk::test {

struct ScriptedDoor : firmware::Door {
  std::vector<firmware::Moment> pulses;
  bool broken = false;

  domain::Result<void, firmware::DoorError> pulse(firmware::Moment now) override {
    if (broken) return std::unexpected(firmware::DoorError{"the relay does not answer"});
    pulses.push_back(now);
    return {};
  }
  std::optional<firmware::Moment> step(firmware::Moment) override { return {}; }
  [[nodiscard]] firmware::DoorStatus status() const override { return {}; }
};

struct ScriptedSound : firmware::Sound {
  std::vector<firmware::Tone> played;

  void play(firmware::Tone tone) override { played.push_back(tone); }
  [[nodiscard]] std::string problem() const override { return {}; }
};

// Only what the screen asks of a store; the desk stands in for the rest.
struct ScriptedStore : db::kiosk::KioskStore {
  std::optional<db::kiosk::Device> device;
  db::kiosk::StoreStatus status;
  bool broken = false;
  int asked = 0;
  int counts_kept = 0;
  bool is_full = false;

  std::optional<db::kiosk::Device> load_device() override {
    ++asked;
    if (broken) throw std::runtime_error("the database is damaged");
    return device;
  }
  void transact(const std::function<void(db::kiosk::Transaction&)>&) override {}
  void count_not_ours() override {}
  void keep_counts() override {
    if (is_full) throw std::runtime_error("the disk is full");
    ++counts_kept;
  }
  db::kiosk::StoreStatus load_status() override { return status; }
  std::vector<db::kiosk::MealItem> load_meal_items(domain::UserId, std::int64_t) override {
    return {};
  }
  bool wants_photo(const domain::Hash&) override { return false; }
};

inline domain::EventId event(int number) {
  domain::EventId id;
  id.value.bytes[15] = static_cast<std::byte>(number);
  return id;
}

// A code's text; a typed one as it was typed, with a word before it.
inline std::string words_of(const GivenCode& code) {
  if (const auto* text = std::get_if<std::string_view>(&code)) return std::string{*text};
  const auto& typed = std::get<domain::TypedCode>(code);
  const auto person = typed.person ? domain::person_text(*typed.person) : "nobody";
  return std::format("typed {} {:08}", person, typed.digits);
}

// An enrolled kiosk on 2026-11-22, 16:05 in Paris, with a desk that answers what the test says.
struct Kiosk {
  explicit Kiosk(OnStoreFailure given = OnStoreFailure::stay_shut) : on_store_failure{given} {
    store.device = db::kiosk::Device{
        .kiosk = {7}, .gym_name = "Iron Hall", .timezone = "Europe/Paris", .ring = {}, .clock = {}};
    store.status.kiosk = domain::KioskId{7};
    tick.moment = firmware::Moment{std::chrono::hours{1}};
    tick.clock.wall = *domain::parse_instant("2026-11-22T15:05:30Z");
    step();
  }

  firmware::Moment step(std::chrono::milliseconds later = {}) {
    tick.moment += later;
    tick.clock.wall += later;
    tick.clock.since_boot += later;
    return app.step(tick);
  }
  // Time passes in the steps that the app asks for.
  void pass(std::chrono::milliseconds duration) {
    const auto end = tick.moment + duration;
    while (tick.moment < end) {
      const auto due = std::min(end, app.step(tick));
      step(std::chrono::ceil<std::chrono::milliseconds>(due - tick.moment));
    }
  }
  void hold(const std::string& text, bool held_on = false) {
    box.put({text, tick.moment, held_on});
    step();
  }
  [[nodiscard]] const ScreenState& state() const { return app.screen().state; }
  template <class State>
  [[nodiscard]] bool shows() const {
    return std::holds_alternative<State>(state());
  }

  OnStoreFailure on_store_failure;
  ScanBox box;
  ScriptedDoor door;
  ScriptedSound sound;
  ScriptedStore store;
  Answer next;  // what the desk answers
  std::vector<std::string> answered;
  std::vector<std::string> left;
  domain::Instant left_asked;  // when the last of them was asked whether they are leaving
  std::vector<domain::EventId> undone;
  std::map<domain::Hash, std::shared_ptr<const firmware::RgbImage>> portraits;
  bool undo_broken = false;
  bool desk_broken = false;
  Tick tick;
  App app{box,
          Desk{[this](const GivenCode& code, const domain::ClockReading&) {
                 if (desk_broken) throw std::runtime_error("the database is locked for ever");
                 answered.push_back(words_of(code));
                 return next;
               },
               [this](const GivenCode& code, const domain::ClockReading& asked,
                      const domain::ClockReading&) {
                 left_asked = asked.wall;
                 left.push_back(words_of(code));
                 return next;
               },
               [this](const domain::EventId& event,
                      const domain::ClockReading&) -> domain::Result<void, std::string> {
                 if (undo_broken) return std::unexpected("the disk is full");
                 undone.push_back(event);
                 return {};
               },
               [this](const domain::Hash& sha256) {
                 const auto found = portraits.find(sha256);
                 return found == portraits.end() ? nullptr : found->second;
               }},
          door,
          sound,
          store,
          {},
          {},
          on_store_failure};
};

inline Answer yes(int number, domain::Direction direction = domain::Direction::in) {
  Answer answer;
  answer.event = event(number);
  answer.seq = domain::Seq{number};
  answer.direction = direction;
  answer.outcome = domain::Outcome::admitted;
  answer.reason = domain::Reason::ok;
  answer.person = domain::Person{.user = {1}, .trainer = {}, .name = "Ana Lima"};
  return answer;
}

inline Answer no(domain::Reason reason, int number = 1) {
  Answer answer = yes(number);
  answer.direction.reset();
  answer.outcome = domain::Outcome::refused;
  answer.reason = reason;
  return answer;
}

}  // namespace fitmate::kiosk::test
