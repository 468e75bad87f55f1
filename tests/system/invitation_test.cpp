// A machine that is no kiosk yet, an invitation before its camera, a centre: the real programs in a
// real window.

#include <csignal>
#include <filesystem>
#include <format>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "firmware/image_file.h"
#include "firmware/sim/drawn_codes.h"
#include "tests/support/virtual_display.h"
#include "tests/system/gym.h"

namespace fitmate::tests {
namespace {

namespace fs = std::filesystem;
namespace sim = firmware::sim;
using namespace std::chrono_literals;
using db::sql::Engine;

// What a camera sees again and again: each text held up for two seconds, with pauses as long.
class Film {
 public:
  static constexpr int frames_per_second = 5;

  explicit Film(const std::vector<std::string>& texts) {
    for (const auto& text : texts) {
      add({{sim::encode_qr(text, sim::Correction::medium), {.x = 0.5, .y = 0.5, .side = 330}}});
      add({});
    }
  }
  std::string camera() const {
    return std::format("images:{}@{}", folder_.path().string(), frames_per_second);
  }

 private:
  void add(const std::vector<sim::HeldCode>& codes) {
    const auto scene = sim::draw_scene(640, 480, codes, {});
    for (int i = 0; i < 2 * frames_per_second; ++i) {
      const auto file = folder_.path() / std::format("{:03}.png", frames_++);
      REQUIRE(firmware::save_png(file, scene.view()));
    }
  }

  TempFolder folder_;
  int frames_ = 0;
};

// The programs start slowly where the machine is busy.
constexpr auto patience = 60s;

}  // namespace

TEST_CASE("an invitation before the camera makes a kiosk, and the next code opens its door") {
  Gym gym{GENERATE(Engine::sqlite, Engine::postgres)};
  gym.start_central();
  const auto invite = gym.central({"kiosk", "invite", "--name", "Side door"});
  const auto member = gym.members("active").front().at("user_id").get<std::int64_t>();
  const Film film{{std::format("FE1:{}#{}", gym.url(), invite.at("code").get<std::string>()),
                   gym.card(member)}};

  const VirtualDisplay display{800, 480};
  Process kiosk{{program("fitmate-kiosk"), "run", "--data", gym.kiosk_folder(0), "--camera",
                 film.camera(), "--door", "sim", "--size", "800x480", "--answers"}};
  // Shown once more, the invitation is a foreign code.
  auto line = kiosk.read_line(patience);
  while (line && Json::parse(*line).at("reason") == "not_ours") line = kiosk.read_line(patience);
  CAPTURE(kiosk.err());
  REQUIRE(line);
  CHECK(Json::parse(*line).at("outcome") == "admitted");
  CHECK(Json::parse(*line).at("person").at("id") == member);
  CHECK(gym.status(0).at("kiosk_id").is_number());
  CHECK(gym.sync(0).at("exit") == 0);
  const auto row = gym.database().query_one("select user_id from attendance");
  REQUIRE(row);
  CHECK(row->get<std::int64_t>(0) == member);
  kiosk.signal(SIGTERM);
  CHECK(kiosk.wait().exit_code == 0);
}

}  // namespace fitmate::tests
