#include "domain/event_text.h"

#include <set>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <rapidcheck.h>

#include "tests/support/generators.h"

namespace fitmate::domain {
namespace {

using Json = nlohmann::json;
using namespace std::chrono_literals;

constexpr Instant noon = std::chrono::sys_days{2026y / 6 / 1} + 12h;

Uuid uuid(int number) {
  Uuid id;
  id.bytes.fill(static_cast<std::byte>(number));
  return id;
}

const CodeSeen phone_seen{.kind = CredentialKind::phone,
                          .credential = {0x00c0ffee00c0ffee},
                          .person_number = {4000000000},
                          .generation = 2,
                          .step = 118687200};

Scan scan_of_a_member() {
  return {
      .code = phone_seen,
      .user = UserId{42},
      .trainer = std::nullopt,
      .outcome = Outcome::admitted,
      .reason = Reason::ok,
      .basis = {.rules = 3, .row_version = 17, .data_age = 75s, .clock_state = ClockState::synced}};
}

Event event_of(Happening happening) {
  return {.id = {uuid(1)},
          .stamp = {.at = noon,
                    .wall = noon + 250ms,
                    .boot_id = uuid(2),
                    .since_boot = 90min,
                    .clock_state = ClockState::synced,
                    .entered_late = false},
          .happening = std::move(happening)};
}

// One event of every type, each with all that it may hold.
std::vector<Event> full_events() {
  auto of_trainer = scan_of_a_member();
  of_trainer.trainer = TrainerId{uuid(3)};
  auto refused = of_trainer;
  refused.outcome = Outcome::refused;
  refused.reason = Reason::replayed;
  auto late = event_of(Refused{.scan = refused});
  late.stamp.entered_late = true;
  return {
      event_of(CheckedIn{.scan = scan_of_a_member()}),
      event_of(CheckedOut{.scan = scan_of_a_member(), .entry = EventId{uuid(4)}}),
      late,
      event_of(ShiftStarted{.scan = of_trainer, .missed_end = true}),
      event_of(ShiftEnded{.scan = of_trainer, .start = EventId{uuid(5)}}),
      event_of(MealPhotographed{.user = {42},
                                .code = phone_seen,
                                .item = "dal",
                                .calories = 350.5,
                                .macros = {.protein = 18, .fat = 9.5},
                                .photos = {{.sha256 = {}, .size = 12345, .type = "image/jpeg"}}}),
      event_of(Annulled{.annulled = {uuid(6)}}),
  };
}

void collect_places(const Json& value, const Json::json_pointer& place,
                    std::vector<Json::json_pointer>& places) {
  if (value.is_object()) {
    for (const auto& [name, inner] : value.items()) {
      places.push_back(place / name);
      collect_places(inner, place / name, places);
    }
  }
  if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) collect_places(value[i], place / i, places);
  }
}

// Where a named field stands in the event's text, at any depth.
std::vector<Json::json_pointer> fields_of(const Json& event) {
  std::vector<Json::json_pointer> places;
  collect_places(event, Json::json_pointer{}, places);
  return places;
}

TEST_CASE("an event is read back from its text, and written again it is the same bytes") {
  REQUIRE(rc::check([] {
    const auto event = tests::any_event();
    const auto text = to_text(event);
    const auto read = parse_event(text);
    RC_ASSERT(read.has_value());
    RC_ASSERT(*read == event);
    RC_ASSERT(to_text(*read) == text);
  }));
}

TEST_CASE("an event's text is one line of JSON that says its type") {
  const std::vector<std::string> types = {"checked_in",    "checked_out", "refused",
                                          "shift_started", "shift_ended", "meal_photographed",
                                          "annulled"};
  const auto events = full_events();
  REQUIRE(events.size() == types.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto text = to_text(events[i]);
    CHECK(type_of(events[i].happening) == types[i]);
    CHECK(Json::parse(text).at("type") == types[i]);
    CHECK(text.find('\n') == std::string::npos);
  }
}

TEST_CASE("an event's bytes are the same in every release") {
  // Stored, hashed and sent as they are: who changes one breaks the chains of every kiosk.
  CHECK(to_text(full_events().front()) ==
        R"({"at":"2026-06-01T12:00:00.000Z","boot_id":"02020202-0202-0202-0202-020202020202",)"
        R"("clock_state":"synced","credential_id":"00c0ffee00c0ffee","data_age_s":75,)"
        R"("event_id":"01010101-0101-0101-0101-010101010101","generation":2,"kind":"phone",)"
        R"("outcome":"admitted","person_number":4000000000,"reason":"ok","row_version":17,)"
        R"("rules":3,"since_boot_ms":5400000,"step":118687200,"type":"checked_in",)"
        R"("user_id":42,"wall":"2026-06-01T12:00:00.250Z"})");
}

TEST_CASE("a field of another type is refused by its name, at every place of every event") {
  for (const auto& event : full_events()) {
    const auto good = Json::parse(to_text(event));
    for (const auto& place : fields_of(good)) {
      for (const Json& wrong : {Json::parse("[[]]"), Json(-0.5), Json(true), Json("\x01")}) {
        auto bad = good;
        if (bad[place].type() == wrong.type()) continue;
        bad[place] = wrong;
        const auto read = parse_event(bad.dump());
        CAPTURE(bad.dump(), place.to_string());
        REQUIRE_FALSE(read);
        CHECK(read.error().contains(place.back()));
      }
    }
  }
}

// Null or false where it is absent; the code is unknown where a forged one was refused, and there
// is none where somebody who was signed in told the centre.
bool may_be_absent(const std::string& type, const std::string& field) {
  static const std::set<std::string> always = {
      "entered_late", "step",     "trainer_id", "data_age_s", "entry", "start",
      "missed_end",   "calories", "macros",     "protein",    "fat"};
  static const std::set<std::string> without_code = {"refused", "shift_started", "shift_ended",
                                                     "meal_photographed"};
  return always.contains(field) || (field == "user_id" && type != "meal_photographed") ||
         (field == "credential_id" && without_code.contains(type));
}

TEST_CASE("a punch without a code names its trainer") {
  for (const auto& event : full_events()) {
    auto text = Json::parse(to_text(event));
    if (!text.at("type").get<std::string>().starts_with("shift_")) continue;
    text.erase("credential_id");
    REQUIRE(parse_event(text.dump()));
    text.erase("trainer_id");
    CHECK_FALSE(parse_event(text.dump()));
  }
}

TEST_CASE("a field that is missing means null or false where it may, else it is named") {
  for (const auto& event : full_events()) {
    const auto good = Json::parse(to_text(event));
    for (const auto& place : fields_of(good)) {
      auto bad = good;
      bad[place.parent_pointer()].erase(place.back());
      const auto read = parse_event(bad.dump());
      CAPTURE(bad.dump(), place.to_string());
      if (may_be_absent(good["type"], place.back())) {
        REQUIRE(read);
        CHECK(*read != event);
      } else {
        REQUIRE_FALSE(read);
        CHECK(read.error().contains(place.back()));
      }
    }
  }
}

TEST_CASE("an event of an unknown type is refused") {
  auto text = Json::parse(to_text(full_events().front()));
  text["type"] = "teleported";
  const auto read = parse_event(text.dump());
  REQUIRE_FALSE(read);
  CHECK(read.error().contains("type"));
}

TEST_CASE("unknown fields are ignored at every depth") {
  for (const auto& event : full_events()) {
    const auto good = Json::parse(to_text(event));
    auto places = fields_of(good);
    places.emplace_back();
    for (const auto& place : places) {
      auto more = good;
      if (!more[place].is_object()) continue;
      more[place]["of_a_later_version"] = {{"deep", {1, 2, 3}}};
      CAPTURE(more.dump());
      const auto read = parse_event(more.dump());
      REQUIRE(read);
      CHECK(*read == event);
    }
  }
}

TEST_CASE("a value outside its range is refused") {
  const auto refused_with = [](const Event& event, const char* place, const Json& value) {
    auto bad = Json::parse(to_text(event));
    const Json::json_pointer pointer{place};
    REQUIRE(bad.contains(pointer));
    bad[pointer] = value;
    CAPTURE(bad.dump());
    const auto read = parse_event(bad.dump());
    CHECK_FALSE(read);
    return !read && read.error().contains(pointer.back());
  };
  const auto events = full_events();
  CHECK(refused_with(events[0], "/event_id", "017f22e2"));
  CHECK(refused_with(events[0], "/at", "2026-06-01"));
  CHECK(refused_with(events[0], "/clock_state", "sure"));
  CHECK(refused_with(events[0], "/outcome", "maybe"));
  CHECK(refused_with(events[0], "/reason", "mood"));
  CHECK(refused_with(events[0], "/generation", 256));
  CHECK(refused_with(events[0], "/generation", -1));
  CHECK(refused_with(events[0], "/person_number", 4294967296));
  CHECK(refused_with(events[0], "/credential_id", "c0ffee"));
  CHECK(refused_with(events[0], "/credential_id", "00c0ffee00c0ffee00"));
  CHECK(refused_with(events[0], "/kind", "tattoo"));
  CHECK(refused_with(events[0], "/user_id", 18446744073709551615ULL));
  CHECK(refused_with(events[5], "/calories", -1));
  CHECK(refused_with(events[5], "/macros", 7));
  CHECK(refused_with(events[5], "/macros/protein", -1));
  CHECK(refused_with(events[5], "/macros/fat", "much"));
  CHECK(refused_with(events[5], "/photos/0/size", -1));
  CHECK(refused_with(events[5], "/photos/0/sha256", "00"));
}

TEST_CASE("an outcome that does not fit the type is refused") {
  const auto events = full_events();
  for (const auto& event : events) {
    auto bad = Json::parse(to_text(event));
    if (!bad.contains("outcome")) continue;
    bad["outcome"] = bad["outcome"] == "refused" ? "warned" : "refused";
    const auto read = parse_event(bad.dump());
    CAPTURE(bad.dump());
    REQUIRE_FALSE(read);
    CHECK(read.error().contains("outcome"));
  }
}

TEST_CASE("what is no event is refused in words") {
  for (const std::string text :
       {"", " ", "null", "[]", "42", "\"checked_in\"", "{}", "{", "{\"type\":}", "\xff\xfe",
        "{\"type\":\"checked_in\"", "{\"type\":\"checked_in\"}"}) {
    const auto read = parse_event(text);
    CAPTURE(text);
    REQUIRE_FALSE(read);
    CHECK_FALSE(read.error().empty());
  }
  const auto good = to_text(full_events().front());
  CHECK_FALSE(parse_event(good + good));
  CHECK_FALSE(parse_event(good + "x"));
}

TEST_CASE("an event's text that is cut anywhere is refused") {
  for (const auto& event : full_events()) {
    const auto good = to_text(event);
    for (std::size_t size = 0; size < good.size(); ++size) {
      CAPTURE(size);
      REQUIRE_FALSE(parse_event(good.substr(0, size)));
    }
  }
}

TEST_CASE("a text nested without end is refused without falling over") {
  const std::string deep(200'000, '[');
  CHECK_FALSE(parse_event(deep));
  CHECK_FALSE(parse_event("{\"type\":" + deep));
}

TEST_CASE("no text with a turned byte is read as the same event in other bytes") {
  REQUIRE(rc::check([] {
    auto text = to_text(tests::any_event());
    const auto place = *rc::gen::inRange<std::size_t>(0, text.size());
    text[place] = static_cast<char>(*rc::gen::inRange(0, 256));
    const auto read = parse_event(text);
    if (!read) return;
    const auto again = parse_event(to_text(*read));
    RC_ASSERT(again.has_value());
    RC_ASSERT(*again == *read);
  }));
}

TEST_CASE("an item that is no UTF-8 still makes a text that can be read") {
  auto meal = std::get<MealPhotographed>(full_events()[5].happening);
  meal.item =
      "d\xff"
      "al";
  const auto read = parse_event(to_text(event_of(meal)));
  REQUIRE(read);
  CHECK(std::get<MealPhotographed>(read->happening).item == "d\uFFFDal");
}

}  // namespace
}  // namespace fitmate::domain
