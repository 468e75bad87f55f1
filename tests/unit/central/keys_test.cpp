#include "central/services/keys.h"

#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "tests/support/temp_folder.h"

namespace fitmate::central::services {
namespace {

namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;

const auto now = *domain::parse_instant("2026-11-22T12:00:00Z");
const auto random_bytes = domain::system_random();

struct Fixture {
  tests::TempFolder parent;
  fs::path folder = parent.path() / "keys";
  Keys keys = make_keys(folder, random_bytes).value();
};

const std::vector<std::string> names{"root.key", "issuer.keys", "totp.keys", "sealing.keys",
                                     "enrol.key"};

TEST_CASE("keys are made once, for their owner alone") {
  Fixture made;
  CHECK(fs::status(made.folder).permissions() == fs::perms::owner_all);
  for (const auto& name : names) {
    CHECK(fs::status(made.folder / name).permissions() ==
          (fs::perms::owner_read | fs::perms::owner_write));
  }
  CHECK(std::distance(fs::directory_iterator{made.folder}, {}) == 5);
  CHECK(make_keys(made.folder, random_bytes).value() == made.keys);
  CHECK(load_keys(made.folder).value() == made.keys);
  CHECK(made.keys.root != made.keys.enrol);
}

TEST_CASE("a folder given with a slash at its end is as good") {
  tests::TempFolder parent;
  CHECK(make_keys(parent.path() / "deep/er/keys/", random_bytes));
}

TEST_CASE("any key that is missing later is refused by name") {
  Fixture made;
  for (const auto& name : names) {
    fs::rename(made.folder / name, made.folder / "away");
    const auto loaded = load_keys(made.folder);
    REQUIRE_FALSE(loaded);
    CHECK_THAT(loaded.error().detail, ContainsSubstring("KEY_DIR") && ContainsSubstring(name));
    CHECK_FALSE(rotate_issuer(made.folder, now, random_bytes));
    fs::rename(made.folder / "away", made.folder / name);
  }
  fs::remove_all(made.folder);
  CHECK_THAT(load_keys(made.folder).error().detail,
             ContainsSubstring("KEY_DIR") && ContainsSubstring("missing"));
  CHECK_FALSE(fs::exists(made.folder));
}

TEST_CASE("a folder or file that others can read is refused by name") {
  Fixture made;
  for (const auto extra : {fs::perms::group_read, fs::perms::others_read, fs::perms::group_write}) {
    fs::permissions(made.folder, extra, fs::perm_options::add);
    CHECK_THAT(load_keys(made.folder).error().detail,
               ContainsSubstring("KEY_DIR") && ContainsSubstring("chmod 700"));
    CHECK_FALSE(make_keys(made.folder, random_bytes));
    fs::permissions(made.folder, extra, fs::perm_options::remove);
    fs::permissions(made.folder / "totp.keys", extra, fs::perm_options::add);
    CHECK_THAT(load_keys(made.folder).error().detail,
               ContainsSubstring("totp.keys") && ContainsSubstring("chmod 600"));
    fs::permissions(made.folder / "totp.keys", extra, fs::perm_options::remove);
  }
  CHECK(load_keys(made.folder));
}

TEST_CASE("a damaged key never passes as another one") {
  Fixture made;
  const auto file = made.folder / "issuer.keys";
  std::string text;
  std::getline(std::ifstream{file}, text, '\0');
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto damaged = text;
    damaged[i] = '#';
    std::ofstream{file} << damaged;
    CHECK_THAT(load_keys(made.folder).error().detail, ContainsSubstring("issuer.keys is damaged"));
    std::ofstream{file} << text.substr(0, i);
    CHECK_FALSE(load_keys(made.folder));
  }
  std::ofstream{file} << text;
  CHECK(load_keys(made.folder).value() == made.keys);
}

TEST_CASE("rotating the issuer keeps the old one until its longest capsule ends") {
  Fixture made;
  const auto rotated = rotate_issuer(made.folder, now, random_bytes).value();
  CHECK(rotated.issuer == 1);
  CHECK(rotated.trust_list_version == made.keys.trust_list_version + 1);
  REQUIRE(rotated.issuers.size() == 2);
  CHECK(rotated.issuers.at(0).seed == made.keys.issuers.at(0).seed);
  CHECK(rotated.issuers.at(0).to >= now + std::chrono::days{366});
  CHECK(rotated.issuers.at(1).seed != rotated.issuers.at(0).seed);
  CHECK(rotated.totp == made.keys.totp);
  CHECK(load_keys(made.folder).value() == rotated);

  const auto ends = rotated.issuers.at(0).to;
  const auto before = rotate_issuer(made.folder, ends - std::chrono::milliseconds{1}, random_bytes);
  CHECK(before.value().issuers.size() == 3);
  const auto after = rotate_issuer(made.folder, ends, random_bytes).value();
  CHECK(after.issuers.size() == 3);
  CHECK_FALSE(after.issuers.contains(0));
}

TEST_CASE("issuer ids go round, and one that is in use is not given again") {
  Fixture made;
  for (int i = 1; i < 16; ++i) CHECK(rotate_issuer(made.folder, now, random_bytes)->issuer == i);
  const auto full = rotate_issuer(made.folder, now, random_bytes);
  REQUIRE_FALSE(full);
  CHECK_THAT(full.error().detail, ContainsSubstring("all 16 issuer ids are in use"));
  const auto later = now + std::chrono::days{400};
  CHECK(rotate_issuer(made.folder, later, random_bytes)->issuer == 0);
}

TEST_CASE("rotating the TOTP key keeps one epoch before the current") {
  Fixture made;
  const auto first = made.keys.totp.at(0);
  const auto second = rotate_totp(made.folder, random_bytes).value();
  CHECK(second.totp_epoch == 1);
  CHECK(second.totp.at(0) == first);
  const auto third = rotate_totp(made.folder, random_bytes).value();
  CHECK(third.totp_epoch == 2);
  CHECK(third.totp.size() == 2);
  CHECK(third.totp.at(1) == second.totp.at(1));
  for (int i = 3; i < 16; ++i) CHECK(rotate_totp(made.folder, random_bytes)->totp_epoch == i);
  CHECK(rotate_totp(made.folder, random_bytes)->totp_epoch == 0);
}

TEST_CASE("rotating the sealing key keeps all that ever sealed") {
  Fixture made;
  for (int i = 1; i < 256; ++i) REQUIRE(rotate_sealing(made.folder, random_bytes));
  const auto keys = load_keys(made.folder).value();
  CHECK(keys.sealing.size() == 256);
  CHECK(keys.sealing_key == 255);
  CHECK(keys.sealing.at(0) == made.keys.sealing.at(0));
  CHECK_FALSE(rotate_sealing(made.folder, random_bytes));
}

TEST_CASE("processes that make keys at once agree on them", "[thread]") {
  tests::TempFolder parent;
  const auto folder = parent.path() / "keys";
  std::mutex mutex;
  std::vector<domain::Seed> roots;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        const auto keys = make_keys(folder, random_bytes);
        const std::scoped_lock lock{mutex};
        roots.push_back(keys ? keys->root : domain::Seed{});
      });
    }
  }
  const auto keys = load_keys(folder).value();
  CHECK(roots == std::vector(8, keys.root));
}

TEST_CASE("rotations at once all count", "[thread]") {
  Fixture made;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] { rotate_issuer(made.folder, now, random_bytes).value(); });
    }
  }
  const auto keys = load_keys(made.folder).value();
  CHECK(keys.issuer == 8);
  CHECK(keys.trust_list_version == made.keys.trust_list_version + 8);
}

TEST_CASE("the trust list tells the public halves, signed by the root") {
  Fixture made;
  const auto keys = rotate_issuer(made.folder, now, random_bytes).value();
  const auto text = trust_list_text(keys, now);
  const auto list = domain::parse_trust_list(text, domain::public_key_of(keys.root)).value();
  CHECK(list.version == keys.trust_list_version);
  CHECK(list.issued_at == now);
  CHECK(list.not_after > now + std::chrono::days{366});
  const auto ring = key_ring(keys, {1});
  CHECK(list.issuers.size() == 2);
  for (const auto& [id, issuer] : keys.issuers) {
    const auto& told = list.issuers.at(id);
    CHECK(told.key == domain::public_key_of(issuer.seed));
    CHECK(told.key == ring.issuers.at(id).key);
    CHECK(told.from == issuer.from);
    CHECK(told.to == issuer.to);
    CHECK_FALSE(told.revoked);
    CHECK_FALSE(text.contains(domain::to_base64url(issuer.seed)));
    CHECK_FALSE(text.contains(domain::to_hex(issuer.seed)));
  }
}

TEST_CASE("a program that runs on sees a rotation, and says when the keys are gone") {
  Fixture made;
  KeyFolder running{made.folder};
  CHECK(running.keys() == made.keys);
  const auto rotated = rotate_totp(made.folder, random_bytes).value();
  CHECK(running.keys() == rotated);
  fs::remove(made.folder / "root.key");
  CHECK_THROWS_WITH(running.keys(), ContainsSubstring("root.key"));
}

}  // namespace
}  // namespace fitmate::central::services
