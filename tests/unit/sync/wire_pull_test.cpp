#include <catch2/catch_test_macros.hpp>
#include <rapidcheck.h>

#include "tests/unit/sync/generators.h"

namespace fitmate::sync {
namespace {

domain::GymRules any_rules() {
  return {.version = any::number(0, 99),
          .already_in = std::chrono::minutes{any::number(0, 999)},
          .visit_closes = std::chrono::hours{any::number(0, 999)},
          .shift_closes = std::chrono::hours{any::number(0, 999)},
          .member_again = std::chrono::seconds{any::number(0, 999)},
          .trainer_again = std::chrono::seconds{any::number(0, 999)},
          .grace = std::chrono::days{any::number(0, 999)},
          .expiring = std::chrono::days{any::number(0, 999)},
          .stale_warns = std::chrono::hours{any::number(0, 999)},
          .stale_refuses = std::chrono::hours{any::number(0, 999)},
          .clock_unsure = std::chrono::hours{any::number(0, 999)},
          .visits_per_day = any::flag()};
}

domain::TrainerId any_trainer() {
  return {{any::bytes<16>()}};
}

domain::Closure any_closure() {
  return {.entry = {{any::bytes<16>()}}, .at = any::instant()};
}

domain::PulledRow any_row(std::size_t table) {
  const auto small = [] { return static_cast<std::uint8_t>(any::number(0, 255)); };
  switch (table) {
    case 0:
      return domain::PulledPerson{
          .user = {any::number(1, 99)},
          .number = {static_cast<std::uint32_t>(any::number(0, UINT32_MAX))},
          .name = any::text(),
          .suspended = any::flag(),
          .trainer = any::maybe(any_trainer),
          .message = any::maybe(any::text),
          .portrait = any::maybe([] { return any::bytes<32>(); }),
          .closed = any::maybe(any_closure)};
    case 1:
      return domain::PulledMembership{.id = {any::number(1, 99)},
                                      .user = {any::number(1, 99)},
                                      .first = any::day(),
                                      .last = any::day(),
                                      .visits_left = any::maybe([] { return any::number(-3, 99); }),
                                      .counted_epoch = {any::bits()},
                                      .counted_to = {any::number(0, 99)}};
    case 2:
      return domain::PulledSchedule{.id = any::number(1, 99),
                                    .trainer = any_trainer(),
                                    .day_of_week = static_cast<int>(any::number(0, 6)),
                                    .from = std::chrono::minutes{any::number(0, 1440)},
                                    .to = std::chrono::minutes{any::number(0, 1440)},
                                    .is_available = any::flag()};
    case 3:
      return domain::PulledCredential{
          .id = {any::bits()},
          .user = {any::number(1, 99)},
          .generation = small(),
          .revoked = any::flag(),
          .phone =
              any::maybe([] { return domain::PulledCredential::Days{any::day(), any::day()}; })};
    case 4:
      return domain::PulledRevocation{
          .id = any::number(1, 99),
          .scope = static_cast<domain::PulledRevocation::Scope>(any::number(0, 1)),
          .value = small()};
    default:
      return domain::PulledGym{.name = any::text(), .timezone = any::text(), .rules = any_rules()};
  }
}

domain::Page any_page() {
  domain::Page page{.feed_epoch = "e" + any::text(),
                    .run = any::text(),
                    .from = any::number(0, 1000),
                    .complete = any::flag(),
                    .server_time = any::instant(),
                    .trust_list = any::text(),
                    .totp_keys = any::totp_keys()};
  page.to = page.from;
  for (auto n = any::number(0, 6); n > 0; --n) {
    page.to += any::number(1, 3);
    const auto table = static_cast<std::size_t>(any::number(0, 5));
    const auto key = table == 3 ? static_cast<std::int64_t>(any::bits()) : any::number(-9, 99);
    page.changes.push_back({.pos = page.to,
                            .version = any::number(0, 99),
                            .table = table,
                            .key = key,
                            .row = any::maybe([&] { return any_row(table); })});
  }
  page.to += any::number(0, 2);
  return page;
}

bool same(const domain::Page& left, const domain::Page& right) {
  return left.feed_epoch == right.feed_epoch && left.run == right.run && left.from == right.from &&
         left.to == right.to && left.changes == right.changes && left.complete == right.complete &&
         left.server_time == right.server_time && left.trust_list == right.trust_list &&
         left.totp_keys == right.totp_keys;
}

std::string page_with(std::string_view changes) {
  return R"({"feed_epoch":"f","run":"r","from":10,"to":20,"complete":true,"trust_list":"",)"
         R"("server_time":"2026-01-01T00:00:00Z","totp_keys":[],"changes":[)" +
         std::string{changes} + "]}";
}

std::string fault_of(std::string_view changes) {
  const auto page = decode_page(page_with(changes));
  return page ? "" : page.error();
}

std::string gone(int pos) {
  return R"({"pos":)" + std::to_string(pos) +
         R"(,"table":"people","key":1,"op":"delete","version":1})";
}

TEST_CASE("a page is read back as it was written") {
  REQUIRE(rc::check([] {
    const auto page = any_page();
    const auto read = decode_page(encode(page));
    RC_ASSERT(read.has_value());
    RC_ASSERT(same(*read, page));
  }));
}

TEST_CASE("a damaged page never breaks the reader") {
  REQUIRE(rc::check([] { any::survives(decode_page(any::damaged(encode(any_page())))); }));
}

TEST_CASE("changes outside the page or out of order are refused") {
  CHECK(fault_of(gone(11)).empty());
  CHECK(fault_of(gone(20)).empty());
  CHECK_FALSE(fault_of(gone(10)).empty());
  CHECK_FALSE(fault_of(gone(21)).empty());
  CHECK(fault_of(gone(11) + "," + gone(12)).empty());
  CHECK_FALSE(fault_of(gone(12) + "," + gone(12)).empty());
  CHECK_FALSE(fault_of(gone(12) + "," + gone(11)).empty());
}

TEST_CASE("a change that is not understood is refused by name") {
  CHECK(fault_of(R"({"pos":11,"table":"payments","key":1,"op":"put","version":1,"row":{}})") ==
        "table is not known here");
  CHECK(fault_of(R"({"pos":11,"table":"people","key":1,"op":"move","version":1,"row":{}})") ==
        "op is neither put nor delete");
  CHECK(fault_of(R"({"pos":11,"table":"people","key":1,"op":"put","version":1})") ==
        "the field row is missing");
  CHECK(fault_of(R"({"pos":11,"table":"trainer_schedules","key":1,"op":"put","version":1,"row":)"
                 R"({"id":1,"trainer_id":"017f22e2-79b0-7fff-bfff-ffffffffffff",)"
                 R"("day_of_week":7,"from_min":0,"to_min":1}})") ==
        "day_of_week is not from 0 to 6");
  CHECK(fault_of("7") == "changes holds what is no object");
}

TEST_CASE("a gym's rule that is absent has its default and one beyond reason is refused") {
  const auto gym = [](const std::string& rules) {
    return R"({"pos":11,"table":"gym","key":1,"op":"put","version":3,"row":)"
           R"({"name":"G","timezone":"Asia/Kolkata","rules":{"version":3)" +
           rules + "}}}";
  };
  const auto page = decode_page(page_with(gym(R"(,"grace_days":5)")));
  REQUIRE(page.has_value());
  domain::GymRules expected{.version = 3};
  expected.grace = std::chrono::days{5};
  CHECK(std::get<domain::PulledGym>(*page->changes.at(0).row).rules == expected);
  CHECK(fault_of(gym(R"(,"grace_days":-1)")) == "grace_days is not from 0 to 1000000");
}

}  // namespace
}  // namespace fitmate::sync
