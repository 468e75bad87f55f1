#include "tests/system/faulty_gym.h"

#include <format>
#include <random>
#include <stdexcept>

#include "firmware/image_file.h"

namespace fitmate::tests {
namespace {

namespace fs = std::filesystem;

fs::path paint(const fs::path& folder, unsigned number, int side) {
  std::mt19937 random{number};
  firmware::RgbImage image{side, side, {}};
  for (int i = 0; i < side * side * 3; ++i) {
    image.pixels.push_back(static_cast<std::uint8_t>(random()));
  }
  auto file = folder / std::format("plate{}.png", number);
  if (!firmware::save_png(file, image)) throw std::runtime_error{"cannot paint " + file.string()};
  return file;
}

}  // namespace

std::size_t FaultyGym::open_door() {
  return open_door(url());
}

std::size_t FaultyGym::open_door(const std::string& url) {
  const auto kiosk = add_kiosk_at(url);
  printed_.emplace_back();
  drain(kiosk);
  return kiosk;
}

std::size_t FaultyGym::clone(std::size_t kiosk) {
  const auto copy = printed_.size();
  fs::copy(folder(kiosk), folder(copy), fs::copy_options::recursive);
  printed_.emplace_back();
  return copy;
}

void FaultyGym::note(std::size_t kiosk, const Json& answer) {
  if (!answer.at("event_id").is_null()) {
    printed_.at(kiosk).insert(answer.at("event_id").get<std::string>());
  }
}

FaultyGym::Said FaultyGym::note_lines(std::size_t kiosk, const std::string& lines) {
  Said said;
  for (std::size_t at = 0, end = 0; (end = lines.find('\n', at)) != std::string::npos;
       at = end + 1) {
    const auto line = lines.substr(at, end - at);
    const auto answer = Json::parse(line);
    const bool is_kept = !answer.at("event_id").is_null();
    const bool is_failed = answer.at("reason") == "store_failed";
    if (is_kept == is_failed || (is_failed && answer.at("outcome") != "refused")) {
      throw std::runtime_error{"an answer that was not kept, or was not to be given: " + line};
    }
    ++(is_kept ? said.kept : said.failed);
    note(kiosk, answer);
  }
  return said;
}

Json FaultyGym::show(std::size_t kiosk, const std::string& code,
                     const std::vector<std::pair<std::string, std::string>>& environment) {
  const auto done = run({program("fitmate-kiosk"), "scan", "--data", kiosk_folder(kiosk), code}, {},
                        {.environment = environment});
  if (done.out.empty()) throw std::runtime_error{"scan said nothing: " + done.err};
  auto answer = Json::parse(done.out);
  note(kiosk, answer);
  return answer;
}

const std::string& FaultyGym::code_of(const std::string& state) {
  auto& code = codes_[state];
  if (code.empty()) code = card(members(state).front().at("user_id"));
  return code;
}

Json FaultyGym::show_expired(std::size_t kiosk) {
  return show(kiosk, code_of("expired"));
}

Process::Finished FaultyGym::try_to_eat(std::size_t kiosk, int side) {
  const auto plate = paint(plates_.path(), ++painted_, side);
  return run(
      {program("fitmate-kiosk"), "meal", "--data", kiosk_folder(kiosk), "--code", code_of("active"),
       "--photo", plate.string(), "--item", std::format("Plate {}", painted_)},
      {}, {});
}

void FaultyGym::eat(std::size_t kiosk) {
  constexpr int side = 64;
  const auto done = try_to_eat(kiosk, side);
  if (done.exit_code != 0) throw std::runtime_error{"no meal was kept: " + done.err};
  note(kiosk, Json::parse(done.out));
}

void FaultyGym::drain(std::size_t kiosk) {
  const auto synced = sync(kiosk);
  if (synced.at("exit") != 0) throw std::runtime_error{"not all arrived: " + synced.dump()};
}

std::vector<std::string> FaultyGym::breaches(const std::set<std::size_t>& without_copy) {
  std::vector<QuietKiosk> kiosks;
  kiosks.reserve(printed_.size());
  for (std::size_t kiosk = 0; kiosk < printed_.size(); ++kiosk) {
    kiosks.push_back({.folder = folder(kiosk),
                      .printed = printed_[kiosk],
                      .is_complete = !without_copy.contains(kiosk)});
  }
  return find_breaches(database(), uploads(), kiosks);
}

}  // namespace fitmate::tests
