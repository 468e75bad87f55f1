// Whom the kiosk's side believes: real TLS, with the openssl command as the other end.

#include "tests/support/certificate.h"

#include <csignal>
#include <fstream>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "sync/centre_certificate.h"
#include "sync/curl_transport.h"
#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace fitmate::sync {
namespace {

using tests::Certificate;

// A server with that certificate, on a port of 127.0.0.1 that the kernel chose.
class Server {
 public:
  explicit Server(const Certificate& certificate)
      : process_{{"openssl", "s_server", "-accept", "127.0.0.1:0", "-www", "-cert",
                  certificate.file(), "-key", certificate.key()}} {
    constexpr std::string_view mark = "ACCEPT 127.0.0.1:";
    while (const auto line = process_.read_line()) {
      if (line->starts_with(mark)) {
        url_ = "https://127.0.0.1:" + line->substr(mark.size());
        return;
      }
    }
    throw std::runtime_error("openssl serves nothing: " + process_.err());
  }
  ~Server() { process_.signal(SIGKILL); }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  const std::string& url() const { return url_; }

 private:
  tests::Process process_;
  std::string url_;
};

domain::Result<Response, TransportFault> ask(const Server& server,
                                             std::optional<std::filesystem::path> believed) {
  auto transport = CurlTransport::make({.base_url = server.url(), .ca_file = std::move(believed)});
  return transport.value()->exchange({.method = Request::Method::get,
                                      .path = "/",
                                      .query = {},
                                      .bearer = {},
                                      .content_type = {},
                                      .content_encoding = {},
                                      .body = {}});
}

TEST_CASE("a centre's own certificate is believed where it was given, and nowhere else") {
  const tests::TempFolder folder;
  const tests::TempFolder elsewhere;
  const Certificate own{folder.path()};
  const Certificate other{elsewhere.path()};
  const Server server{own};
  CHECK(ask(server, own.file()).value().status == 200);
  for (const auto& believed :
       {std::optional{other.file()}, std::optional<std::filesystem::path>{}}) {
    const auto refused = ask(server, believed);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == TransportFault::Kind::untrusted);
  }
}

TEST_CASE("a certificate for another name is not believed, whoever signed it") {
  const tests::TempFolder folder;
  const Certificate certificate{folder.path(), "DNS:elsewhere.example", {}};
  const auto refused = ask(Server{certificate}, certificate.file());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == TransportFault::Kind::untrusted);
}

TEST_CASE("a certificate is believed whatever the clock says of its days") {
  const tests::TempFolder folder;
  const auto days = GENERATE(Certificate::Days{"20000101000000Z", "20010101000000Z"},
                             Certificate::Days{"20900101000000Z", "20910101000000Z"});
  const Certificate certificate{folder.path(), "IP:127.0.0.1", days};
  CHECK(ask(Server{certificate}, certificate.file()).value().status == 200);
}

TEST_CASE("an enrolment keeps its certificate, and one without it keeps none") {
  const tests::TempFolder data;
  const auto file = data.path() / "given.pem";
  std::ofstream{file} << "a certificate";
  prepare_certificate(data.path(), file);
  CHECK_FALSE(kept_certificate(data.path()));
  keep_certificate(data.path());
  REQUIRE(kept_certificate(data.path()));
  std::string kept;
  std::getline(std::ifstream{*kept_certificate(data.path())}, kept);
  CHECK(kept == "a certificate");

  prepare_certificate(data.path(), std::nullopt);
  keep_certificate(data.path());
  CHECK_FALSE(kept_certificate(data.path()));
}

TEST_CASE("a preparation that came to nothing is not kept by the next enrolment") {
  const tests::TempFolder data;
  const auto file = data.path() / "given.pem";
  std::ofstream{file} << "a certificate";
  prepare_certificate(data.path(), file);
  prepare_certificate(data.path(), std::nullopt);
  keep_certificate(data.path());
  CHECK_FALSE(kept_certificate(data.path()));
}

}  // namespace
}  // namespace fitmate::sync
