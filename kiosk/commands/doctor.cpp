#include "kiosk/commands/doctor.h"

#include <algorithm>
#include <format>

#include <nlohmann/json.hpp>

#include "db/disk.h"
#include "firmware/camera_spec.h"
#include "firmware/door_spec.h"
#include "firmware/scanner_spec.h"
#include "kiosk/gym_zone.h"

namespace fitmate::kiosk {
namespace {

using namespace domain;
using Json = nlohmann::ordered_json;

Check check_enrolled(const Patient& patient) {
  if (!patient.device) {
    return {"enrolled", false, "run fitmate-kiosk enrol --central URL with a code of the centre"};
  }
  if (patient.status.store.revoked) {
    return {"enrolled", false, "the centre revoked this kiosk: enrol it anew with a new code"};
  }
  return {"enrolled", true,
          std::format("kiosk {} of {}", patient.device->kiosk.value, patient.device->gym_name)};
}

Check check_copy(const Patient& patient) {
  const auto age = data_age(patient.status);
  if (!age) {
    return {"copy", false, "nothing was ever pulled whole: start fitmate-sync and the network"};
  }
  const auto hours = std::chrono::floor<std::chrono::hours>(*age).count();
  if (*age > patient.status.store.rules.stale_refuses) {
    return {"copy", false,
            std::format("{} h old, so new members are refused: see to fitmate-sync and the network",
                        hours)};
  }
  if (*age > patient.status.store.rules.stale_warns) {
    return {"copy", true, std::format("{} h old: everybody is let in with a warning", hours)};
  }
  return {"copy", true, std::format("{} s old", age->count())};
}

Check check_clock(const Patient& patient) {
  const auto state = patient.status.now.state;
  const auto at = to_text(patient.status.now.at);
  if (state != ClockState::unsynced)
    return {"clock", true, std::format("{}, {}", to_text(state), at)};
  return {"clock", false,
          std::format(
              "nobody has confirmed the time ({}): let it reach the centre or a time server", at)};
}

Check check_zone(const Patient& patient) {
  if (!patient.device) return {"zone", true, "it comes with the enrolment"};
  const auto problem = zone_problem(*patient.device);
  return {"zone", problem.empty(), problem.empty() ? patient.device->timezone : problem};
}

Check check_keys(const Patient& patient) {
  if (!patient.device) return {"keys", false, "they come with the enrolment"};
  const auto now = patient.status.now.at;
  const auto& ring = patient.device->ring;
  const auto good = std::ranges::count_if(ring.issuers, [&](const auto& entry) {
    const auto& key = entry.second;
    return !key.revoked && key.from <= now && now < key.to;
  });
  if (good == 0) {
    return {"keys", false,
            "no issuer's key is in its dates, so every code is refused: let it pull"};
  }
  if (ring.totp.empty()) {
    return {"keys", false, "no key for phones' codes, so only cards work: let it pull"};
  }
  return {"keys", true, std::format("{} of issuers, {} for phones", good, ring.totp.size())};
}

Check check_disk(const Patient& patient) {
  const auto& disk = patient.status.disk;
  const auto free = db::free_share(static_cast<std::uintmax_t>(disk.free_bytes),
                                   static_cast<std::uintmax_t>(disk.size_bytes));
  const auto detail = std::format("{} MiB free ({:.0f} %)", disk.free_bytes >> 20, free * 100);
  if (free >= db::pulls_need_free) return {"disk", true, detail};
  return {"disk", false, detail + ": make space, or check-ins will soon not be kept"};
}

Check check_folder(const Patient& patient) {
  using std::filesystem::perms;
  const auto mode = std::filesystem::status(patient.folder).permissions();
  if ((mode & (perms::group_all | perms::others_all)) == perms::none) {
    return {"folder", true, patient.folder.string()};
  }
  return {"folder", false,
          std::format("others can read people's data: run chmod 700 {}", patient.folder.string())};
}

Check check_damage(const Patient& patient) {
  for (const auto& entry : std::filesystem::directory_iterator{patient.folder}) {
    if (!entry.path().filename().string().starts_with("kiosk.db.damaged-")) continue;
    return {"damage", false,
            std::format("a damaged database is kept as {}: replace the disk if it happened by "
                        "itself, and move that file away",
                        entry.path().string())};
  }
  return {"damage", true, "none was found"};
}

Check check_path(std::string_view name, const std::string& path) {
  if (std::filesystem::exists(path)) return {std::string{name}, true, path};
  return {std::string{name}, false, path + " is not there: plug it in, or correct kiosk.toml"};
}

Check check_camera(const Patient& patient) {
  const auto spec = firmware::parse_camera_spec(patient.config.camera.value_or("none"));
  if (const auto* camera = std::get_if<firmware::V4l2CameraSpec>(&*spec)) {
    return check_path("camera", camera->device);
  }
  if (const auto* camera = std::get_if<firmware::FolderCameraSpec>(&*spec)) {
    return check_path("camera", camera->folder);
  }
  return {"camera", true, patient.config.camera.value_or("none")};
}

Check check_scanner(const Patient& patient) {
  const auto spec = firmware::parse_scanner_spec(patient.config.scanner.value_or("none"));
  if (const auto* scanner = std::get_if<firmware::EvdevScannerSpec>(&*spec)) {
    return check_path("scanner", scanner->device);
  }
  return {"scanner", true, "none"};
}

Check check_door(const Patient& patient) {
  const auto spec = firmware::parse_door_spec(patient.config.door.value_or("none"));
  if (const auto* door = std::get_if<firmware::GpioDoorSpec>(&*spec)) {
    return check_path("door", door->chip);
  }
  return {"door", true, patient.config.door.value_or("none: the screen tells alone")};
}

Check check_trouble(const Patient& patient) {
  const auto& trouble = patient.status.store.trouble;
  return {"trouble", trouble.empty(), trouble.empty() ? "none" : trouble};
}

}  // namespace

std::vector<Check> examine(const Patient& patient) {
  std::vector<Check> checks;
  for (const auto check :
       {check_enrolled, check_copy, check_keys, check_clock, check_zone, check_disk, check_folder,
        check_damage, check_camera, check_scanner, check_door, check_trouble}) {
    checks.push_back(check(patient));
  }
  return checks;
}

bool all_ok(const std::vector<Check>& checks) {
  return std::ranges::all_of(checks, &Check::ok);
}

std::string to_json(const std::vector<Check>& checks) {
  Json json;
  json["ok"] = all_ok(checks);
  json["checks"] = Json::array();
  for (const auto& check : checks) {
    json["checks"].push_back({{"name", check.name}, {"ok", check.ok}, {"detail", check.detail}});
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string to_words(const std::vector<Check>& checks) {
  std::string text;
  for (const auto& check : checks) {
    text += std::format("{:<9} {:<6} {}\n", check.name, check.ok ? "ok" : "NOT OK", check.detail);
  }
  return text;
}

}  // namespace fitmate::kiosk
