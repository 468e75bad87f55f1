#include "central/config.h"

#include <map>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <catch2/matchers/catch_matchers_vector.hpp>

namespace fitmate::central {
namespace {

using Catch::Matchers::ContainsSubstring;
using Environment = std::map<std::string, std::string>;

Config config_of(const Environment& environment, std::string_view env_file = "") {
  return read_config(
      [&](const char* key) -> std::optional<std::string> {
        const auto found = environment.find(key);
        return found == environment.end() ? std::nullopt : std::optional{found->second};
      },
      env_file);
}

Environment serving(Environment more = {}) {
  more.emplace("SECRET_KEY", std::string(32, 'k'));
  return more;
}

std::string only_fault(const Environment& environment) {
  const auto config = config_of(environment);
  REQUIRE(config.faults.size() == 1);
  return config.faults.front();
}

TEST_CASE("without any key everything has the default of the README") {
  const auto config = config_of({});
  CHECK(config.database_url.reveal() == "sqlite:///fitmate.db");
  CHECK(config.profile_upload_dir == "./profile_uploads");
  CHECK(config.algorithm == "HS256");
  CHECK(config.access_token_lifetime == std::chrono::minutes{30});
  CHECK(config.frontend_urls ==
        std::vector<std::string>{"http://localhost:3000", "http://localhost:3003",
                                 "http://localhost:3004", "http://localhost:5173"});
  CHECK(config.listen == Listen{"127.0.0.1", 8000});
  CHECK(config.public_url == "http://127.0.0.1:8000");
  CHECK(config.key_dir == "keys");
  CHECK(config.gym_timezone == "UTC");
  CHECK(config.log_level == LogLevel::info);
  CHECK(config.warnings.empty());
}

TEST_CASE("the environment rules over the .env, also where it says nothing") {
  const auto file = "DATABASE_URL=sqlite:///a.db\nGYM_TIMEZONE=Europe/Vienna\nBEHIND_PROXY=1\n";
  const auto config =
      config_of({{"DATABASE_URL", "sqlite:////srv/b/fitmate.db"}, {"BEHIND_PROXY", ""}}, file);
  CHECK(config.database_url.reveal() == "sqlite:////srv/b/fitmate.db");
  CHECK(config.gym_timezone == "Europe/Vienna");
  CHECK_FALSE(config.behind_proxy);
  CHECK(config.key_dir == "/srv/b/keys");
}

TEST_CASE("keys lie beside the SQLite file, else in the working folder, or where told") {
  CHECK(config_of({{"DATABASE_URL", "sqlite:///data/x.db"}}).key_dir == "data/keys");
  CHECK(config_of({{"DATABASE_URL", "postgresql://h/d"}}).key_dir == "keys");
  CHECK(config_of({{"KEY_DIR", "/secure"}}).key_dir == "/secure");
}

TEST_CASE("the server has no fault with a secret of 32 bytes on a loopback address") {
  for (const auto* listen : {"127.0.0.1:8000", "127.8.9.1:0", "[::1]:443", "localhost:80"}) {
    CHECK(config_of(serving({{"LISTEN", listen}})).faults.empty());
  }
}

TEST_CASE("a secret that is missing, short or well known is a fault that names it, not tells it") {
  CHECK_THAT(only_fault({}), ContainsSubstring("SECRET_KEY is missing"));
  CHECK_THAT(only_fault({{"SECRET_KEY", std::string(31, 'k')}}),
             ContainsSubstring("SECRET_KEY has fewer than 32 bytes"));
  for (const std::string known :
       {"your-jwt-secret-key", "Your-Secret-Key-Change-In-Production-Please",
        "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
        "changemechangemechangemechangeme"}) {
    const auto fault = only_fault({{"SECRET_KEY", known}});
    CHECK_THAT(fault, ContainsSubstring("SECRET_KEY is a well-known one"));
    CHECK_THAT(fault, !ContainsSubstring(known));
  }
}

TEST_CASE("another algorithm than HS256 is a fault") {
  for (const auto* algorithm : {"none", "RS256", "hs256", "HS512"}) {
    CHECK_THAT(only_fault(serving({{"ALGORITHM", algorithm}})), ContainsSubstring("ALGORITHM"));
  }
}

TEST_CASE("an address that is open to others needs TLS or a proxy, and mail") {
  for (const auto* listen : {"0.0.0.0:8000", ":8000", "[::]:8000", "10.0.0.1:80", "gym.example:80",
                             "127.evil.example:80"}) {
    const auto bare = config_of(serving({{"LISTEN", listen}}));
    CHECK(bare.faults.size() == 2);
    CHECK(config_of(serving({{"LISTEN", listen},
                             {"TLS_CERT", "c.pem"},
                             {"TLS_KEY", "k.pem"},
                             {"SMTP_URL", "smtp://mail"}}))
              .faults.empty());
    CHECK(
        config_of(serving({{"LISTEN", listen}, {"BEHIND_PROXY", "1"}, {"SMTP_URL", "smtp://mail"}}))
            .faults.empty());
  }
  CHECK_THAT(only_fault(serving({{"LISTEN", ":1"}, {"BEHIND_PROXY", "1"}})),
             ContainsSubstring("SMTP_URL"));
  CHECK_THAT(only_fault(serving({{"LISTEN", ":1"}, {"SMTP_URL", "smtp://mail"}})),
             ContainsSubstring("TLS"));
}

TEST_CASE("a mail server that no mail can be sent to is a fault by name") {
  for (const auto* url : {"mail.example", "https://mail.example", "smtp:mail.example"}) {
    CHECK_THAT(only_fault(serving({{"SMTP_URL", url}})), ContainsSubstring("SMTP_URL"));
  }
  CHECK(config_of(serving({{"SMTP_URL", "smtps://mail.example"}})).faults.empty());
}

TEST_CASE("all faults are told at once") {
  const auto config = config_of({{"ALGORITHM", "none"}, {"LISTEN", "0.0.0.0:1"}});
  CHECK(config.faults.size() == 4);
}

TEST_CASE("an address that cannot be read is a fault of the server") {
  for (const auto* listen :
       {"8000", "host", "127.0.0.1:", "127.0.0.1:65536", "::1:80", "[::1]", "127.0.0.1:80a"}) {
    CHECK_THAT(only_fault(serving({{"LISTEN", listen}})), ContainsSubstring("LISTEN"));
  }
}

TEST_CASE("half of TLS is a fault that names the other half") {
  CHECK_THAT(only_fault(serving({{"TLS_CERT", "c.pem"}})), ContainsSubstring("TLS_KEY is missing"));
  CHECK_THAT(only_fault(serving({{"TLS_KEY", "k.pem"}})), ContainsSubstring("TLS_CERT is missing"));
}

TEST_CASE("a number that cannot be used is told and the default taken") {
  for (const auto* minutes : {"0", "-1", "525601", "soon", "30.5"}) {
    const auto config = config_of(serving({{"ACCESS_TOKEN_EXPIRE_MINUTES", minutes}}));
    CHECK(config.access_token_lifetime == std::chrono::minutes{30});
    CHECK(config.warnings.size() == 1);
    CHECK(config.faults.empty());
  }
  for (const int minutes : {1, 525600}) {
    const auto text = std::to_string(minutes);
    CHECK(config_of({{"ACCESS_TOKEN_EXPIRE_MINUTES", text}}).access_token_lifetime ==
          std::chrono::minutes{minutes});
  }
  CHECK(config_of({{"LOG_LEVEL", "loud"}}).warnings.size() == 1);
  CHECK(config_of({{"LOG_LEVEL", "WARN"}}).log_level == LogLevel::warning);
}

TEST_CASE("web pages are split by comma, and the public address has no slash at its end") {
  const auto config = config_of({{"FRONTEND_URL", "https://a.example/, https://b.example,,"},
                                 {"PUBLIC_URL", "https://gym.example/"}});
  CHECK(config.frontend_urls == std::vector<std::string>{"https://a.example", "https://b.example"});
  CHECK(config.public_url == "https://gym.example");
  CHECK(config_of({{"LISTEN", "[::1]:80"}}).public_url == "http://[::1]:80");
}

}  // namespace
}  // namespace fitmate::central
