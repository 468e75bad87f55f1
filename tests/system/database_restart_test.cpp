// PostgreSQL goes away and comes back while people and a kiosk are being served.

#include <atomic>
#include <format>
#include <map>
#include <mutex>
#include <set>
#include <sstream>
#include <thread>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "domain/crypto.h"
#include "sync/wire.h"
#include "tests/support/centre.h"
#include "tests/support/eventually.h"
#include "tests/support/postgres_server.h"
#include "tests/support/raw_http.h"
#include "tests/system/gym.h"

namespace fitmate::tests {
namespace {

// What callers were answered.
class Answers {
 public:
  void note(const HttpAnswer& answer) {
    const std::scoped_lock lock{mutex_};
    ++counts_[answer.status];
    good_in_a_row_ = answer.status == 200 ? good_in_a_row_ + 1 : 0;
    if (answer.status != 200) {
      refusals_.insert(std::format("{} {} {}", answer.status,
                                   answer.headers.contains("retry-after"), answer.body));
    }
  }
  int good_in_a_row() const {
    const std::scoped_lock lock{mutex_};
    return good_in_a_row_;
  }
  void begin_a_row() {
    const std::scoped_lock lock{mutex_};
    good_in_a_row_ = 0;
  }
  std::map<int, int> counts() const {
    const std::scoped_lock lock{mutex_};
    return counts_;
  }
  // Status, whether it says when to try again, and the body.
  std::set<std::string> refusals() const {
    const std::scoped_lock lock{mutex_};
    return refusals_;
  }

 private:
  mutable std::mutex mutex_;
  std::map<int, int> counts_;
  std::set<std::string> refusals_;
  int good_in_a_row_ = 0;
};

sync::EnrolAnswer enrol(Gym& gym, std::uint16_t port) {
  const std::string code = gym.central({"kiosk", "invite", "--name", "Door"}).at("code");
  domain::Seed seed{};
  seed[0] = std::byte{1};
  const sync::EnrolRequest asked{.code = code,
                                 .public_key = domain::public_key_of(seed),
                                 .proof = domain::sign(seed, sync::enrol_message(code)),
                                 .software = "test"};
  const auto answer =
      call(port, {.method = "POST", .path = "/api/sync/enrol", .body = sync::encode(asked)});
  REQUIRE(answer.status == 201);
  return sync::decode_enrol_answer(answer.body).value();
}

std::string sign_in(std::uint16_t port) {
  const Json person{{"email", "jo@example.com"}, {"password", "Correct-horse-1"}, {"name", "Jo"}};
  const auto post = [&](const std::string& path) {
    return call(port, {.method = "POST",
                       .path = path,
                       .headers = "Content-Type: application/json\r\n",
                       .body = person.dump()});
  };
  REQUIRE(post("/api/auth/register").status == 201);
  return Json::parse(post("/api/auth/login").body).at("access_token");
}

// A kiosk that records all the time and pushes again whatever was not acknowledged.
class Pusher {
 public:
  Pusher(std::uint16_t port, const sync::EnrolAnswer& enrolled, domain::UserId user,
         Answers& answers)
      : port_{port},
        token_{enrolled.token},
        user_{user},
        answers_{answers},
        kiosk_{enrolled.kiosk} {}

  void record() {
    for (int i = 0; i < 5; ++i) {
      kiosk_.record(check_in(user_));
      kiosk_.record(check_out(user_));
    }
  }
  // True once all is acknowledged.
  bool push() {
    const auto answer = call(port_, {.method = "POST",
                                     .path = "/api/sync/push",
                                     .token = token_,
                                     .headers = "Content-Encoding: gzip\r\n",
                                     .body = sync::gzip(sync::encode(kiosk_.push(acked_)))});
    if (answer.status != 429) answers_.note(answer);
    if (answer.status == 200) {
      acked_ =
          static_cast<std::size_t>(sync::decode_push_answer(answer.body).value().acked_seq.value);
      ++pushes_;
    }
    return acked_ == kiosk_.recorded();
  }
  std::size_t recorded() const { return kiosk_.recorded(); }
  int pushes() const { return pushes_; }

 private:
  std::uint16_t port_;
  std::string token_;
  domain::UserId user_;
  Answers& answers_;
  FakeKiosk kiosk_;
  std::size_t acked_ = 0;
  std::atomic<int> pushes_ = 0;
};

}  // namespace

TEST_CASE("PostgreSQL that is restarted at once costs seconds, and no event of a kiosk") {
  PostgresServer postgres{true};
  const TempFolder folder;
  const auto database = postgres.create_database();
  Gym gym{database, 20, folder.path()};
  gym.start_central();
  const auto port =
      static_cast<std::uint16_t>(std::stoi(gym.url().substr(gym.url().rfind(':') + 1)));
  const auto token = sign_in(port);
  const domain::UserId user{gym.members("active").front().at("user_id").get<std::int64_t>()};
  // As the cards of a FakeKiosk have it.
  gym.database().execute("update users set person_number = id + 1000 where id = $1", user);

  Answers answers;
  Answers of_kiosk;
  Pusher pusher{port, enrol(gym, port), user, of_kiosk};
  std::atomic<bool> is_over{false};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        while (!is_over) {
          answers.note(call(port, {.path = "/api/trainee/profile", .token = token}));
        }
      });
    }
    threads.emplace_back([&] {
      while (!is_over) {
        pusher.record();
        eventually([&] { return pusher.push() || is_over; });
      }
    });
    const auto goes_well = [&] {
      answers.begin_a_row();
      const auto pushes = pusher.pushes();
      return eventually([&] {
        gym.log();  // which nobody else reads
        return answers.good_in_a_row() >= 100 && pusher.pushes() > pushes + 2;
      });
    };
    CHECK(goes_well());
    for (int restart = 0; restart < 3; ++restart) {
      postgres.restart_at_once();
      CHECK(goes_well());
    }
    is_over = true;
  }
  CHECK(eventually([&] { return pusher.push(); }));

  std::string errors;
  std::istringstream log{gym.log()};
  for (std::string line; std::getline(log, line);) {
    if (line.contains("\"error\"")) errors += line + "\n";
  }
  CAPTURE(errors);
  for (const auto* all : {&answers, &of_kiosk}) {
    for (const auto& refusal : all->refusals()) {
      CAPTURE(refusal);
      CHECK(refusal.starts_with("503 true {\"detail\":\"the centre"));
    }
  }
  const auto connection = db::sql::open_database(database).value().connect();
  const auto count = [&](std::string_view sql) {
    return connection->query_one(sql)->get<std::int64_t>(0);
  };
  const auto recorded = static_cast<std::int64_t>(pusher.recorded());
  CHECK(count("select count(*) from sync_inbox") == recorded);
  CHECK(count("select count(distinct event_id) from sync_inbox") == recorded);
  CHECK(count("select count(*) from attendance where check_out_time is not null") == recorded / 2);
  CHECK(count("select count(*) from sync_quarantine") == 0);
  gym.stop_central();
}

}  // namespace fitmate::tests
