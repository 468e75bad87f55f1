// The line between a kiosk and a centre that has a certificate of its own.

#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "tests/support/temp_folder.h"
#include "tests/system/certificate.h"
#include "tests/system/gym.h"

namespace fitmate::tests {
namespace {

using db::sql::Engine;

struct SecureGym {
  explicit SecureGym(const Certificate& certificate) { use(certificate, certificate); }

  void use(const Certificate& shown, const Certificate& believed) {
    gym.use_certificate(shown.file(), shown.key(), believed.file());
    gym.start_central();
  }

  Gym gym{Engine::sqlite};
};

TEST_CASE("enrolled with the centre's own certificate, a kiosk believes it from then on") {
  const TempFolder folder;
  SecureGym secure{Certificate{folder.path()}};
  const auto door = secure.gym.add_kiosk();
  secure.gym.scan(door, secure.gym.card(secure.gym.members("active").front().at("user_id")));
  const auto synced = secure.gym.sync(door);
  CHECK(synced.at("complete") == true);
  CHECK(synced.at("pushed") == 1);
}

TEST_CASE("a centre with another's certificate is not believed, and what waits is kept") {
  const TempFolder folder;
  const TempFolder elsewhere;
  const Certificate own{folder.path()};
  const auto name = GENERATE(as<std::string>{}, "IP:127.0.0.1", "DNS:elsewhere.example");
  const Certificate other{elsewhere.path(), name, {}};
  SecureGym secure{own};
  const auto door = secure.gym.add_kiosk();
  secure.gym.scan(door, secure.gym.card(secure.gym.members("active").front().at("user_id")));

  secure.gym.stop_central();
  secure.use(other, own);
  const auto refused = secure.gym.sync(door);
  CHECK(refused.at("exit") == 1);
  CHECK(refused.at("error").get<std::string>().contains("certificate"));
  CHECK(secure.gym.status(door).at("queue").at("events") == 1);

  secure.gym.stop_central();
  secure.use(own, own);
  CHECK(secure.gym.sync(door).at("pushed") == 1);
}

TEST_CASE("a certificate for another name is not believed, whoever signed it") {
  const TempFolder folder;
  SecureGym secure{Certificate{folder.path(), "DNS:elsewhere.example", {}}};
  CHECK_THROWS(secure.gym.add_kiosk());
}

TEST_CASE("a certificate is believed whatever the clock says of its days") {
  const TempFolder folder;
  const auto days = GENERATE(Certificate::Days{"20000101000000Z", "20010101000000Z"},
                             Certificate::Days{"20900101000000Z", "20910101000000Z"});
  SecureGym secure{Certificate{folder.path(), "IP:127.0.0.1", days}};
  const auto door = secure.gym.add_kiosk();
  CHECK(secure.gym.sync(door).at("complete") == true);
}

}  // namespace
}  // namespace fitmate::tests
