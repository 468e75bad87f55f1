#include "sync/curl_transport.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/http_server.h"

namespace fitmate::tests {
namespace {

using namespace std::chrono_literals;
using sync::CurlTransport;
using sync::Request;
using Kind = sync::TransportFault::Kind;
using Then = HttpServer::Reply::Then;

CurlTransport::Options options_for(const std::string& url) {
  CurlTransport::Options options{.base_url = url, .ca_file = std::nullopt};
  options.request_timeout = 10s;
  return options;
}

struct Line {
  explicit Line(HttpServer::Reply reply)
      : Line{[reply](const std::string&) { return reply; }, [](auto&) {}} {}
  template <class Adjust>
  Line(HttpServer::Handler handler, Adjust adjust) : server{std::move(handler)} {
    auto options = options_for(server.url());
    adjust(options);
    transport = std::move(CurlTransport::make(std::move(options)).value());
  }

  auto get() { return transport->exchange({.method = Request::Method::get, .path = "/x"}); }

  HttpServer server;
  std::unique_ptr<CurlTransport> transport;
};

TEST_CASE("a request arrives with its parts and the answer comes back with its own") {
  Line line{{http_answer("201 Created", R"({"a":1})",
                         "Content-Type: application/json\r\nRetry-After: 7\r\n")}};
  const auto answer = line.transport->exchange({.method = Request::Method::post,
                                                .path = "/api/sync/push",
                                                .query = "a=1",
                                                .bearer = "secret",
                                                .content_type = "application/json",
                                                .content_encoding = "gzip",
                                                .body = std::string{"\x1f\0x", 3}});
  REQUIRE(answer);
  CHECK(answer->status == 201);
  CHECK(answer->content_type == "application/json");
  CHECK(answer->body == R"({"a":1})");
  CHECK(answer->retry_after == 7s);
  const auto request = line.server.requests().at(0);
  CHECK(request.starts_with("POST /api/sync/push?a=1 HTTP/1.1\r\n"));
  CHECK(request.contains("Authorization: Bearer secret\r\n"));
  CHECK(request.contains("Content-Type: application/json\r\n"));
  CHECK(request.contains("Content-Encoding: gzip\r\n"));
  CHECK(request.ends_with(std::string{"\r\n\r\n\x1f\0x", 7}));
}

TEST_CASE("a PUT carries its body, and a GET carries none") {
  Line line{{http_answer("200 OK", "")}};
  REQUIRE(line.transport->exchange(
      {.method = Request::Method::put, .path = "/p", .content_type = "image/jpeg", .body = "jpg"}));
  REQUIRE(line.get());
  CHECK(line.server.requests().at(0).starts_with("PUT /p HTTP/1.1\r\n"));
  CHECK(line.server.requests().at(0).ends_with("\r\n\r\njpg"));
  CHECK(line.server.requests().at(1).starts_with("GET /x HTTP/1.1\r\n"));
  CHECK_FALSE(line.server.requests().at(1).contains("Content-Length"));
}

TEST_CASE("one connection is used again and again") {
  Line line{{http_answer("200 OK", "{}")}};
  for (int n = 0; n < 5; ++n) REQUIRE(line.get());
  CHECK(line.server.connections() == 1);
}

TEST_CASE("a redirect is an answer like any other and is not followed") {
  Line line{{http_answer("302 Found", "", "Location: /elsewhere\r\n")}};
  const auto answer = line.get();
  REQUIRE(answer);
  CHECK(answer->status == 302);
  CHECK(line.server.requests().size() == 1);
}

TEST_CASE("an answer over the limit is refused, and one of just that size is not") {
  for (const auto& [size, fits] : {std::pair{1000, true}, {1001, false}}) {
    const std::string body(static_cast<std::size_t>(size), 'x');
    Line line{[&](const std::string&) { return HttpServer::Reply{http_answer("200 OK", body)}; },
              [](auto& options) { options.answer_bytes = 1000; }};
    const auto answer = line.get();
    CHECK(answer.has_value() == fits);
    if (!answer) CHECK(answer.error().kind == Kind::too_large);
  }
}

TEST_CASE("an answer that is cut off is none") {
  Line line{{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"acked_seq\":", Then::close}};
  const auto answer = line.get();
  REQUIRE_FALSE(answer);
  CHECK(answer.error().kind == Kind::broken);
}

TEST_CASE("an answer that comes too slowly is given up") {
  Line line{[](const std::string&) {
              return HttpServer::Reply{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
                                       Then::say_no_more};
            },
            [](auto& options) { options.slow_for = 1s; }};
  const auto answer = line.get();
  REQUIRE_FALSE(answer);
  CHECK(answer.error().kind == Kind::timeout);
  CHECK(answer.error().took < 10s);
}

TEST_CASE("a silent centre is given up, and sooner where the program is to end") {
  const auto silent = [](const std::string&) { return HttpServer::Reply{"", Then::say_no_more}; };
  Line slow{silent, [](auto& options) { options.request_timeout = 300ms; }};
  CHECK(slow.get().error().kind == Kind::timeout);
  Line stopping{silent, [](auto& options) { options.is_stopping = [] { return true; }; }};
  CHECK(stopping.get().error().kind == Kind::stopped);
}

TEST_CASE("where nobody listens, it is said so") {
  std::string url;
  {
    const HttpServer gone{[](const std::string&) { return HttpServer::Reply{}; }};
    url = gone.url();
  }
  auto transport = CurlTransport::make(options_for(url)).value();
  const auto answer = transport->exchange({.path = "/x"});
  REQUIRE_FALSE(answer);
  CHECK(answer.error().kind == Kind::unreachable);
}

TEST_CASE("what speaks no TLS is not spoken to over https") {
  HttpServer server{[](const std::string&) { return HttpServer::Reply{"no", Then::close}; }};
  auto url = server.url();
  auto transport = CurlTransport::make(options_for(url.replace(0, 4, "https"))).value();
  CHECK_FALSE(transport->exchange({.path = "/x", .bearer = "secret"}));
  for (const auto& request : server.requests()) CHECK_FALSE(request.contains("secret"));
}

TEST_CASE("plain HTTP is for this machine alone, and refused by name elsewhere") {
  for (const auto* url : {"http://localhost:8000", "http://127.0.0.1:8000/", "http://127.1.2.3",
                          "http://[::1]:8000", "https://gym.example", "https://10.0.0.1:8443/"}) {
    CAPTURE(url);
    CHECK(CurlTransport::make(options_for(url)).has_value());
  }
  for (const auto* url : {"http://gym.example", "http://10.0.0.1", "http://127.0.0.1.gym.example",
                          "http://localhost.gym.example", "http://[::2]"}) {
    CAPTURE(url);
    const auto made = CurlTransport::make(options_for(url));
    REQUIRE_FALSE(made);
    CHECK(made.error().contains("not encrypted"));
    CHECK(made.error().contains(url));
  }
  for (const auto* url : {"", "gym.example", "ftp://gym.example", "file:///etc/passwd", "https://",
                          "https://user:pass@gym.example", "https://gym.example/?a=1"}) {
    CAPTURE(url);
    CHECK_FALSE(CurlTransport::make(options_for(url)).has_value());
  }
}

}  // namespace
}  // namespace fitmate::tests
