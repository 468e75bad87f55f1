// A code that is typed at the keypad: the same checks as for one that is held up.

#include <chrono>

#include <catch2/catch_test_macros.hpp>

#include "domain/event_text.h"
#include "tests/support/kiosk_fixture.h"

using namespace fitmate;
using namespace fitmate::domain;
using namespace std::chrono_literals;
using fitmate::kiosk::Answer;
using fitmate::kiosk::CheckIn;

namespace {

struct Keypad : tests::KioskFixture {
  Keypad() {
    gym.know_phone(ada);
    fill();
  }
  Answer type(const TypedCode& code, Gate gate = Gate::both) {
    return CheckIn{kiosk->store, random, gate}.answer(code, tests::clock_at(now));
  }
  Answer leave(const fitmate::kiosk::GivenCode& code, Instant asked) {
    return CheckIn{kiosk->store, random, Gate::both}.leave(code, tests::clock_at(asked),
                                                           tests::clock_at(now));
  }
  Answer type(const tests::DemoGym::Someone& someone) { return type(gym.typed(someone, now)); }
  Event last_event() {
    return parse_event(kiosk->sync.unsent(500, 1 << 20, std::nullopt).events.back()).value();
  }

  tests::DemoGym::Someone ada =
      gym.add_member("Ada", tests::day("2026-01-01"), tests::day("2026-12-31"));
};

}  // namespace

TEST_CASE_METHOD(Keypad, "a typed code lets in and is recorded as the phone's own") {
  const auto answer = type(ada);
  CHECK(answer.outcome == Outcome::admitted);
  CHECK(answer.direction == Direction::in);
  CHECK(answer.person->name == "Ada");
  const auto event = last_event();
  const auto seen = scan_of(event.happening)->code;
  REQUIRE(seen);
  CHECK(seen->credential == ada.phone);
  CHECK(seen->kind == CredentialKind::phone);
  CHECK(seen->step == step_at(now));
}

TEST_CASE_METHOD(Keypad, "what was typed is used up for the camera, and the other way round") {
  const auto first = type(ada);
  CHECK(scan(gym.phone(ada, now)).repeat);
  now += 11s;
  CHECK(scan(gym.phone(ada, now - 11s)).reason == Reason::replayed);
  CHECK(type(gym.typed(ada, now - 11s)).reason == Reason::replayed);
  now += 15min;
  scan(gym.phone(ada, now));
  now += 11s;
  CHECK(type(gym.typed(ada, now - 11s)).reason == Reason::replayed);
}

TEST_CASE_METHOD(Keypad, "wrong digits, and the number of nobody, are forged and recorded so") {
  auto wrong = gym.typed(ada, now);
  wrong.digits = (wrong.digits + 1) % 100'000'000;
  const TypedCode nobody{.person = PersonNumber{424242}, .digits = wrong.digits};
  // The first letter of Ada's number mistyped, so that it is nobody's.
  auto beyond = gym.typed(ada, now);
  beyond.person.reset();
  for (const auto& code : {wrong, nobody, beyond}) {
    const auto answer = type(code);
    CHECK(answer.reason == Reason::forged);
    CHECK_FALSE(answer.person);
    CHECK(answer.event);
    CHECK_FALSE(scan_of(last_event().happening)->code);
  }
}

TEST_CASE_METHOD(Keypad, "a phone that was revoked, renewed or left for too long types nothing") {
  const auto old = gym.typed(ada, now);
  gym.know_phone(ada, 1);
  pull();
  CHECK(type(old).reason == Reason::forged);
  CHECK(type(gym.typed(ada, now, 1)).outcome == Outcome::admitted);

  now += 15 * 24h;
  pull();
  CHECK(type(gym.typed(ada, now, 1)).reason == Reason::code_expired);
  gym.revoke(ada.phone, ada.user);
  pull();
  CHECK(type(gym.typed(ada, now, 1)).reason == Reason::forged);
}

TEST_CASE_METHOD(Keypad,
                 "a revoked epoch of digits binds what is typed, an issuer's key does not") {
  gym.put(4, 1, PulledRevocation{.id = 1, .scope = PulledRevocation::Scope::issuer, .value = 0});
  pull();
  CHECK(type(ada).outcome == Outcome::admitted);
  const auto epoch = parse_credential(gym.phone(ada, now), kiosk->store.load_device()->ring, now)
                         ->capsule.totp_epoch;
  gym.put(4, 2,
          PulledRevocation{.id = 2, .scope = PulledRevocation::Scope::totp_epoch, .value = epoch});
  pull();
  now += 1min;
  CHECK(type(ada).reason == Reason::revoked);
}

TEST_CASE_METHOD(Keypad, "who came in a moment ago leaves by the same typed code") {
  type(ada);
  now += 1min;
  const auto code = gym.typed(ada, now);
  CHECK(type(code).reason == Reason::already_in);
  now += 10s;
  CHECK(leave(code, now).direction == Direction::out);
}

TEST_CASE_METHOD(Keypad, "who is asked whether they leave goes out by the digits of that moment") {
  type(ada);
  now += 1min;
  const auto code = gym.typed(ada, now);
  const auto text = gym.phone(ada, now);
  now += step_length;
  const auto asked = now;
  REQUIRE(type(code).reason == Reason::already_in);
  now += step_length;
  Answer left;
  SECTION("typed") {
    left = leave(code, asked);
  }
  SECTION("held up") {
    left = leave(text, asked);
  }
  CHECK(left.outcome == Outcome::admitted);
  CHECK(left.direction == Direction::out);
  CHECK(left.at == now);
  CHECK(last_event().stamp.at == now);
  // They are used up all the same.
  CHECK(leave(text, asked).reason == Reason::replayed);
}

TEST_CASE_METHOD(Keypad,
                 "a person whose phone the copy does not hold types nothing, and a card never") {
  const auto ben = gym.add_member("Ben", tests::day("2026-01-01"), tests::day("2026-12-31"));
  pull();
  CHECK(type(ben).reason == Reason::forged);
  CHECK(scan(gym.phone(ben, now)).outcome == Outcome::admitted);
  // The card is known to the copy, and shows no digits.
  gym.raise_generation(ben.card, ben.user, 2);
  pull();
  CHECK(tests::phones_of(kiosk->store, ben.number).empty());
}

TEST_CASE_METHOD(Keypad, "the phones are in the copy after a catch-up of several pages too") {
  for (int i = 0; i < 30; ++i) gym.add_member("Member " + std::to_string(i));
  for (const auto& page : gym.pages(now, 7)) {
    if (!page.complete) {
      while (kiosk->sync.prepare_shadow()) continue;
    }
    kiosk->sync.apply_page(page, with_server_time(tests::clock_at(now), now));
  }
  REQUIRE(tests::phones_of(kiosk->store, ada.number).size() == 1);
  CHECK(type(ada).outcome == Outcome::admitted);
}
