#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "db/disk.h"
#include "db/photo_files.h"
#include "sync/agent.h"
#include "sync/sim/lossy_transport.h"
#include "tests/support/fake_centre.h"
#include "tests/support/fake_sync_store.h"
#include "tests/support/temp_folder.h"

namespace fitmate::tests {

// Sums up the time that answers took, which is the only time that passes within a turn.
class TimedTransport final : public sync::Transport {
 public:
  explicit TimedTransport(sync::Transport& inner) : inner_{inner} {}
  domain::Result<sync::Response, sync::TransportFault> exchange(
      const sync::Request& request) override {
    auto answer = inner_.exchange(request);
    spent += answer ? answer->took : answer.error().took;
    return answer;
  }
  std::chrono::milliseconds spent{};

 private:
  sync::Transport& inner_;
};

// One enrolled kiosk, its centre, and the line between them, in virtual time.
class World {
 public:
  explicit World(std::uint64_t seed, double faults = 0.0);
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  FakeCentre centre;
  FakeSyncStore kiosk;
  TempFolder folder;
  double free_share = 0.5;  // of the kiosk's disk
  db::PhotoFiles photos{folder.path(), [this](const auto&) { return free_share; }};
  // For a reserve, of which these tests need none, there never is room.
  db::Disk disk{folder.path(), [this](const auto&) { return std::min(free_share, 0.1); }};
  sync::sim::LossyTransport line;
  std::chrono::milliseconds now{1000};  // of the boot clock
  std::vector<std::string> log;

  std::uint64_t below(std::uint64_t bound);
  // Puts new events into the outbox; each has the next number.
  void record(std::int64_t events);
  // An event with a photo of these bytes, its file kept.
  domain::Hash photograph(const std::string& bytes);
  // One turn of the agent, and time goes on to the next.
  void turn();
  // Turns until the condition holds; false if it does not within that virtual time.
  template <class Condition>
  bool run_until(Condition condition, std::chrono::milliseconds within = std::chrono::minutes{30}) {
    for (const auto end = now + within; !condition(); turn()) {
      if (now > end) return false;
    }
    return true;
  }
  bool settle(std::chrono::milliseconds within = std::chrono::minutes{30});
  // The agent's process ends and starts again.
  void restart();
  bool is_settled() const;
  sync::Agent::Status status() const { return agent_->status(); }
  void hurry() { agent_->hurry(now); }
  domain::ClockReading reading() const;

 private:
  TimedTransport timed_;
  std::mt19937_64 random_;
  std::unique_ptr<sync::Agent> agent_;
  std::uint64_t events_ = 0;
};

// An answer that the centre gives instead of its own.
sync::Response answer(int status, std::string body);

}  // namespace fitmate::tests
