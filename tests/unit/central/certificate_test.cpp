#include "tests/support/certificate.h"

#include <fstream>
#include <iterator>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "central/front/certificate.h"
#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace fitmate::tests {
namespace {

namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

std::string fault_of(const fs::path& certificate, const fs::path& key) {
  const auto loaded = central::front::load_certificate({.certificate = certificate, .key = key});
  return loaded ? "no fault" : loaded.error();
}

TEST_CASE("a certificate and its key are taken, also with its chain and for a group of users") {
  const TempFolder folder;
  const Certificate own{folder.path()};
  CHECK(fault_of(own.file(), own.key()) == "no fault");
  const Certificate other{folder.path(), "DNS:other.example", {}};
  const auto chain = folder.path() / "chain.pem";
  std::ofstream{chain} << std::ifstream{own.file()}.rdbuf() << std::ifstream{other.file()}.rdbuf();
  fs::permissions(own.key(), fs::perms::group_read, fs::perm_options::add);
  CHECK(fault_of(chain, own.key()) == "no fault");
}

TEST_CASE("what cannot be used of a certificate and its key is named, with what to do") {
  const TempFolder folder;
  const Certificate own{folder.path()};
  const Certificate other{folder.path(), "DNS:other.example", {}};
  const auto missing = folder.path() / "missing.pem";
  CHECK_THAT(fault_of(missing, own.key()), StartsWith("TLS_CERT: " + missing.string()));
  CHECK_THAT(fault_of(own.file(), missing), StartsWith("TLS_KEY: " + missing.string()));
  CHECK_THAT(fault_of(own.key(), own.key()), ContainsSubstring("holds no certificate"));
  CHECK_THAT(fault_of(own.file(), own.file()), StartsWith("TLS_KEY: "));
  CHECK_THAT(fault_of(own.file(), other.key()), ContainsSubstring("is not the key of"));
  CHECK_THAT(fault_of(folder.path(), own.key()), StartsWith("TLS_CERT: "));

  const auto locked = folder.path() / "locked.key";
  REQUIRE(run({"openssl", "pkey", "-in", own.key(), "-aes256", "-passout", "pass:secret", "-out",
               locked})
              .exit_code == 0);
  CHECK_THAT(fault_of(own.file(), locked), ContainsSubstring("without a passphrase"));

  fs::permissions(own.key(), fs::perms::others_read, fs::perm_options::add);
  CHECK_THAT(fault_of(own.file(), own.key()), ContainsSubstring("chmod 600"));
}

TEST_CASE("a key of another kind than the certificate's is not its key") {
  const TempFolder folder;
  const Certificate own{folder.path()};
  const auto other = folder.path() / "ed25519.key";
  REQUIRE(run({"openssl", "genpkey", "-algorithm", "ed25519", "-out", other}).exit_code == 0);
  CHECK_THAT(fault_of(own.file(), other), ContainsSubstring("is not the key of"));
}

}  // namespace
}  // namespace fitmate::tests
