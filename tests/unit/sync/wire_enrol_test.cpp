#include <catch2/catch_test_macros.hpp>
#include <rapidcheck.h>

#include "tests/unit/sync/generators.h"

namespace fitmate::sync {
namespace {

EnrolAnswer any_answer() {
  return {.kiosk = {any::number(1, 99)},
          .token = any::text(),
          .gym = {static_cast<std::uint16_t>(any::number(0, UINT16_MAX))},
          .gym_name = any::text(),
          .timezone = any::text(),
          .root_key = any::bytes<32>(),
          .trust_list = any::text(),
          .totp_keys = any::totp_keys(),
          .feed_epoch = any::text(),
          .server_time = any::instant()};
}

TEST_CASE("an enrolment's request and answer are read back as they were written") {
  REQUIRE(rc::check([] {
    const EnrolRequest request{.code = any::text(),
                               .public_key = any::bytes<32>(),
                               .proof = any::bytes<64>(),
                               .software = any::text()};
    const auto asked = decode_enrol_request(encode(request));
    RC_ASSERT(asked.has_value());
    RC_ASSERT(asked->code == request.code);
    RC_ASSERT(asked->public_key == request.public_key);
    RC_ASSERT(asked->proof == request.proof);
    RC_ASSERT(asked->software == request.software);

    const auto answer = any_answer();
    const auto given = decode_enrol_answer(encode(answer));
    RC_ASSERT(given.has_value());
    RC_ASSERT(given->kiosk == answer.kiosk);
    RC_ASSERT(given->token == answer.token);
    RC_ASSERT(given->gym == answer.gym);
    RC_ASSERT(given->gym_name == answer.gym_name);
    RC_ASSERT(given->timezone == answer.timezone);
    RC_ASSERT(given->root_key == answer.root_key);
    RC_ASSERT(given->trust_list == answer.trust_list);
    RC_ASSERT(given->totp_keys == answer.totp_keys);
    RC_ASSERT(given->feed_epoch == answer.feed_epoch);
    RC_ASSERT(given->server_time == answer.server_time);
  }));
}

TEST_CASE("a damaged enrolment never breaks the reader") {
  REQUIRE(rc::check([] {
    any::survives(decode_enrol_request(any::damaged(encode(EnrolRequest{.code = "c"}))));
    any::survives(decode_enrol_answer(any::damaged(encode(any_answer()))));
    any::survives(decode_token(any::damaged(encode_token("t"))));
  }));
}

TEST_CASE("a gym's number beyond 16 bits and a key of the wrong length are refused") {
  auto text = encode(EnrolAnswer{.gym = {65535}});
  REQUIRE(decode_enrol_answer(text).has_value());
  text.replace(text.find("65535"), 5, "65536");
  CHECK(decode_enrol_answer(text).error() == "id is not from 0 to 65535");
  auto request = encode(EnrolRequest{});
  request.erase(request.find("proof\":\"") + 8, 2);
  CHECK(decode_enrol_request(request).error() == "proof is not 128 hexadecimal digits");
}

TEST_CASE("the proof's message is the label, a zero byte and the code") {
  using namespace std::string_view_literals;
  const auto expected = domain::as_bytes("FitMate/enrol/v1\0ABC"sv);
  CHECK(enrol_message("ABC") == domain::Bytes(expected.begin(), expected.end()));
}

TEST_CASE("a token is read back and an empty one is refused") {
  CHECK(decode_token(encode_token("secret")) == "secret");
  CHECK_FALSE(decode_token(R"({"token":""})"));
}

}  // namespace
}  // namespace fitmate::sync
