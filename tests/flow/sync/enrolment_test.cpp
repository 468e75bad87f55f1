#include "sync/enrolment.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/flow/sync/world.h"

namespace fitmate::tests {
namespace {

using sync::EnrolOutcome;
using Kind = EnrolOutcome::Kind;

struct Fixture {
  FakeCentre centre;
  FakeSyncStore kiosk{domain::StoreEpoch{1}};

  EnrolOutcome enrol(const std::string& code = "CODE") {
    const auto reading = domain::ClockReading{.wall = domain::Instant{},
                                              .since_boot = std::chrono::seconds{5},
                                              .boot_id = {},
                                              .kernel_synced = false};
    return sync::enrol(kiosk, centre, "https://gym.example", code, "test", reading,
                       domain::system_random());
  }
};

TEST_CASE("a code makes a kiosk of the centre's, and its time is taken") {
  Fixture fixture;
  fixture.centre.now = *domain::parse_instant("2026-11-22T08:00:00Z");
  CHECK(fixture.enrol().kind == Kind::done);
  const auto link = fixture.kiosk.load_link();
  CHECK(link.kiosk == domain::KioskId{7});
  CHECK(link.token == "token-1");
  CHECK(link.central_url == "https://gym.example");
  CHECK(link.clock.server->at == fixture.centre.now);
  CHECK_FALSE(link.begun);
}

TEST_CASE("after a lost answer the same code is asked with the same key and burns nothing") {
  Fixture fixture;
  sync::sim::LossyTransport line{fixture.centre, 1, 0.0};
  REQUIRE(fixture.enrol().kind == Kind::done);
  const auto key = fixture.centre.enrolled;

  // The kiosk that did not hear it.
  Fixture deaf;
  deaf.centre.instead = answer(200, "<html>Welcome</html>");
  CHECK(deaf.enrol().kind == Kind::again);
  REQUIRE(deaf.kiosk.load_link().begun);
  const auto begun = deaf.kiosk.load_link().begun->key;
  deaf.centre.instead.reset();
  deaf.centre.enrolled = domain::public_key_of(begun);
  CHECK(deaf.enrol().kind == Kind::done);
  CHECK(deaf.centre.enrolled != key);
}

TEST_CASE("another code makes another key") {
  Fixture fixture;
  CHECK(fixture.enrol("OTHER").kind == Kind::refused);
  const auto first = fixture.kiosk.load_link().begun->key;
  CHECK(fixture.enrol("THIRD").kind == Kind::refused);
  CHECK(fixture.kiosk.load_link().begun->key != first);
}

TEST_CASE("each refusal says what to do") {
  const auto words = [](int status) {
    Fixture fixture;
    fixture.centre.instead = answer(status, R"({"detail":"x"})");
    const auto outcome = fixture.enrol();
    CHECK(outcome.kind == (status == 500 ? Kind::again : Kind::refused));
    return outcome.detail;
  };
  CHECK(words(404).contains("does not know this code"));
  CHECK(words(409).contains("another kiosk was enrolled"));
  CHECK(words(410).contains("over its 15 minutes"));
  CHECK(words(429).contains("too many wrong codes"));
  CHECK(words(422).contains("update both"));
  CHECK(words(500).contains("answers 500"));
}

TEST_CASE("keys that the root did not sign are not believed") {
  Fixture fixture;
  auto given = sync::EnrolAnswer{.kiosk = {7}, .token = "t", .trust_list = "AAAA.AAAA"};
  fixture.centre.instead = answer(201, sync::encode(given));
  const auto outcome = fixture.enrol();
  CHECK(outcome.kind == Kind::refused);
  CHECK(outcome.detail.contains("cannot be believed"));
  CHECK_FALSE(fixture.kiosk.load_link().kiosk);
}

}  // namespace
}  // namespace fitmate::tests
