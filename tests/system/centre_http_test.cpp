#include <csignal>
#include <cstdlib>
#include <format>
#include <map>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "central/services/enrolment.h"
#include "db/central/kiosks.h"
#include "db/sql/transaction.h"
#include "domain/crypto.h"
#include "firmware/image_file.h"
#include "sync/limits.h"
#include "sync/wire.h"
#include "tests/support/centre.h"
#include "tests/support/eventually.h"
#include "tests/support/process.h"
#include "tests/support/raw_http.h"
#include "tests/support/temp_folder.h"

namespace fitmate::tests {
namespace {

using namespace std::chrono_literals;
using db::sql::Engine;

// After whatever the server's clock says.
const domain::Instant far = *domain::parse_instant("2999-01-01T00:00:00Z");

// A centre that serves, and its database beside it.
class Serving {
 public:
  explicit Serving(Engine engine = Engine::sqlite, const std::string& throttled = "unthrottled",
                   const std::string& workers = "4")
      : centre{engine},
        process{{program("centre_server"), centre.database().url(),
                 (folder.path() / "keys").string(), workers, throttled}} {
    const auto line = process.read_line();
    if (!line) throw std::runtime_error{"the centre does not start: " + process.err()};
    port = static_cast<std::uint16_t>(std::stoi(*line));
    REQUIRE(eventually([this] { return listens(port); }));
  }

  sync::EnrolRequest ask(int key) {
    const auto code =
        central::services::invite_kiosk(centre.connection(), "Door", far, domain::system_random())
            .code;
    domain::Seed seed{};
    seed[0] = static_cast<std::byte>(key);
    return {.code = code,
            .public_key = domain::public_key_of(seed),
            .proof = domain::sign(seed, sync::enrol_message(code)),
            .software = "test"};
  }
  sync::EnrolAnswer enrol(int key) {
    const auto answer = call(port, {.method = "POST",
                                    .path = "/api/sync/enrol",
                                    .token = {},
                                    .headers = {},
                                    .body = sync::encode(ask(key))});
    REQUIRE(answer.status == 201);
    return sync::decode_enrol_answer(answer.body).value();
  }
  HttpAnswer push(const std::string& token, const std::string& body,
                  const std::string& headers = "Content-Encoding: gzip\r\n") const {
    return call(port, {.method = "POST",
                       .path = "/api/sync/push",
                       .token = token,
                       .headers = headers,
                       .body = body});
  }
  HttpAnswer get(const std::string& path, const std::string& token = {}) const {
    return call(port, {.method = "GET", .path = path, .token = token, .headers = {}, .body = {}});
  }
  bool is_healthy() const { return get("/health/ready").status == 200; }

  TempFolder folder;
  Centre centre;
  Process process;
  std::uint16_t port = 0;
};

std::string detail_of(const HttpAnswer& answer) {
  return sync::decode_detail(answer.body).value_or("no detail: " + answer.body);
}

std::string packed(const FakeKiosk& kiosk) {
  return sync::gzip(sync::encode(kiosk.push()));
}

}  // namespace

// How often one text stands in another.
std::size_t count_of(std::string_view part, std::string_view text) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST_CASE("A connection is served for as long as its caller keeps it") {
  constexpr std::size_t together = 8;
  Serving serving;
  RawConnection connection{serving.port};
  std::string asked;
  for (std::size_t i = 0; i < together; ++i) {
    asked += "GET /health/live HTTP/1.1\r\nHost: centre\r\n\r\n";
  }
  for (std::size_t served = 0; served < 10'100; served += together) {
    CAPTURE(served);
    REQUIRE(connection.send(asked));
    std::string answers;
    while (count_of("{", answers) < together) REQUIRE(connection.read_some(answers));
    REQUIRE(count_of("HTTP/1.1 200 ", answers) == together);
    serving.process.read_line(0ms);  // what it logs needs a reader
  }
}

TEST_CASE("A kiosk enrols, pushes and pulls over the line") {
  Serving serving{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto ada = serving.centre.add_person("Ada");
  const auto enrolled = serving.enrol(1);
  FakeKiosk kiosk{enrolled.kiosk};
  kiosk.record(check_in(ada));
  const auto pushed = serving.push(enrolled.token, packed(kiosk));
  REQUIRE(pushed.status == 200);
  const auto answer = sync::decode_push_answer(pushed.body).value();
  CHECK(answer.acked_seq == domain::Seq{1});
  CHECK(serving.centre.count("attendance") == 1);
  CHECK(serving.push(enrolled.token, sync::encode(kiosk.push()), "").status == 200);

  const auto pulled = serving.get("/api/sync/pull?limit=50", enrolled.token);
  REQUIRE(pulled.status == 200);
  const auto page = sync::decode_page(pulled.body).value();
  CHECK(page.complete);
  CHECK(page.to == answer.feed_head);
  CHECK(domain::parse_trust_list(page.trust_list, enrolled.root_key));
  CHECK(page.totp_keys == enrolled.totp_keys);
  const auto next = serving.get(std::format("/api/sync/pull?feed_epoch={}&run={}&cursor={}",
                                            page.feed_epoch, page.run, page.to),
                                enrolled.token);
  CHECK(sync::decode_page(next.body).value().changes.empty());
  const auto lost = serving.get(
      std::format("/api/sync/pull?feed_epoch={}&run=x&cursor=1", page.feed_epoch), enrolled.token);
  CHECK(lost.status == 410);
  CHECK(detail_of(lost) == "must_refetch");
}

TEST_CASE("Conflicts are 409 with what the centre has") {
  Serving serving;
  const auto ada = serving.centre.add_person("Ada");
  const auto enrolled = serving.enrol(1);
  FakeKiosk kiosk{enrolled.kiosk};
  kiosk.record(check_in(ada));
  kiosk.record(check_out(ada));
  const auto answer = serving.push(enrolled.token, sync::gzip(sync::encode(kiosk.push(1))));
  CHECK(answer.status == 409);
  const auto conflict = sync::decode_conflict(answer.body).value();
  CHECK(conflict.kind == sync::Conflict::Kind::gap);
  CHECK(conflict.expected == domain::Seq{1});
}

TEST_CASE("A kiosk's token opens the calls of sync, and only while it lives") {
  Serving serving;
  const auto ada = serving.centre.add_person("Ada");
  const auto enrolled = serving.enrol(1);
  for (const auto* token : {"", "wrong", "Bearer"}) {
    CHECK(serving.get("/api/sync/pull", token).status == 401);
    CHECK(serving.push(token, "").status == 401);
    CHECK(call(serving.port, {.method = "POST",
                              .path = "/api/sync/token",
                              .token = token,
                              .headers = {},
                              .body = {}})
              .status == 401);
  }
  CHECK(serving.get("/api/sync/pull").headers.at("www-authenticate") == "Bearer");

  const auto renewed = call(serving.port, {.method = "POST",
                                           .path = "/api/sync/token",
                                           .token = enrolled.token,
                                           .headers = {},
                                           .body = {}});
  REQUIRE(renewed.status == 200);
  const auto next = sync::decode_token(renewed.body).value();
  CHECK(serving.get("/api/sync/pull", enrolled.token).status == 200);
  CHECK(serving.get("/api/sync/pull", next).status == 200);
  CHECK(serving.get("/api/sync/pull", enrolled.token).status == 401);

  db::central::revoke_kiosk(serving.centre.connection(), enrolled.kiosk, far);
  const auto revoked = serving.get("/api/sync/pull", next);
  CHECK(revoked.status == 403);
  CHECK(detail_of(revoked) == "revoked");
  FakeKiosk kiosk{enrolled.kiosk};
  kiosk.record(check_in(ada));
  CHECK(serving.push(next, packed(kiosk)).status == 200);
  CHECK(serving.centre.count("sync_quarantine") == 1);
}

TEST_CASE("Enrolment says which way a code is no good, and slows down who guesses") {
  Serving serving;
  const auto post = [&](const sync::EnrolRequest& asked) {
    return call(serving.port, {.method = "POST",
                               .path = "/api/sync/enrol",
                               .token = {},
                               .headers = {},
                               .body = sync::encode(asked)});
  };
  const auto asked = serving.ask(1);
  const auto first = post(asked);
  CHECK(first.status == 201);
  CHECK(post(asked).status == 201);
  auto other = serving.ask(2);
  other.proof[0] ^= std::byte{1};
  CHECK(post(other).status == 422);
  serving.centre.connection().execute(
      "update kiosk_invites set expires_at = '2020-01-01T00:00:00Z' where kiosk_id is null");
  CHECK(post(serving.ask(1)).status == 409);

  domain::Seed seed{};
  sync::EnrolRequest wrong{.code = "NOSUCHCODE",
                           .public_key = domain::public_key_of(seed),
                           .proof = domain::sign(seed, sync::enrol_message("NOSUCHCODE")),
                           .software = "test"};
  for (int i = 0; i < 5; ++i) CHECK(post(wrong).status == 404);
  const auto slowed = post(wrong);
  CHECK(slowed.status == 429);
  CHECK(slowed.headers.contains("retry-after"));
  CHECK(post(asked).status == 429);
}

TEST_CASE("Pushes and pulls of one kiosk are held to their pace, others are not") {
  Serving serving{Engine::sqlite, "throttled"};
  const auto one = serving.enrol(1);
  const auto other = serving.enrol(2);
  FakeKiosk kiosk{one.kiosk};
  const auto body = packed(kiosk);
  int pushed = 0;
  int pulled = 0;
  int slowed = 0;
  // Far more than any machine's second of them.
  for (int i = 0; i < 400 && slowed < 2; ++i) {
    const auto push = serving.push(one.token, body);
    const auto pull = serving.get("/api/sync/pull", one.token);
    pushed += push.status == 200 ? 1 : 0;
    pulled += pull.status == 200 ? 1 : 0;
    slowed += (push.status == 429 ? 1 : 0) + (pull.status == 429 ? 1 : 0);
  }
  CHECK(pushed >= 2);
  CHECK(pulled >= 1);
  CHECK(slowed >= 1);
  CHECK(serving.get("/api/sync/pull", other.token).status == 200);
}

TEST_CASE("Hostile bodies are turned away, and the centre goes on") {
  Serving serving;
  const auto enrolled = serving.enrol(1);
  const auto& token = enrolled.token;
  CHECK(serving.push(token, "no gzip").status == 400);
  CHECK(serving.push(token, sync::gzip("{}").substr(0, 10)).status == 400);
  CHECK(serving.push(token, sync::gzip("{}")).status == 422);
  CHECK(serving.push(token, "{}", "Content-Encoding: br\r\n").status == 415);
  // 1 : 1000, unpacked beyond a push's size.
  CHECK(serving.push(token, sync::gzip(std::string(sync::limits::push_bytes + 1, ' '))).status ==
        413);
  CHECK(serving.push(token, sync::gzip(std::string(100'000, '['))).status == 422);
  CHECK(serving
            .push(token,
                  sync::gzip("{\"a\":" + std::string(5000, '[') + std::string(5000, ']') + "}"))
            .status == 422);
  CHECK(serving.push(token, std::string((1U << 20U) + 1, 'x'), "").status == 413);
  CHECK(serving.get("/api/sync/pull?cursor=-1", token).status == 422);
  CHECK(serving.get("/api/sync/pull?cursor=1e9", token).status == 422);
  CHECK(serving.get("/api/sync/pull?limit=99999999999999999999", token).status == 422);
  CHECK(serving.is_healthy());
  CHECK(serving.centre.count("sync_inbox") == 0);
}

TEST_CASE("Errors have FastAPI's shape and name no insides") {
  Serving serving;
  CHECK(serving.get("/nothing").status == 404);
  CHECK(!detail_of(serving.get("/nothing")).starts_with("no detail"));
  const auto other = serving.get("/api/sync/push");
  CHECK(other.status == 405);
  CHECK(other.headers.at("allow") == "POST");
  CHECK(serving.get("/../../etc/passwd").status == 404);
  CHECK(serving.get("/index.html").status == 404);
  const auto live = serving.get("/health/live");
  CHECK(live.status == 200);
  CHECK(live.headers.contains("x-request-id"));
  CHECK(!live.headers.contains("server"));
}

TEST_CASE("A browser of a known origin may call, another may not") {
  Serving serving;
  const auto preflight = [&](const std::string& origin) {
    return call(serving.port,
                {.method = "OPTIONS",
                 .path = "/api/sync/pull",
                 .token = {},
                 .headers = "Origin: " + origin + "\r\nAccess-Control-Request-Method: GET\r\n",
                 .body = {}});
  };
  const auto known = preflight("http://localhost:3000");
  CHECK(known.status == 204);
  CHECK(known.headers.at("access-control-allow-origin") == "http://localhost:3000");
  CHECK(!preflight("http://evil.example").headers.contains("access-control-allow-origin"));
}

TEST_CASE("Connections that say nothing are closed, and meanwhile others are served") {
  Serving serving;
  std::vector<RawConnection> silent;
  for (int i = 0; i < 100; ++i) {
    silent.emplace_back(serving.port).send("POST /api/sync/push HTTP/1.1\r\nHost: c");
  }
  CHECK(serving.is_healthy());
  std::string heard;
  CHECK(!silent.front().read_some(heard));
  CHECK(heard.empty());
}

TEST_CASE("What one address has waiting is bounded, and others wait beside it") {
  Serving serving{Engine::postgres};
  int photos = 0;  // each with a token of its own
  const auto photo = [&](const std::string& from) {
    RawConnection connection{serving.port, from};
    connection.send(
        std::format("PUT /api/sync/photos/{} HTTP/1.1\r\nHost: c\r\nConnection: close\r\n"
                    "Authorization: Bearer {}\r\nContent-Length: {}\r\n\r\n{}",
                    std::string(64, 'a'), ++photos, sync::limits::photo_bytes,
                    std::string(sync::limits::photo_bytes, 'x')));
    return connection;
  };
  // Half of what may wait, one that is with the worker, and one more.
  constexpr auto too_many = (std::size_t{32} << 20U) / sync::limits::photo_bytes + 2;
  std::vector<RawConnection> greedy;
  std::vector<RawConnection> others;
  const auto blocker = serving.centre.database().connect();
  {
    db::sql::Transaction held{*blocker};
    blocker->execute("lock table kiosks in access exclusive mode");
    for (std::size_t i = 0; i < too_many; ++i) greedy.push_back(photo("127.0.0.2"));
    CHECK(eventually([&] {
      serving.process.read_line(10ms);
      return serving.process.err().contains(R"("status":503)");
    }));
    others.push_back(photo("127.0.0.3"));
    // That it came is known once a later call on the same thread is answered.
    CHECK(serving.get("/health/live").status == 200);
    held.commit();
  }
  const auto statuses = [](std::vector<RawConnection>& connections) {
    std::map<int, std::size_t> counted;
    for (auto& connection : connections) {
      ++counted[parse_answer(connection.read_all()).value_or(HttpAnswer{}).status];
    }
    return counted;
  };
  auto counted = statuses(greedy);
  CHECK(counted[401] >= too_many - 3);
  CHECK(counted[503] >= 1);
  CHECK(counted[401] + counted[503] == too_many);
  CHECK(statuses(others)[401] == others.size());
}

TEST_CASE("More connections than the centre holds do not stop it") {
  Serving serving;
  {
    std::vector<RawConnection> many;
    for (int i = 0; i < 300; ++i) many.emplace_back(serving.port);
  }
  CHECK(eventually([&] { return serving.is_healthy(); }));
}

TEST_CASE("A crooked request line gets no further than the parser") {
  Serving serving;
  for (const auto* bytes :
       {"\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\x16\x03\x01\x02\r\n\r\n",
        "POST /api/sync/push HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        "POST /api/sync/push HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "GET /%00 HTTP/1.1\r\nHost: c\r\nConnection: close\r\n\r\n"}) {
    RawConnection connection{serving.port};
    connection.send(bytes);
    const auto answer = parse_answer(connection.read_all());
    CHECK((!answer || answer->status >= 400));
  }
  CHECK(serving.is_healthy());
}

TEST_CASE("The log has a line for each call, and no secret in any") {
  Serving serving;
  const auto enrolled = serving.enrol(1);
  serving.get("/api/sync/pull?cursor=0&secret=hunter2", enrolled.token);
  serving.process.signal(SIGTERM);
  const auto finished = serving.process.wait();
  CHECK(finished.err.contains(R"("path":"/api/sync/pull")"));
  CHECK(finished.err.contains(R"("status":200)"));
  CHECK(!finished.err.contains(enrolled.token));
  CHECK(!finished.err.contains("hunter2"));
}

TEST_CASE("SIGTERM ends the centre after it answered what it had accepted") {
  Serving serving{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto ada = serving.centre.add_person("Ada");
  const auto enrolled = serving.enrol(1);
  FakeKiosk kiosk{enrolled.kiosk};
  for (int i = 0; i < 400; ++i) kiosk.record(check_in(ada));
  const auto body = packed(kiosk);
  RawConnection connection{serving.port};
  // Another writer holds the kiosk's row until the signal was given.
  const auto blocker = serving.centre.database().connect();
  std::string heard;
  {
    db::sql::Transaction held{*blocker};
    blocker->execute("update kiosks set name = 'held'");
    connection.send(
        std::format("POST /api/sync/push HTTP/1.1\r\nHost: c\r\nAuthorization: Bearer {}\r\n"
                    "Content-Encoding: gzip\r\nContent-Length: {}\r\n\r\n{}",
                    enrolled.token, body.size(), body));
    // The call was accepted once a later one on the same thread is answered.
    CHECK(serving.get("/health/live").status == 200);
    serving.process.signal(SIGTERM);
    held.commit();
  }
  while (!heard.contains("acked_seq") && connection.read_some(heard)) {
  }
  CHECK(heard.starts_with("HTTP/1.1 200"));
  CHECK(serving.process.wait(10s).exit_code == 0);
  CHECK(serving.centre.count("sync_inbox") == 400);
}

TEST_CASE("A photo is put by a kiosk, whole and once, for a meal that is here") {
  Serving serving{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto ada = serving.centre.add_person("Ada");
  const auto enrolled = serving.enrol(1);
  const auto plate =
      firmware::encode_jpeg({32, 24, std::vector<std::uint8_t>(std::size_t{32} * 24 * 3, 90)}, 80);
  const std::string bytes{reinterpret_cast<const char*>(plate->data()), plate->size()};
  const auto sha256 = domain::sha256(*plate);
  const auto put = [&](const std::string& name, const std::string& body, const std::string& token,
                       const std::string& type = "Content-Type: image/jpeg\r\n") {
    return call(serving.port, {.method = "PUT",
                               .path = "/api/sync/photos/" + name,
                               .token = token,
                               .headers = type,
                               .body = body});
  };
  const auto name = domain::to_hex(sha256);
  CHECK(put(name, bytes, "").status == 401);
  CHECK(put(name, bytes, enrolled.token).status == 404);
  CHECK(put("soup", bytes, enrolled.token).status == 404);

  FakeKiosk kiosk{enrolled.kiosk};
  domain::MealPhotographed meal{.user = ada, .code = *accepted(ada).code, .item = "Soup"};
  meal.photos.push_back({.sha256 = sha256, .size = std::ssize(bytes), .type = "image/jpeg"});
  kiosk.record(meal);
  REQUIRE(serving.push(enrolled.token, packed(kiosk)).status == 200);
  CHECK(put(name, bytes, enrolled.token, "Content-Type: text/html\r\n").status == 415);
  CHECK(put(name, bytes + "more", enrolled.token).status == 400);
  CHECK(put(name, std::string(sync::limits::photo_bytes + 1, 'x'), enrolled.token).status == 413);
  const auto stored = put(name, bytes, enrolled.token);
  CHECK(stored.status == 201);
  CHECK(sync::decode_photo_answer(stored.body) == sha256);
  CHECK(put(name, bytes, enrolled.token).status == 200);
  CHECK(serving.centre.line("select count(image_url) from nutrition_logs") == "1");
  CHECK(serving.is_healthy());
}

}  // namespace fitmate::tests
