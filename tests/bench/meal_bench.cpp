// From the shutter to a meal that is kept, in processor time: a camera's JPEG frame of 1280x720 to
// pixels, encoded as it is kept, hashed, written and synced, and the event committed.
#include <algorithm>
#include <ctime>
#include <string>
#include <vector>

#include "firmware/image_file.h"
#include "kiosk/meal.h"
#include "tests/bench/plate.h"
#include "tests/bench/program.h"
#include "tests/bench/report.h"
#include "tests/bench/statistics.h"
#include "tests/support/kiosk_fixture.h"

using namespace fitmate;

namespace {

constexpr int meals = 60;
constexpr double limit_ms = 150;

double processor_ms() {
  std::timespec at{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
  return static_cast<double>(at.tv_sec) * 1e3 + static_cast<double>(at.tv_nsec) / 1e6;
}

// Processor time of each meal, in ms.
std::vector<double> measure() {
  tests::KioskFixture fixture;
  fixture.fill();
  const auto ada =
      fixture.gym.add_member("Ada", tests::day("2026-01-01"), tests::day("2026-12-31"));
  fixture.pull();
  db::PhotoFiles files{fixture.folder.path() / "photos"};
  kiosk::Meal meal{fixture.kiosk->store, files, fixture.random};
  const auto card = fixture.gym.card(ada);
  std::vector<double> took;
  for (unsigned number = 0; number < meals; ++number) {
    const auto frame = bench::photograph_plate(number, {.width = 1280, .height = 720});
    const auto opening = meal.open(card, tests::clock_at(fixture.now));
    const double begun = processor_ms();
    auto photo = kiosk::make_meal_photo(firmware::decode_rgb(frame).value());
    kiosk::MealEntry entry{.item = "Soup", .calories = 320, .photos = {}};
    entry.photos.push_back(std::move(photo));
    const auto answer = meal.keep(opening.guest.value(), entry, tests::clock_at(fixture.now));
    took.push_back(processor_ms() - begun);
    if (answer.outcome != domain::Outcome::admitted) {
      throw std::runtime_error("a meal was not kept: " + answer.fault);
    }
  }
  return took;
}

void run(const bench::Asked& asked) {
  const auto took = measure();
  bench::print_report(asked.json, "meal", "processor time of a meal's photo, 1280x720, in ms",
                      {{{"take to kept", bench::median(took)},
                        {"worst", std::ranges::max(took)},
                        {"limit", limit_ms}}});
}

}  // namespace

int main(int argc, char** argv) {
  return bench::run_benchmark(argc, argv, run);
}
