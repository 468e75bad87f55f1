#include "tests/bench/busy_hour.h"

#include <chrono>
#include <format>
#include <optional>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "tests/bench/timing.h"
#include "tests/support/process.h"

namespace fitmate::bench {
namespace {

constexpr std::size_t scans_a_minute = scans_an_hour / 60;
constexpr std::size_t scans_without_line = scans_a_minute / 5;
constexpr std::size_t scans_a_meal = scans_an_hour / meals_an_hour;

void note(const std::optional<std::string>& line, std::set<std::string>& printed) {
  if (!line) throw std::runtime_error{"the kiosk did not answer"};
  const auto answer = nlohmann::json::parse(*line);
  if (answer.at("event_id").is_null()) throw std::runtime_error{"nothing was kept: " + *line};
  printed.insert(answer.at("event_id").get<std::string>());
}

class Door {
 public:
  explicit Door(const std::string& folder)
      : program_{{tests::program("fitmate-kiosk"), "scan", "-", "--data", folder}} {
    // Once it answers a foreign text, it is open.
    answer("https://example.org");
  }

  std::optional<std::string> answer(const std::string& code) {
    program_.write(code + "\n");
    return program_.read_line();
  }

 private:
  tests::Process program_;
};

// One guest eats at a time.
class Table {
 public:
  Table(const std::string& folder, std::set<std::string>& printed)
      : folder_{folder}, printed_{printed} {}

  void begin(const std::string& card, const std::string& plate) {
    end();
    guest_.emplace(std::vector<std::string>{tests::program("fitmate-kiosk"), "meal", "--data",
                                            folder_, "--code", card, "--photo", plate, "--item",
                                            "Soup", "--calories", "320"});
  }
  void end() {
    if (guest_) note(guest_->read_line(), printed_);
    guest_.reset();
  }

 private:
  const std::string& folder_;
  std::set<std::string>& printed_;
  std::optional<tests::Process> guest_;
};

}  // namespace

Hour replay_busy_hour(const std::string& folder, const std::vector<std::string>& cards,
                      const std::vector<std::filesystem::path>& plates, ShapedLine* line) {
  Hour hour;
  Door door{folder};
  Table table{folder, hour.printed};
  const auto began = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < scans_an_hour; ++i) {
    if (line != nullptr && i % scans_a_minute == 0) line->cut();
    if (line != nullptr && i % scans_a_minute == scans_without_line) line->mend();
    if (i % scans_a_meal == 0) table.begin(cards.at(i), plates.at(i / scans_a_meal));
    std::optional<std::string> answer;
    hour.door.push_back(milliseconds_of([&] { answer = door.answer(cards.at(i)); }));
    note(answer, hour.printed);
  }
  table.end();
  hour.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return hour;
}

void let_half_in(const std::string& folder, const std::vector<std::string>& cards,
                 const std::string& at, std::set<std::string>& printed) {
  tests::Process door{{tests::program("fitmate-kiosk"), "scan", "-", "--data", folder, "--at", at}};
  for (std::size_t i = 0; i < cards.size(); i += 2) {
    door.write(cards[i] + "\n");
    note(door.read_line(), printed);
  }
}

}  // namespace fitmate::bench
