#include "kiosk/meal.h"

#include <chrono>
#include <fstream>

#include <catch2/catch_test_macros.hpp>

#include "db/write_lock.h"
#include "domain/event_text.h"
#include "kiosk/answer.h"
#include "tests/support/kiosk_fixture.h"

namespace fitmate::kiosk {
namespace {

using namespace domain;
using namespace std::chrono_literals;
using tests::day;
using tests::KioskFixture;

MealPhoto plate(std::uint8_t shade) {
  firmware::RgbImage image{64, 48, std::vector<std::uint8_t>(std::size_t{64} * 48 * 3, shade)};
  return make_meal_photo(std::move(image));
}

std::size_t files_in(const std::filesystem::path& folder) {
  const std::filesystem::directory_iterator all{folder};
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

// A kiosk at work, and a member in front of it.
struct Table : KioskFixture {
  Table() { fill(); }

  Meal meal() { return Meal{kiosk->store, files, random}; }
  Answer eat(const std::string& code, const std::string& item, std::vector<MealPhoto> plates) {
    auto meals = meal();
    const auto opening = meals.open(code, tests::clock_at(now));
    if (!opening.guest) return opening.answer;
    return meals.keep(*opening.guest,
                      {.item = item, .calories = 420.5, .photos = std::move(plates)},
                      tests::clock_at(now));
  }
  std::vector<Event> events() {
    std::vector<Event> events;
    for (const auto& text : kiosk->sync.unsent(1000, 1'000'000, std::nullopt).events) {
      events.push_back(parse_event(text).value());
    }
    return events;
  }
  // As if the centre had taken all events.
  void acknowledge() {
    const auto outgoing = kiosk->sync.unsent(1000, 1'000'000, std::nullopt);
    kiosk->sync.apply_ack(outgoing.epoch,
                          {outgoing.first_seq.value + std::ssize(outgoing.events) - 1}, {},
                          with_server_time(tests::clock_at(now), now), now);
  }

  tests::DemoGym::Someone ada =
      gym.add_member("Ada Lovelace", day("2026-01-01"), day("2026-12-31"));
  double free_share = 0.5;
  std::filesystem::path photos = folder.path() / "photos";
  db::PhotoFiles files{photos, [this](const auto&) { return free_share; }};
};

TEST_CASE_METHOD(Table, "a meal is an event whose photos lie under their hashes") {
  const std::vector two{plate(10), plate(200)};
  const auto answer = eat(gym.card(ada), "Porridge", two);
  CHECK(answer.outcome == Outcome::admitted);
  CHECK(answer.reason == Reason::ok);
  CHECK_FALSE(answer.direction);
  CHECK(answer.seq == Seq{1});
  CHECK(answer.person->name == "Ada Lovelace");

  const auto recorded = events();
  REQUIRE(recorded.size() == 1);
  CHECK(recorded[0].id == answer.event);
  const auto& meal = std::get<MealPhotographed>(recorded[0].happening);
  CHECK(meal.user == ada.user);
  CHECK(meal.item == "Porridge");
  CHECK(meal.calories == 420.5);
  REQUIRE(meal.photos.size() == 2);
  for (std::size_t i = 0; i < two.size(); ++i) {
    CHECK(meal.photos[i] == two[i].photo);
    CHECK(files.load(meal.photos[i].sha256) == two[i].jpeg);
  }
  CHECK(kiosk->store.load_status().waiting_photos == 2);
}

TEST_CASE_METHOD(Table, "without a folder of photos the door works, and only meals are not kept") {
  std::filesystem::remove_all(photos);
  std::ofstream{photos} << "a file is in its place";
  db::PhotoFiles none{photos, [](const auto&) { return 0.5; }};
  Meal meals{kiosk->store, none, random};
  CHECK(meals.sweep() == 0);
  const auto opening = meals.open(gym.card(ada), tests::clock_at(now));
  REQUIRE(opening.guest);
  CHECK(meals
            .keep(*opening.guest, {.item = "Soup", .calories = std::nullopt, .photos = {plate(1)}},
                  tests::clock_at(now))
            .reason == Reason::store_failed);
  CHECK(events().empty());
  CHECK(scan(gym.card(ada)).outcome == Outcome::admitted);
}

TEST_CASE_METHOD(Table, "a meal is kept in a time zone that this kiosk does not know") {
  gym.put(5, 1, PulledGym{.name = "Demo Gym", .timezone = "Mars/Olympus", .rules = {}});
  pull();
  CHECK(eat(gym.card(ada), "Porridge", {plate(1)}).outcome == Outcome::admitted);
}

TEST_CASE_METHOD(Table, "a meal is no entry: the next code comes in, and is no repeat") {
  eat(gym.card(ada), "Porridge", {plate(1)});
  const auto in = scan(gym.card(ada));
  CHECK(in.direction == Direction::in);
  CHECK_FALSE(in.repeat);
  eat(gym.card(ada), "Apple", {plate(2)});
  CHECK(scan(gym.card(ada)).repeat);
}

TEST_CASE_METHOD(Table, "a phone's step is taken once, by a meal as by the door") {
  const auto code = gym.phone(ada, now);
  CHECK(eat(code, "Porridge", {plate(1)}).outcome == Outcome::admitted);
  CHECK(eat(code, "Porridge", {plate(1)}).reason == Reason::replayed);
  CHECK(scan(code).reason == Reason::replayed);
  now += 15s;
  CHECK(scan(gym.phone(ada, now)).outcome == Outcome::admitted);
  CHECK(eat(gym.phone(ada, now), "Porridge", {plate(1)}).reason == Reason::replayed);
}

TEST_CASE_METHOD(Table, "a code is as old as when it was held up, not as when the meal is kept") {
  auto meals = meal();
  const auto opening = meals.open(gym.phone(ada, now), tests::clock_at(now));
  REQUIRE(opening.guest);
  CHECK_FALSE(opening.answer.event);
  CHECK(events().empty());
  now += 50s;
  const auto kept =
      meals.keep(*opening.guest, {.item = "Soup", .calories = std::nullopt, .photos = {plate(1)}},
                 tests::clock_at(now));
  CHECK(kept.outcome == Outcome::admitted);
  CHECK(events().at(0).stamp.at == now);
  CHECK(meals.open(gym.phone(ada, now - 50s), tests::clock_at(now)).answer.reason ==
        Reason::code_expired);
}

TEST_CASE_METHOD(Table, "of two meals with one phone step that were opened at once, one is kept") {
  auto meals = meal();
  const auto code = gym.phone(ada, now);
  const auto one = meals.open(code, tests::clock_at(now));
  const auto other = meals.open(code, tests::clock_at(now));
  REQUIRE((one.guest && other.guest));
  const MealEntry entry{.item = "Soup", .calories = std::nullopt, .photos = {plate(1)}};
  CHECK(meals.keep(*one.guest, entry, tests::clock_at(now)).outcome == Outcome::admitted);
  CHECK(meals.keep(*other.guest, entry, tests::clock_at(now)).reason == Reason::replayed);
}

TEST_CASE_METHOD(Table, "membership binds at the door only: who is known may eat") {
  const auto expired = gym.add_member("Old Member", day("2020-01-01"), day("2020-12-31"));
  const auto trainer = gym.add_trainer("Grace Hopper");
  pull();
  CHECK(scan(gym.card(expired)).reason == Reason::expired);
  CHECK(eat(gym.card(expired), "Tea", {plate(1)}).outcome == Outcome::admitted);
  CHECK(eat(gym.card(trainer), "Tea", {plate(1)}).outcome == Outcome::admitted);
}

TEST_CASE_METHOD(Table, "a code that is not good, or of nobody we know, is refused and recorded") {
  const auto stranger = gym.add_member("Nobody Pulled", day("2026-01-01"), day("2026-12-31"));
  auto forged = gym.card(ada);
  forged.back() = forged.back() == 'A' ? 'B' : 'A';
  CHECK(eat(gym.card(stranger), "Tea", {plate(1)}).reason == Reason::not_in_replica);
  CHECK(eat(forged, "Tea", {plate(1)}).reason == Reason::forged);
  CHECK(events().size() == 2);
  for (const auto& event : events())
    CHECK(std::holds_alternative<domain::Refused>(event.happening));
  CHECK(eat("https://example.org", "Tea", {plate(1)}).reason == Reason::not_ours);
  CHECK(events().size() == 2);
  CHECK(files_in(photos) == 0);
}

TEST_CASE_METHOD(Table, "a credential that is revoked between holding and keeping keeps nothing") {
  auto meals = meal();
  const auto opening = meals.open(gym.card(ada), tests::clock_at(now));
  gym.revoke(ada.card, ada.user);
  pull();
  const auto kept =
      meals.keep(*opening.guest, {.item = "Soup", .calories = std::nullopt, .photos = {plate(1)}},
                 tests::clock_at(now));
  CHECK(kept.reason == Reason::revoked);
  CHECK(kiosk->store.load_status().waiting_photos == 0);
  CHECK(meals.sweep() == 1);
}

TEST_CASE_METHOD(Table, "the same picture twice is one file, and waits once") {
  eat(gym.card(ada), "Porridge", {plate(7), plate(7)});
  eat(gym.card(ada), "Porridge again", {plate(7)});
  CHECK(files_in(photos) == 1);
  CHECK(kiosk->store.load_status().waiting_photos == 1);
}

TEST_CASE_METHOD(Table, "a photo that is stored waits again when a new meal names it") {
  eat(gym.card(ada), "Porridge", {plate(7)});
  acknowledge();
  const auto first = kiosk->sync.photo_queue().next.value();
  kiosk->sync.note_photo(first, db::kiosk::PhotoStored{now});
  CHECK(kiosk->sync.photo_queue().waiting == 0);
  eat(gym.card(ada), "Porridge again", {plate(7)});
  CHECK(kiosk->sync.photo_queue().waiting == 1);
  // Its event is not at the centre yet, and a late word on the first try changes nothing.
  CHECK_FALSE(kiosk->sync.photo_queue().next);
  kiosk->sync.note_photo(first, db::kiosk::PhotoStored{now});
  CHECK(kiosk->sync.photo_queue().waiting == 1);
  CHECK_FALSE(kiosk->sync.forget_photo(first.sha256));
  acknowledge();
  CHECK(kiosk->sync.photo_queue().next);
}

TEST_CASE_METHOD(Table, "the least tried photo goes first, and one that is set aside is counted") {
  eat(gym.card(ada), "One", {plate(1)});
  eat(gym.card(ada), "Two", {plate(2)});
  acknowledge();
  const auto one = kiosk->sync.photo_queue().next.value();
  kiosk->sync.note_photo(one, db::kiosk::PhotoTried{});
  const auto two = kiosk->sync.photo_queue().next.value();
  CHECK(two != one);
  kiosk->sync.note_photo(two, db::kiosk::PhotoSetAside{"no JPEG"});
  CHECK(kiosk->sync.photo_queue().next == one);
  const auto status = kiosk->store.load_status();
  CHECK(status.waiting_photos == 1);
  CHECK(status.quarantined == 1);
}

TEST_CASE_METHOD(Table, "a centre that was restored is offered the photos that it had once more") {
  eat(gym.card(ada), "One", {plate(1)});
  acknowledge();
  const auto photo = kiosk->sync.photo_queue().next.value();
  kiosk->sync.note_photo(photo, db::kiosk::PhotoStored{now});
  kiosk->sync.begin_refetch();
  CHECK(kiosk->sync.photo_queue().next == photo);
}

TEST_CASE_METHOD(Table, "what a program that died left is swept, what a meal needs is not") {
  eat(gym.card(ada), "Porridge", {plate(7)});
  const auto lost = plate(8);
  {
    files.keep(lost.photo.sha256, lost.jpeg);
  }  // killed before its event
  std::ofstream{photos / (to_hex(plate(9).photo.sha256) + ".jpg.a1B2c3")} << "half";
  CHECK(files_in(photos) == 3);
  stop();
  start();
  {
    const auto keeping = files.claim();
    CHECK(meal().sweep() == 0);
  }
  CHECK(meal().sweep() == 2);
  CHECK(files_in(photos) == 1);
  CHECK(files.has(plate(7).photo.sha256));
}

TEST_CASE_METHOD(Table,
                 "with less than 8 % of the disk free no photo is kept, and the door works") {
  free_share = 0.0799;
  const auto answer = eat(gym.card(ada), "Porridge", {plate(7)});
  CHECK(answer.reason == Reason::store_failed);
  CHECK(answer.fault.contains("disk"));
  CHECK(events().empty());
  CHECK(files_in(photos) == 0);
  CHECK(scan(gym.card(ada)).outcome == Outcome::admitted);
  free_share = 0.08;
  CHECK(eat(gym.card(ada), "Porridge", {plate(7)}).outcome == Outcome::admitted);
}

TEST_CASE_METHOD(Table, "a folder that cannot be written is store_failed, and no event stands") {
  std::filesystem::remove_all(photos);
  const auto answer = eat(gym.card(ada), "Porridge", {plate(7)});
  CHECK(answer.reason == Reason::store_failed);
  CHECK(events().empty());
}

TEST_CASE_METHOD(Table, "where the store cannot be read no photo is left behind") {
  auto meals = meal();
  const auto opening = meals.open(gym.card(ada), tests::clock_at(now));
  REQUIRE(opening.guest);
  db::kiosk::Session{file(), ""}.run("update link set trust_list = 'nobody signed this'");
  const auto answer =
      meals.keep(*opening.guest, {.item = "Tea", .photos = {plate(1)}}, tests::clock_at(now));
  CHECK(answer.reason == Reason::store_failed);
  CHECK(files_in(photos) == 0);
}

TEST_CASE_METHOD(Table, "a foreign code waits for nobody who writes") {
  db::WriteLock another{file().string() + "-writer"};
  REQUIRE(another.acquire(0ms));
  const auto opening = meal().open("https://example.org", tests::clock_at(now));
  CHECK(opening.answer.reason == Reason::not_ours);
}

TEST_CASE_METHOD(Table, "one's own meals can be picked: the last, then the most frequent") {
  const auto grace = gym.add_member("Grace", day("2026-01-01"), day("2026-12-31"));
  pull();
  for (const auto* item : {"Tea", "Soup", "Soup", "Rice", "Rice", "Rice", "Egg"}) {
    eat(gym.card(ada), item, {plate(1)});
    now += 1min;
  }
  eat(gym.card(grace), "Cake", {plate(1)});
  auto meals = meal();
  const auto opening = meals.open(gym.card(ada), tests::clock_at(now));
  std::vector<std::string> picks;
  for (const auto& pick : meals.picks(*opening.guest, 3)) {
    picks.push_back(pick.item);
    CHECK(pick.calories == 420.5);
  }
  CHECK(picks == std::vector<std::string>{"Egg", "Rice", "Soup"});
  kiosk->sync.apply_revoked();
  CHECK(meals.picks(*opening.guest, 3).empty());
}

TEST_CASE_METHOD(Table, "a damaged database keeps its photos waiting") {
  eat(gym.card(ada), "Porridge", {plate(7)});
  stop();
  {
    std::fstream file{this->file(), std::ios::in | std::ios::out | std::ios::binary};
    file.seekp(0, std::ios::end);
    const auto size = static_cast<std::streamoff>(file.tellp());
    // The last pages are of the newest tables.
    file.seekp(size - 4096);
    file << std::string(4096, '\xff');
  }
  start();
  const auto status = kiosk->store.load_status();
  CHECK(status.waiting_photos == 1);
  CHECK(meal().sweep() == 0);
}

}  // namespace
}  // namespace fitmate::kiosk
