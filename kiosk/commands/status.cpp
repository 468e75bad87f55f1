#include "kiosk/commands/status.h"

#include <algorithm>
#include <format>

#include <nlohmann/json.hpp>

namespace fitmate::kiosk {
namespace {

using namespace domain;
using Json = nlohmann::ordered_json;

Json or_null(const std::optional<Instant>& at) {
  return at ? Json(to_text(*at)) : Json(nullptr);
}

std::string or_never(const std::optional<Instant>& at) {
  return at ? to_text(*at) : "never";
}

}  // namespace

DiskSpace disk_space(const std::filesystem::path& folder) {
  const auto space = std::filesystem::space(folder);
  return {.free_bytes = static_cast<std::int64_t>(space.available),
          .size_bytes = static_cast<std::int64_t>(space.capacity)};
}

std::optional<std::chrono::seconds> data_age(const Status& status) {
  if (!status.store.pulled) return std::nullopt;
  const auto& pulled = *status.store.pulled;
  const Stamp stamp{.at = pulled.at, .boot_id = pulled.boot_id, .since_boot = pulled.since_boot};
  const auto age = std::chrono::floor<std::chrono::seconds>(age_of(stamp, {.now = status.now}));
  return std::max(age, std::chrono::seconds{0});
}

std::string to_json(const Status& status) {
  const auto& store = status.store;
  const auto age = data_age(status);
  Json json;
  json["kiosk_id"] = store.kiosk ? Json(store.kiosk->value) : Json(nullptr);
  json["central_url"] = store.central_url;
  json["epoch"] = std::format("{:016x}", store.epoch.value);
  json["queue"] = {{"events", store.waiting_events},
                   {"photos", store.waiting_photos},
                   {"oldest_at", or_null(store.oldest_waiting)}};
  json["quarantined"] = store.quarantined;
  json["not_ours"] = store.not_ours;
  json["cursor"] = store.cursor;
  json["last_push"] = or_null(store.last_push);
  json["last_pull"] = or_null(store.last_pull);
  json["clock_state"] = to_text(status.now.state);
  json["data_age_s"] = age ? Json(age->count()) : Json(nullptr);
  json["camera"] = status.camera;
  json["disk"] = {{"free_bytes", status.disk.free_bytes}, {"size_bytes", status.disk.size_bytes}};
  json["revoked"] = store.revoked;
  json["trouble"] = store.trouble;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string to_words(const Status& status) {
  const auto& store = status.store;
  const auto age = data_age(status);
  std::string text;
  const auto line = [&](std::string_view name, const std::string& value) {
    text += std::format("{:<14} {}\n", name, value);
  };
  line("kiosk", store.kiosk ? std::format("{} at {}", store.kiosk->value, store.central_url)
                            : "not enrolled");
  line("epoch", std::format("{:016x}", store.epoch.value));
  line("queue", std::format("{} events, {} photos, oldest {}", store.waiting_events,
                            store.waiting_photos, or_never(store.oldest_waiting)));
  line("quarantined", std::to_string(store.quarantined));
  line("not ours", std::to_string(store.not_ours));
  line("cursor", std::to_string(store.cursor));
  line("last push", or_never(store.last_push));
  line("last pull", or_never(store.last_pull));
  line("clock", std::string{to_text(status.now.state)});
  line("data age", age ? std::format("{} s", age->count()) : "never complete");
  line("camera", status.camera);
  line("disk", std::format("{} MiB free of {} MiB", status.disk.free_bytes >> 20,
                           status.disk.size_bytes >> 20));
  if (store.revoked) line("revoked", "the centre no longer wants this kiosk");
  if (!store.trouble.empty()) line("trouble", store.trouble);
  return text;
}

}  // namespace fitmate::kiosk
