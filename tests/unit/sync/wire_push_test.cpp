#include <catch2/catch_test_macros.hpp>
#include <rapidcheck.h>

#include "sync/limits.h"
#include "tests/unit/sync/generators.h"

namespace fitmate::sync {
namespace {

Push any_push() {
  Push push{.store_epoch = {any::bits()},
            .first_seq = {any::number(1, std::int64_t{1} << 53)},
            .prev_chain = any::bytes<32>(),
            .opaque = any::flag(),
            .sent_at = any::instant(),
            .boot_id = {any::bytes<16>()},
            .since_boot = std::chrono::milliseconds{any::number(0, std::int64_t{1} << 53)},
            .clock_state = static_cast<domain::ClockState>(any::number(0, 2)),
            .software = any::text(),
            .queue = {.events = any::number(0, 1'000'000),
                      .photos = any::number(0, 1000),
                      .oldest_at = any::maybe(any::instant)}};
  for (auto n = push.opaque ? 1 : any::number(0, 5); n > 0; --n) {
    push.events.push_back(push.opaque ? *rc::gen::arbitrary<std::string>() : any::text());
  }
  if (any::flag()) push.new_epoch = {{any::bits()}, {any::number(0, 99)}, any::text()};
  if (any::flag()) push.skipped = {.from = {any::number(1, 9)}, .to = {any::number(9, 99)}};
  return push;
}

PushAnswer any_answer() {
  PushAnswer answer{.acked_seq = {any::number(0, 1'000'000)},
                    .server_time = any::instant(),
                    .feed_head = any::number(0, 1'000'000),
                    .max_batch = any::number(0, 500),
                    .next_delay = std::chrono::milliseconds{any::number(0, 60'000)}};
  for (auto n = any::number(0, 5); n > 0; --n) {
    answer.results.push_back(
        {any::text(), static_cast<PushAnswer::Status>(any::number(0, 3)), any::text()});
  }
  return answer;
}

Push small_push() {
  return {.store_epoch = {0x0123456789abcdef},
          .first_seq = {7},
          .events = {R"({"a":1})"},
          .clock_state = domain::ClockState::synced};
}

// The text of a push with one field's value replaced.
std::string with(std::string_view field, std::string_view value) {
  auto text = encode(small_push());
  const auto name = '"' + std::string{field} + "\":";
  const auto at = text.find(name) + name.size();
  auto end = text.find_first_of(",}", at);
  if (text[at] == '[') end = text.find(']', at) + 1;
  return text.replace(at, end - at, value);
}

std::string fault_of(std::string_view text) {
  const auto push = decode_push(text);
  return push ? "" : push.error();
}

TEST_CASE("a push is read back as it was written") {
  REQUIRE(rc::check([] {
    const auto push = any_push();
    const auto read = decode_push(encode(push));
    RC_ASSERT(read.has_value());
    RC_ASSERT(*read == push);
  }));
}

TEST_CASE("a push's answer is read back as it was written") {
  REQUIRE(rc::check([] {
    const auto answer = any_answer();
    const auto read = decode_push_answer(encode(answer));
    RC_ASSERT(read.has_value());
    RC_ASSERT(*read == answer);
  }));
}

TEST_CASE("each conflict is read back as it was written") {
  const Conflict gap{.kind = Conflict::Kind::gap, .expected = {5}};
  const Conflict mismatch{.kind = Conflict::Kind::chain_mismatch,
                          .store_epoch = domain::StoreEpoch{0xf000000000000001},
                          .acked_seq = {41},
                          .chain = domain::blake2b_256({})};
  const Conflict unknown{.kind = Conflict::Kind::epoch_unknown};
  CHECK(decode_conflict(encode(gap)) == gap);
  CHECK(decode_conflict(encode(mismatch)) == mismatch);
  CHECK(decode_conflict(encode(unknown)) == unknown);
  CHECK(encode(gap) == R"({"detail":"gap","expected":5})");
  CHECK(decode_conflict(R"({"detail":"revoked"})").error() == "detail is not known here");
}

TEST_CASE("a damaged push, answer or conflict never breaks the reader") {
  const Conflict conflict{.kind = Conflict::Kind::chain_mismatch, .acked_seq = {41}};
  REQUIRE(rc::check([&] {
    any::survives(decode_push(any::damaged(encode(any_push()))));
    any::survives(decode_push_answer(any::damaged(encode(any_answer()))));
    any::survives(decode_conflict(any::damaged(encode(conflict))));
    any::survives(decode_detail(any::damaged(R"({"detail":[{"msg":"x"}]})")));
  }));
}

TEST_CASE("the push has the names and forms of the protocol") {
  auto push = small_push();
  push.new_epoch = {{1}, {2}, "lost"};
  push.skipped = {.from = {3}, .to = {6}};
  push.queue.oldest_at = domain::Instant{};
  CHECK(encode(push) ==
        R"({"boot_id":"00000000-0000-0000-0000-000000000000","boottime_ms":0,)"
        R"("clock_state":"synced","events":["{\"a\":1}"],"first_seq":7,)"
        R"("new_epoch":{"after_epoch":"0000000000000001","after_seq":2,"why":"lost"},)"
        R"("prev_chain":"0000000000000000000000000000000000000000000000000000000000000000",)"
        R"("protocol":1,"queue":{"events":0,"oldest_at":"1970-01-01T00:00:00.000Z","photos":0},)"
        R"("sent_at":"1970-01-01T00:00:00.000Z","skipped":{"from":3,"to":6},"software":"",)"
        R"("store_epoch":"0123456789abcdef"})");
}

TEST_CASE("a field of the wrong type or out of range is named") {
  CHECK(fault_of(with("first_seq", "0")).starts_with("first_seq is not from 1"));
  CHECK(fault_of(with("first_seq", "1")).empty());
  CHECK(fault_of(with("first_seq", "9007199254740992")).empty());
  CHECK(fault_of(with("first_seq", "9007199254740993")).starts_with("first_seq is not from 1"));
  CHECK(fault_of(with("first_seq", "18446744073709551615")).starts_with("first_seq is not"));
  CHECK(fault_of(with("first_seq", "1.5")) == "first_seq is no whole number");
  CHECK(fault_of(with("first_seq", "\"1\"")) == "first_seq is no whole number");
  CHECK(fault_of(with("boottime_ms", "-1")).starts_with("boottime_ms is not from 0"));
  CHECK(fault_of(with("events", "{}")) == "events is no list");
  CHECK(fault_of(with("events", "[1]")) == "events holds what is no text");
  CHECK(fault_of(with("clock_state", "\"right\"")) == "clock_state is not known here");
  CHECK(fault_of(with("store_epoch", "\"0123456789abcde\"")) ==
        "store_epoch is no run of 16 hexadecimal digits");
  CHECK(fault_of(with("prev_chain", "\"00\"")) == "prev_chain is not 64 hexadecimal digits");
  CHECK(fault_of(with("sent_at", "\"yesterday\"")) == "sent_at is no RFC 3339 time");
  CHECK(fault_of("{}") == "the field protocol is missing");
  CHECK(fault_of("[]") == "the text is no JSON object");
  CHECK(fault_of("<html>") == "the text is no JSON object");
}

TEST_CASE("fields that are not known are passed over") {
  auto text = encode(small_push());
  text.insert(1, R"("health":{"disk":[1,2,{"free":null}]},)");
  CHECK(decode_push(text) == small_push());
}

TEST_CASE("a text nested deeper than 32 is refused and one of 32 is not") {
  const auto nested = [](std::size_t depth) {
    auto text = encode(small_push());
    return text.insert(1, "\"x\":" + std::string(depth, '[') + std::string(depth, ']') + ",");
  };
  CHECK(fault_of(nested(31)).empty());
  CHECK(fault_of(nested(32)).empty());
  CHECK(fault_of(nested(33)) == "nested over 32 deep");
  CHECK(fault_of("{\"x\":" + std::string(500'000, '[')) == "nested over 32 deep");
}

TEST_CASE("500 events are a push and 501 are none") {
  auto push = small_push();
  push.events.assign(500, "{}");
  CHECK(decode_push(encode(push)).has_value());
  push.events.assign(501, "{}");
  CHECK(fault_of(encode(push)) == "events are over 500");
}

TEST_CASE("a text beyond the limit is refused before it is read") {
  auto text = encode(small_push());
  text.append(limits::push_bytes - text.size(), ' ');
  CHECK(decode_push(text).has_value());
  text += ' ';
  CHECK(fault_of(text) == "the text is over 1048576 bytes");
}

TEST_CASE("an opaque push carries any bytes, and one event only") {
  auto push = small_push();
  push.opaque = true;
  push.events = {std::string{"\xff\xfe\0{", 4}};
  CHECK(decode_push(encode(push)) == push);
  push.events.emplace_back("{}");
  CHECK(fault_of(encode(push)) == "an opaque push holds one event");
  CHECK_FALSE(travels_as_text("\xff{}"));
  CHECK_FALSE(travels_as_text("{\"a\":"));
  CHECK(travels_as_text("{\"a\":\"é\"}"));
}

TEST_CASE("the chain of an event is BLAKE2b-256 over the chain before and its bytes") {
  const domain::Hash zero{};
  const auto one = next_chain(zero, "{}");
  CHECK(one == domain::blake2b_256({zero, domain::as_bytes("{}")}));
  CHECK(next_chain(one, "{}") != one);
}

TEST_CASE("our own error shape is told from anything else") {
  CHECK(decode_detail(encode_detail("revoked")) == "revoked");
  CHECK(decode_detail(R"({"detail":[{"loc":["body","x"],"msg":"no","type":"t"},{"msg":"nor"}]})") ==
        "no; nor");
  CHECK_FALSE(decode_detail("<html>Welcome to the guest network</html>"));
  CHECK_FALSE(decode_detail(R"({"error":"revoked"})"));
  CHECK_FALSE(decode_detail(R"({"detail":7})"));
}

}  // namespace
}  // namespace fitmate::sync
