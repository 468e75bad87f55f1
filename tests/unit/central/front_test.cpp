#include "central/front/front.h"

#include <fstream>
#include <mutex>
#include <optional>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "tests/support/certificate.h"
#include "tests/support/eventually.h"
#include "tests/support/raw_http.h"
#include "tests/support/temp_folder.h"
#include "tests/support/tls_connection.h"

namespace fitmate::tests {
namespace {

using namespace std::chrono_literals;
using central::front::CertificateFiles;
using central::front::Front;
using central::front::FrontOptions;
using db::Descriptor;

constexpr auto most_body = std::size_t{32} << 20U;

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool read_size(int socket, std::string& into, std::size_t size) {
  std::array<char, 65536> piece{};
  while (into.size() < size) {
    const auto got = ::recv(socket, piece.data(), std::min(piece.size(), size - into.size()), 0);
    if (got <= 0) return false;
    into.append(piece.data(), static_cast<std::size_t>(got));
  }
  return true;
}

// What stands behind the front: serves each connection on a thread of its own, then closes it. The
// first is the front's, which looks whether anybody is there.
class Framework {
 public:
  using Serve = std::function<void(int socket, std::uint16_t caller)>;

  explicit Framework(Serve serve)
      : serve_{std::move(serve)}, listener_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof place;
    REQUIRE(::bind(*listener_, reinterpret_cast<sockaddr*>(&place), size) == 0);
    REQUIRE(::listen(*listener_, 64) == 0);
    ::getsockname(*listener_, reinterpret_cast<sockaddr*>(&place), &size);
    port = ntohs(place.sin_port);
    acceptor_ = std::jthread{[this] { accept_all(); }};
  }
  ~Framework() {
    ::shutdown(*listener_, SHUT_RDWR);
    acceptor_.join();
  }
  Framework(const Framework&) = delete;
  Framework& operator=(const Framework&) = delete;

  std::uint16_t port = 0;

 private:
  void accept_all() {
    sockaddr_in from{};
    socklen_t size = sizeof from;
    ::close(::accept(*listener_, nullptr, nullptr));
    while (true) {
      Descriptor socket{::accept(*listener_, reinterpret_cast<sockaddr*>(&from), &size)};
      if (!socket) return;
      threads_.emplace_back([this, caller = ntohs(from.sin_port), socket = std::move(socket)] {
        serve_(*socket, caller);
      });
    }
  }

  Serve serve_;
  Descriptor listener_;
  std::vector<std::jthread> threads_;
  std::jthread acceptor_;
};

void echo(int socket, std::uint16_t) {
  std::string bytes;
  while (read_size(socket, bytes, 1) && send_all(socket, bytes)) bytes.clear();
}

// A front with what it stands before, and a certificate.
class Gate {
 public:
  explicit Gate(Framework::Serve serve, std::function<void(FrontOptions&)> change = {})
      : certificate{folder.path()}, framework{std::move(serve)} {
    FrontOptions options{
        .host = "127.0.0.1",
        .files = CertificateFiles{.certificate = certificate.file(), .key = certificate.key()},
        .connections = 100,
        .limits = {.handshake = 20s, .idle = 20s, .request = 20s, .most_body = most_body},
        .look_every = 10ms,
        .note = [this](std::string_view sentence) {
          const std::scoped_lock lock{mutex_};
          notes_.emplace_back(sentence);
        }};
    if (change) change(options);
    front.emplace(std::move(options));
    front->begin(framework.port);
  }

  TlsConnection call(const TlsAsked& asked = {}) const {
    return TlsConnection{front->port(), asked};
  }
  std::vector<std::string> notes() const {
    const std::scoped_lock lock{mutex_};
    return notes_;
  }

  TempFolder folder;
  Certificate certificate;

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> notes_;

 public:
  Framework framework;
  std::optional<Front> front;
};

std::string request_of(std::string_view body) {
  return std::format("POST / HTTP/1.1\r\nHost: c\r\nContent-Length: {}\r\n\r\n{}", body.size(),
                     body);
}

template <class Connection>
bool is_echoed(Connection& connection) {
  const auto request = request_of("x");
  if (!connection.send(request)) return false;
  std::string heard;
  while (heard.size() < request.size() && connection.read_some(heard)) {
  }
  return heard == request;
}

// Different at each place.
std::string many_bytes(std::size_t size) {
  std::string bytes(size, '\0');
  std::uint32_t state = 1;
  for (auto& byte : bytes) {
    state = state * 1664525U + 1013904223U;
    byte = static_cast<char>(state >> 24U);
  }
  return bytes;
}

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in{file};
  return {std::istreambuf_iterator{in}, {}};
}

TEST_CASE("what a caller sends and is answered arrives whole", "[thread]") {
  const auto bytes = request_of(many_bytes(std::size_t{20} << 20U));
  Gate gate{[&](int socket, std::uint16_t) {
    std::string got;
    if (read_size(socket, got, bytes.size())) send_all(socket, got);
  }};
  auto caller = gate.call({.versions = GENERATE("TLSv1.2", "")});
  REQUIRE(caller.send(bytes));
  CHECK((caller.read_all() == bytes));
  CHECK(caller.was_ended());
}

TEST_CASE("a caller who does not read holds up whoever answers, and loses nothing", "[thread]") {
  constexpr auto enough = std::size_t{256} << 20U;
  const auto piece = many_bytes(std::size_t{1} << 20U);
  std::atomic<std::size_t> sent{0};
  std::atomic<bool> is_held_up{false};
  Gate gate{[&](int socket, std::uint16_t) {
    const timeval silence{.tv_sec = 0, .tv_usec = 300'000};
    ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &silence, sizeof silence);
    while (sent < enough && !is_held_up) {
      const auto at = sent % piece.size();
      const auto more = ::send(socket, piece.data() + at, piece.size() - at, MSG_NOSIGNAL);
      if (more > 0) sent += static_cast<std::size_t>(more);
      is_held_up = more <= 0;
    }
  }};
  auto caller = gate.call();
  REQUIRE(eventually([&] { return is_held_up || sent >= enough; }));
  CHECK(is_held_up);
  auto expected = std::string{};
  while (expected.size() < sent) expected += piece;
  expected.resize(sent);
  CHECK((caller.read_all() == expected));
}

TEST_CASE("TLS 1.2 and newer is spoken, older is not; of protocols HTTP/1.1", "[thread]") {
  Gate gate{echo};
  auto newest = gate.call({.believed = gate.certificate.file(), .protocol = "http/1.1"});
  CHECK(newest.version() == "TLSv1.3");
  CHECK(newest.protocol() == "http/1.1");
  CHECK(is_echoed(newest));
  CHECK(gate.call({.versions = "TLSv1.2"}).version() == "TLSv1.2");
  CHECK(gate.call().protocol().empty());
  CHECK_THROWS(gate.call({.versions = "TLSv1.1"}));
  CHECK_THROWS(gate.call({.protocol = "h2"}));
}

TEST_CASE("what is no TLS is hung up on", "[thread]") {
  Gate gate{echo};
  RawConnection plain{gate.front->port()};
  plain.send("GET / HTTP/1.1\r\nHost: c\r\n\r\n");
  CHECK_FALSE(parse_answer(plain.read_all()));
}

TEST_CASE("the caller behind a connection is known by it, and nobody else pretends", "[thread]") {
  std::atomic<int> seen{0};
  std::optional<std::string> address;
  std::atomic<const Front*> front = nullptr;
  Gate gate{[&](int socket, std::uint16_t caller) {
    std::string bytes;
    read_size(socket, bytes, 1);
    if (bytes.empty()) return;
    address = front.load()->caller(caller);
    ++seen;
  }};
  front = &*gate.front;
  {
    auto caller = gate.call({.from = "127.0.0.9"});
    caller.send(request_of("x"));
    REQUIRE(eventually([&] { return seen == 1; }));
  }
  CHECK(address == "127.0.0.9");
  RawConnection direct{gate.framework.port};
  direct.send("x");
  REQUIRE(eventually([&] { return seen == 2; }));
  CHECK_FALSE(address);
}

TEST_CASE("what is refused is told once, with the caller's address", "[thread]") {
  std::mutex mutex;
  std::vector<std::string> told;
  Gate gate{echo, [&](FrontOptions& options) {
              options.refused = [&](const std::string& address, const auto& refusal) {
                const std::scoped_lock lock{mutex};
                told.push_back(std::format("{} {} {}", address, refusal.status, refusal.detail));
              };
            }};
  auto good = gate.call();
  CHECK(is_echoed(good));
  auto caller = gate.call({.from = "127.0.0.9"});
  caller.send("GET / HTTP/1.1\r\n\r\n");
  CHECK(parse_answer(caller.read_all()).value().status == 400);
  const std::scoped_lock lock{mutex};
  CHECK(told == std::vector<std::string>{"127.0.0.9 400 a request has one Host"});
}

TEST_CASE("handshakes that are never finished are ended, and meanwhile others are served",
          "[thread]") {
  Gate gate{echo, [](FrontOptions& options) { options.limits.handshake = 500ms; }};
  std::vector<RawConnection> slow;
  // The beginning of a greeting, as TLS has it.
  constexpr std::string_view begun{"\x16\x03\x01\x02\x00\x01", 6};
  for (std::size_t i = 0; i < 50; ++i)
    slow.emplace_back(gate.front->port()).send(begun.substr(0, i % 7));
  auto served = gate.call();
  CHECK(is_echoed(served));
  for (auto& connection : slow) {
    std::string heard;
    CHECK_FALSE(connection.read_some(heard));
  }
  CHECK(is_echoed(served));
}

TEST_CASE("a caller who says nothing is hung up on", "[thread]") {
  Gate gate{echo, [](FrontOptions& options) { options.limits.idle = 500ms; }};
  auto caller = gate.call();
  CHECK(is_echoed(caller));
  std::string heard;
  CHECK_FALSE(caller.read_some(heard));
}

TEST_CASE("more callers than may be are hung up on until one has gone", "[thread]") {
  Gate gate{echo, [](FrontOptions& options) { options.connections = 3; }};
  std::vector<TlsConnection> callers;
  for (int i = 0; i < 3; ++i) CHECK(is_echoed(callers.emplace_back(gate.call())));
  CHECK_THROWS(gate.call());
  for (auto& caller : callers) CHECK(is_echoed(caller));
  callers.back().reset();
  CHECK(eventually([&] {
    try {
      auto caller = gate.call();
      return is_echoed(caller);
    } catch (const std::runtime_error&) {
      return false;
    }
  }));
}

TEST_CASE("a caller who ends or is lost ends the connection behind", "[thread]") {
  std::atomic<int> ended{0};
  Gate gate{[&](int socket, std::uint16_t) {
    std::string bytes;
    while (read_size(socket, bytes, bytes.size() + 1)) {
    }
    ended += bytes.empty() ? 0 : 1;
  }};
  auto polite = gate.call();
  auto lost = gate.call();
  for (auto* caller : {&polite, &lost}) CHECK(caller->send(request_of("x")));
  polite.end();
  CHECK(eventually([&] { return ended == 1; }));
  lost.reset();
  CHECK(eventually([&] { return ended == 2; }));
}

TEST_CASE("an answer to somebody who is still sending arrives whole", "[thread]") {
  const auto answer = many_bytes(1000);
  Gate gate{[&](int socket, std::uint16_t) {
    std::string first;
    if (read_size(socket, first, 1)) send_all(socket, answer);
  }};
  auto caller = gate.call();
  CHECK(caller.send(request_of(many_bytes(std::size_t{16} << 20U))));
  CHECK((caller.read_all() == answer));
  CHECK(caller.was_ended());
}

TEST_CASE("without a certificate the same goes on in the clear, and a file is not looked at",
          "[thread]") {
  const auto bytes = request_of(many_bytes(std::size_t{8} << 20U));
  Gate gate{[&](int socket, std::uint16_t) {
              std::string got;
              if (read_size(socket, got, bytes.size())) send_all(socket, got);
            },
            [](FrontOptions& options) { options.files.reset(); }};
  RawConnection caller{gate.front->port()};
  REQUIRE(caller.send(bytes));
  CHECK((caller.read_all() == bytes));
  CHECK_THROWS(gate.call());
}

TEST_CASE("what is no sound HTTP is refused in words, and others are served", "[thread]") {
  Gate gate{echo};
  auto other = gate.call();
  CHECK(is_echoed(other));
  auto caller = gate.call();
  caller.send("POST / HTTP/1.1\r\nHost: c\r\nContent-Length: 2\r\nContent-Length: 4\r\n\r\n{}{}");
  const auto answer = parse_answer(caller.read_all());
  REQUIRE(answer);
  CHECK(answer->status == 400);
  CHECK(answer->body == R"({"detail":"a request has one Content-Length"})");
  CHECK(answer->headers.at("connection") == "close");
  CHECK(caller.was_ended());
  CHECK(is_echoed(other));
}

TEST_CASE("a request that comes too slowly is given up, however steadily it comes", "[thread]") {
  Gate gate{echo, [](FrontOptions& options) {
              options.limits.idle = 1s;
              options.limits.request = 1s;
            }};
  const auto request = request_of(std::string(10'000, 'x'));
  const auto first = GENERATE(std::size_t{0}, std::size_t{60});
  auto caller = gate.call();
  caller.send(request.substr(0, first));
  std::size_t at = first;
  CHECK(eventually([&] {
    return at < request.size() && !caller.send(std::string_view{request}.substr(at++, 1));
  }));
  CHECK(at < request.size());
}

TEST_CASE("a certificate that was renewed is shown to who comes next", "[thread]") {
  Gate gate{echo};
  auto before = gate.call();
  CHECK(before.certificate() == text_of(gate.certificate.file()));
  const TempFolder elsewhere;
  const Certificate renewed{elsewhere.path()};

  // Between the two files it does not fit, and the one from before stays.
  std::filesystem::copy_file(renewed.file(), gate.certificate.file(),
                             std::filesystem::copy_options::overwrite_existing);
  REQUIRE(eventually([&] { return gate.notes().size() == 1; }));
  CHECK(gate.notes().back().contains("is not the key of"));
  CHECK(gate.call().certificate() == before.certificate());

  std::filesystem::rename(renewed.key(), gate.certificate.key());
  REQUIRE(eventually([&] { return gate.notes().size() == 2; }));
  CHECK(gate.notes().back().contains("renewed"));
  CHECK(gate.call({.believed = renewed.file()}).certificate() == text_of(renewed.file()));
  CHECK(is_echoed(before));
}

TEST_CASE("who is being answered at the end is answered, and nobody new is taken", "[thread]") {
  const auto answer = many_bytes(std::size_t{4} << 20U);
  std::atomic<bool> is_answering{false};
  Gate gate{[&](int socket, std::uint16_t) {
    std::string asked;
    if (!read_size(socket, asked, request_of("x").size())) return;
    is_answering = true;
    send_all(socket, answer);
  }};
  auto caller = gate.call();
  REQUIRE(caller.send(request_of("x")));
  REQUIRE(eventually([&] { return is_answering.load(); }));
  std::string heard;
  std::jthread reader{[&] {
    heard = caller.read_all();
    caller.end();
    caller.reset();
  }};
  gate.front->finish(20s);
  reader.join();
  CHECK((heard == answer));
  CHECK_THROWS(gate.call());
}

TEST_CASE("a taken address and files that cannot be used keep the front from beginning") {
  Gate gate{echo};
  FrontOptions options{.host = "127.0.0.1",
                       .port = gate.front->port(),
                       .files = CertificateFiles{.certificate = gate.certificate.file(),
                                                 .key = gate.certificate.key()}};
  CHECK_THROWS(Front{options});
  options.port = 0;
  CHECK_NOTHROW(Front{options});
  options.files->key = gate.folder.path() / "missing";
  CHECK_THROWS(Front{options});
}

}  // namespace
}  // namespace fitmate::tests
