#include "tests/flow/sync/world.h"

#include <algorithm>

namespace fitmate::tests {
namespace {

const auto base = *domain::parse_instant("2026-11-22T08:00:00Z");

}  // namespace

World::World(std::uint64_t seed, double faults)
    : kiosk{domain::StoreEpoch{seed + 1}}, line{centre, seed, faults}, timed_{line}, random_{seed} {
  centre.tables.tokens = {"token-1"};
  auto& link = kiosk.link();
  link.kiosk = domain::KioskId{7};
  link.token = "token-1";
  restart();
}

void World::restart() {
  const domain::Random random = [this](std::span<std::byte> out) {
    for (auto& byte : out) byte = static_cast<std::byte>(below(256));
  };
  agent_ = std::make_unique<sync::Agent>(
      kiosk, photos, disk, timed_,
      sync::Agent::Options{.random = random, .software = "test", .log = [this](auto text) {
                             log.emplace_back(text);
                           }});
}

std::uint64_t World::below(std::uint64_t bound) {
  return std::uniform_int_distribution<std::uint64_t>{0, bound - 1}(random_);
}

void World::record(std::int64_t events) {
  for (; events > 0; --events) kiosk.record(event_text(++events_));
}

domain::Hash World::photograph(const std::string& bytes) {
  const auto sha256 = domain::sha256(domain::as_bytes(bytes));
  photos.keep(sha256, domain::as_bytes(bytes));
  record(1);
  kiosk.add_photo(sha256);
  return sha256;
}

domain::ClockReading World::reading() const {
  return {.wall = base + now, .since_boot = now, .boot_id = {}, .kernel_synced = false};
}

void World::turn() {
  centre.now = base + now;
  timed_.spent = {};
  const auto next = agent_->step(reading());
  now = std::max(now + timed_.spent, next);
}

bool World::is_settled() const {
  return agent_->status().is_complete && kiosk.waiting() == 0 &&
         kiosk.copy() == centre.projection();
}

bool World::settle(std::chrono::milliseconds within) {
  return run_until([&] { return is_settled(); }, within);
}

sync::Response answer(int status, std::string body) {
  return {.status = status,
          .content_type = "application/json",
          .body = std::move(body),
          .retry_after = std::nullopt,
          .took = std::chrono::milliseconds{20}};
}

}  // namespace fitmate::tests
