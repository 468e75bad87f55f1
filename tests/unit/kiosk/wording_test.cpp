#include "kiosk/wording.h"

#include <set>
#include <vector>

#include <catch2/catch_test_macros.hpp>

using namespace fitmate;
using namespace fitmate::kiosk;
using namespace std::chrono_literals;
using domain::Reason;

namespace {

const Texts& english() {
  static const Texts texts = Texts::in_language("en");
  return texts;
}

GymTime now() {
  return {*domain::parse_day("2026-11-22"), 16h + 5min};
}

Words say(const ScreenState& state) {
  return words_for(state, now(), english());
}

std::string expiring_on(std::string_view day) {
  return say(Warned{"Ana", Passage::came_in, Reason::expiring, domain::parse_day(day)}).body;
}

// A text that is its own key was not found.
bool found(const std::string& text) {
  return !text.empty() && !english().has(text) && text.find('{') == std::string::npos &&
         text.find("refused.") == std::string::npos && text.find("warned.") == std::string::npos;
}

}  // namespace

TEST_CASE("a refusal says its reason, its date and the next step in plain words") {
  const auto words = say(Refused{"Ana", Reason::expired, domain::parse_day("2026-03-12")});
  CHECK(words.title == "Sorry, Ana");
  CHECK(words.body == "Your membership ended on 12 March. Please see the front desk.");
}

TEST_CASE("a date of another year is said with its year") {
  const auto words = say(Refused{"Ana", Reason::expired, domain::parse_day("2025-12-31")});
  CHECK(words.body == "Your membership ended on 31 December 2025. Please see the front desk.");
}

TEST_CASE("days left are counted, and the last two have words of their own") {
  CHECK(expiring_on("2026-11-29") == "7\u00a0days left: your membership ends on 29 November.");
  CHECK(expiring_on("2026-11-24") == "2\u00a0days left: your membership ends on 24 November.");
  CHECK(expiring_on("2026-11-23") ==
        "1\u00a0day left: your membership ends tomorrow, 23 November.");
  CHECK(expiring_on("2026-11-22") == "Today is the last day of your membership.");
}

TEST_CASE("every reason has its words, with and without a date and a name") {
  for (int i = 0; i <= static_cast<int>(Reason::store_failed); ++i) {
    const auto reason = static_cast<Reason>(i);
    CAPTURE(domain::to_text(reason));
    if (reason == Reason::ok || reason == Reason::store_failed) continue;
    const bool warns = reason >= Reason::grace && reason <= Reason::clock_unsure;
    for (const auto& day : {domain::parse_day("2026-11-20"), std::optional<domain::Day>{}}) {
      const auto words =
          warns ? say(Warned{"Ana", Passage::came_in, reason, day}) : say(Refused{"", reason, day});
      CHECK(found(words.word));
      CHECK(found(words.title));
      CHECK(found(words.body));
    }
  }
  CHECK(found(say(Warned{"", Passage::came_in, Reason::stale, {}}).body));
}

TEST_CASE("every passage has its words, and a name that cannot be shown is left out") {
  for (const auto passage :
       {Passage::came_in, Passage::went_out, Passage::shift_started, Passage::shift_ended}) {
    CHECK(found(say(Admitted{"Ana", passage}).word));
    CHECK(found(say(Admitted{"Ana", passage}).body));
    CHECK(found(say(Admitted{"", passage}).title));
    CHECK(say(Admitted{"Ana", passage}).title.ends_with("Ana"));
  }
  CHECK(say(Admitted{"Ana", Passage::shift_started}).body == "Your shift began at 16:05.");
}

TEST_CASE("who comes in reads what is left of visits and days, each in its own words") {
  const auto body = [](std::optional<std::int64_t> visits, std::string_view day) {
    Notes notes;
    notes.visits_left = visits;
    notes.last_day = domain::parse_day(day);
    return say(Admitted{"Ana", Passage::came_in, false, notes}).body;
  };
  CHECK(body({}, "2026-12-31") == "Your membership ends in 39\u00a0days.");
  CHECK(body(4, "2026-12-31") == "4\u00a0visits left.\nYour membership ends in 39\u00a0days.");
  CHECK(body(1, "2026-11-23") == "1\u00a0visit left.\nYour membership ends tomorrow.");
  CHECK(body(0, "2026-11-22") == "This was your last visit.\nYour membership ends today.");
  CHECK(body(4, "2026-11-21") == "4\u00a0visits left.");
  CHECK(body({}, "") == "Have a good workout.");
}

TEST_CASE("a warning says what it warns of before what is left") {
  Notes notes;
  notes.visits_left = 2;
  const auto day = domain::parse_day("2026-11-25");
  CHECK(say(Warned{"Ana", Passage::came_in, Reason::expiring, day, false, notes}).body ==
        "3\u00a0days left: your membership ends on 25 November.\n2\u00a0visits left.");
}

TEST_CASE("a trainer reads the hours of the day and the week, and that a punch is missing") {
  Notes notes;
  notes.worked = domain::WorkedTime{.today = 3h + 20min, .week = 27h + 5min};
  const auto words = [&] { return say(Admitted{"Tom", Passage::shift_ended, false, notes}); };
  CHECK(words().body == "Your shift ended at 16:05.");
  const std::vector<Figure> hours = {{"3\u00a0h\u00a020\u00a0min", "Here today"},
                                     {"27\u00a0h\u00a05\u00a0min", "Here this week"}};
  CHECK(words().figures == hours);
  notes.worked->has_missed_punch = true;
  CHECK(words().body.contains("A punch is missing this week: please tell the front desk."));
  CHECK(say(Warned{"Tom", Passage::shift_ended, Reason::stale, {}, false, notes}).figures == hours);
  CHECK(say(Admitted{"Tom", Passage::shift_ended, true, notes}).figures.empty());
}

TEST_CASE("a message is said to be the front desk's") {
  Notes notes;
  CHECK(say(Admitted{"Ana", Passage::came_in, false, notes}).message.empty());
  notes.message = "Hello";
  CHECK(say(Admitted{"Ana", Passage::came_in, false, notes}).message ==
        "From the front desk:\nHello");
}

TEST_CASE("what was taken back is said so") {
  CHECK(found(say(Undone{}).word));
  CHECK(found(say(Undone{}).title));
  CHECK(found(say(Undone{}).body));
}

TEST_CASE("a door that failed is said instead of a good wish") {
  CHECK(say(Admitted{"Ana", Passage::came_in, true}).body ==
        "The door did not open. Please see the front desk.");
  CHECK(say(Warned{"Ana", Passage::came_in, Reason::grace, {}, true}).body ==
        "The door did not open. Please see the front desk.");
}

TEST_CASE("a yes that could not be taken back is not said to be unrecorded") {
  CHECK(say(OutOfOrder{.fault = Fault::not_recorded, .still_counts = true}).body ==
        "This could not be taken back. Please tell the front desk.");
}

TEST_CASE("a kiosk that was signed off says who can still go out by it, and who asks for help") {
  CHECK(say(OutOfOrder{Fault::revoked})
            .body.contains("Cards still let you out; with a phone, ask at the front desk."));
}

TEST_CASE("each fault has a code of its own, with the kiosk's number behind it") {
  std::set<std::string> codes;
  for (const auto fault : {Fault::not_recorded, Fault::store, Fault::revoked}) {
    codes.insert(fault_code(fault, domain::KioskId{7}, english()));
    CHECK(found(say(OutOfOrder{fault}).body));
  }
  codes.insert(camera_code(domain::KioskId{7}, english()));
  CHECK(codes == std::set<std::string>{"D1-7", "D2-7", "K1-7", "V1-7"});
  CHECK(fault_code(Fault::store, {}, english()) == "D2");
}

TEST_CASE("the status line says how long ago, in a unit that fits, and how many wait") {
  const auto line = [](std::optional<std::chrono::minutes> ago, std::int64_t waiting) {
    return status_text({.synced_ago = ago, .waiting = waiting, .trouble = {}}, english());
  };
  CHECK(line({}, 0) == "Not synced yet, 0 waiting");
  CHECK(line(0min, 2) == "Synced just now, 2 waiting");
  CHECK(line(3min, 2) == "Synced 3 min ago, 2 waiting");
  CHECK(line(119min, 2) == "Synced 119 min ago, 2 waiting");
  CHECK(line(120min, 2) == "Synced 2 h ago, 2 waiting");
  CHECK(line(48h, 100000) == "Synced 2 days ago, 100000 waiting");
}

TEST_CASE("clock and date are the gym's") {
  CHECK(clock_text(now()) == "16:05");
  CHECK(clock_text({now().day, 0min}) == "00:00");
  CHECK(date_text(now().day, english()) == "Sunday, 22 November");
}

TEST_CASE("beside the clock stands what to do now") {
  using State = firmware::CameraStatus::State;
  CHECK(prompt_text({State::streaming, "", {}}, english()) == "Hold your code to the camera");
  CHECK(prompt_text({State::none, "", {}}, english()) ==
        "Hold your code to the scanner, or type it");
  CHECK(prompt_text({State::gone, "", {}}, english()) == "Type your code, or see the front desk.");
  CHECK(prompt_text({State::streaming, "", firmware::ReadHint::unreadable}, english()) ==
        "Hold still, a little closer.");
}

TEST_CASE("what staff are told is a whole sentence, and none of it is lost within 200 letters") {
  const std::string said =
      "the line gpiochip0/17 is not there: see to door in kiosk.toml, or plug it in";
  CHECK(staff_text(said) == "T" + said.substr(1));
  CHECK(staff_text("/dev/video0 is gone") == "/dev/video0 is gone");
  CHECK(staff_text("").empty());
}

TEST_CASE("an enrolment that failed is told in a sentence, whatever the program said") {
  const auto texts = Texts::in_language("en");
  CHECK(words_for(EnrolFailed{"this code is over"}, {}, texts).body == "This code is over");
  CHECK(words_for(EnrolFailed{""}, {}, texts).body.empty());
  CHECK(words_for(EnrolFailed{"\u00e9"}, {}, texts).body == "\u00e9");
  CHECK(words_for(Enrolled{"\U0001F3CB"}, {}, texts).title != texts.get("enrolled.title"));
}
