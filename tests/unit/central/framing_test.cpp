#include "central/front/framing.h"

#include <format>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck.h>

namespace fitmate::tests {
namespace {

using central::front::Framing;

constexpr std::size_t most_body = 1000;
constexpr std::string_view host = "Host: c\r\n";

// 0 where all of it may go on as it is.
struct Outcome {
  int status = 0;
  std::string onward;
  Framing::Within within{};
  bool operator==(const Outcome&) const = default;
};

Outcome pass(const std::vector<std::string>& pieces) {
  Framing framing{most_body};
  Outcome outcome;
  for (const auto& piece : pieces) {
    if (const auto refusal = framing.take(piece, outcome.onward)) {
      REQUIRE_FALSE(refusal->detail.empty());
      outcome.status = refusal->status;
      break;
    }
  }
  outcome.within = framing.within();
  return outcome;
}

std::string get(std::string_view headers = {}) {
  return std::format("GET / HTTP/1.1\r\n{}{}\r\n", host, headers);
}

std::string post(std::string_view headers, std::string_view body = {}) {
  return std::format("POST / HTTP/1.1\r\n{}{}\r\n{}", host, headers, body);
}

std::string chunked(std::string_view body) {
  return post("Transfer-Encoding: chunked\r\n", body);
}

const std::vector<std::string> sound{
    get(),
    get("X: \xc3\xa4\t\"; b\r\nX: twice\r\n"),
    get("Upgrade: h2c\r\n"),
    "GET /a?b=%00 HTTP/1.0\r\n\r\n",
    "GET http://c/a HTTP/1.1\r\nhost:c\r\n\r\n",
    post("Content-Length: 0\r\n"),
    post("content-LENGTH: \t5 \r\n", "hello"),
    post("Expect: 100-continue\r\nContent-Length: 2\r\n", "{}"),
    post("Content-Length: 1000\r\n", std::string(1000, 'x')),
    chunked("0\r\n\r\n"),
    chunked("5\r\nhello\r\n00A;a=\"b\"\r\n\r\n\r\n\r\n\r\n\r\n\r\n0\r\n\r\n"),
    chunked("3E8\r\n" + std::string(1000, 'x') + "\r\n0\r\n\r\n"),
};

struct Refused {
  int status;
  std::string bytes;
};

const std::vector<Refused> unsound{
    {400, "GET\r\n\r\n"},
    {400, "GET / \r\n\r\n"},
    {400, "GET /a b HTTP/1.1 \r\nHost: c\r\n\r\n"},
    {400, "GET /a\x01 HTTP/1.1\r\nHost: c\r\n\r\n"},
    {400, "GET /\xff HTTP/1.1\r\nHost: c\r\n\r\n"},
    {400, "\x16\x03\x01\x02\r\n\r\n"},
    {400, "GET / HTTP/1.1\nHost: c\n\n"},
    {400, "GET / HTTP/1.1\r\n\r\n"},
    {400, get("Host: d\r\n")},
    {505, "GET / HTTP/9.9\r\nHost: c\r\n\r\n"},
    {405, "CONNECT a:443 HTTP/1.1\r\nHost: c\r\n\r\n"},
    {405, "FOO / HTTP/1.1\r\nHost: c\r\n\r\n"},
    {400, get("no colon\r\n")},
    {400, get(": no name\r\n")},
    {400, get("X: a\r\n folded\r\n")},
    {400, get("Content-Length : 2\r\n")},
    {400, get(std::string_view{"X: a\0b\r\n", 8})},
    {400, get("X: a\rb\r\n")},
    {400, get("Upgrade: WebSocket\r\n")},
    {417, get("Expect: nonsense\r\n")},
    {431, get("X: " + std::string(40'000, 'x') + "\r\n")},
    {414, "GET /" + std::string(40'000, 'x') + " HTTP/1.1\r\nHost: c\r\n\r\n"},
    {414, "GET /" + std::string(9'000, 'x') + " HTTP/1.1\r\nHost: c\r\n\r\n"},
    {400, post("Content-Length: 2\r\nContent-Length: 2\r\n", "{}")},
    {400, post("Content-Length: 2\r\nContent-Length: 4\r\n", "{}{}")},
    {400, post("Content-Length: 2, 2\r\n", "{}")},
    {400, post("Content-Length: -5\r\n")},
    {400, post("Content-Length: +2\r\n", "{}")},
    {400, post("Content-Length: 0x2\r\n", "{}")},
    {400, post("Content-Length: 2abc\r\n", "{}")},
    {400, post("Content-Length:\r\n", "{}")},
    {413, post("Content-Length: 1001\r\n")},
    {413, post("Content-Length: 18446744073709551617\r\n")},
    {413, post("Content-Length: 99999999999999999999999999\r\n")},
    {400, post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
    {501, post("Transfer-Encoding: gzip, chunked\r\n")},
    {501, post("Transfer-Encoding: xchunked\r\n")},
    {501, post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n")},
    {400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {400, chunked("zz\r\n")},
    {400, chunked("-2\r\n{}")},
    {400, chunked("\r\n")},
    {400, chunked("2\n{}")},
    {400, chunked("2;" + std::string(300, 'x') + "\r\n{}")},
    {400, chunked("2\r\n{}xx\r\n")},
    {400, chunked("0\r\nTrailer: 1\r\n\r\n")},
    {413, chunked("3E9\r\n")},
    {413, chunked("FFFFFFFFFFFFFFFF\r\n")},
    {413, chunked("11111111111111111111\r\n")},
    {413, chunked("3E7\r\n" + std::string(999, 'x') + "\r\n2\r\nxx\r\n")},
};

}  // namespace

TEST_CASE("What is sound goes on as it is, one request after the other") {
  std::string all;
  for (const auto& request : sound) {
    CAPTURE(request);
    CHECK(pass({request}) == Outcome{.onward = request});
    all += request;
  }
  CHECK(pass({all}) == Outcome{.onward = all});
  CHECK(pass({"\r\n\r\n" + get()}) == Outcome{.onward = get()});
}

TEST_CASE("What is unsound is refused, and nothing after the point where that shows goes on") {
  for (const auto& [status, bytes] : unsound) {
    CAPTURE(bytes.substr(0, 200));
    const auto outcome = pass({get() + bytes});
    CHECK(outcome.status == status);
    CHECK(outcome.onward.size() <= get().size() + bytes.size());
    CHECK(outcome.onward.starts_with(get()));
  }
}

TEST_CASE("A head goes on only once it is whole") {
  const auto request = post("Content-Length: 5\r\n", "hello");
  const auto head = request.size() - 5;
  for (std::size_t cut = 0; cut <= request.size(); ++cut) {
    const auto outcome = pass({request.substr(0, cut)});
    CHECK(outcome.status == 0);
    CHECK(outcome.onward.size() == (cut < head ? 0 : cut));
    const bool is_in_body = cut >= head && cut < request.size();
    CHECK(outcome.within == (cut == 0 || cut == request.size() ? Framing::Within::nothing
                             : is_in_body                      ? Framing::Within::body
                                                               : Framing::Within::head));
  }
}

TEST_CASE("However bytes are cut, the same goes on and the same is refused") {
  CHECK(rc::check([] {
    std::string bytes;
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i) bytes += *rc::gen::elementOf(sound);
    if (*rc::gen::arbitrary<bool>()) bytes += (*rc::gen::elementOf(unsound)).bytes;
    const auto whole = pass({bytes});
    std::vector<std::string> pieces;
    for (std::size_t at = 0; at < bytes.size();) {
      const auto size = *rc::gen::inRange<std::size_t>(1, 40);
      pieces.push_back(bytes.substr(at, size));
      at += size;
    }
    const auto cut = pass(pieces);
    RC_ASSERT(cut.status == whole.status);
    RC_ASSERT(cut.onward == whole.onward);
  }));
}

TEST_CASE("Too many headers are refused, a hundred are not") {
  const auto with = [](int count) {
    std::string headers;
    for (int i = 1; i < count; ++i) headers += std::format("X-{}: y\r\n", i);
    return pass({get(headers)}).status;
  };
  CHECK(with(100) == 0);
  CHECK(with(101) == 431);
}

}  // namespace fitmate::tests
