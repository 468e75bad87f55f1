#include "kiosk/commands/doctor.h"

#include <algorithm>
#include <chrono>
#include <fstream>

#include <catch2/catch_test_macros.hpp>

#include "tests/support/temp_folder.h"

namespace fitmate::kiosk {
namespace {

using namespace domain;
using namespace std::chrono_literals;

// A kiosk that is well.
struct Well {
  Well() {
    std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
    patient.status = {
        .store = {.kiosk = KioskId{7}, .pulled = TimeMark{.at = now}},
        // Another boot than the pull's: ages are by the time of day.
        .now = {.at = now, .state = ClockState::holdover, .reading = {.boot_id = {{std::byte{1}}}}},
        .camera = "none",
        .disk = {.free_bytes = 50, .size_bytes = 100}};
    patient.device = db::kiosk::Device{
        .kiosk = {7},
        .gym_name = "Demo Gym",
        .timezone = "UTC",
        .ring = {.issuers = {{1, {.from = now - 1h, .to = now + 1h}}}, .totp = {{1, {}}}}};
    patient.folder = folder.path();
  }

  // The names of the checks that are not ok.
  std::vector<std::string> faults() const {
    std::vector<std::string> names;
    for (const auto& check : examine(patient)) {
      CHECK_FALSE(check.detail.empty());
      if (!check.ok) names.push_back(check.name);
    }
    return names;
  }

  tests::TempFolder folder;
  Instant now = parse_instant("2026-01-22T09:00:00Z").value();
  Patient patient;
};

using Names = std::vector<std::string>;

TEST_CASE_METHOD(Well, "a kiosk that could work offline has no fault") {
  CHECK(faults().empty());
  CHECK(all_ok(examine(patient)));
  CHECK(to_json(examine(patient)).starts_with(R"({"ok":true,"checks":[{"name":"enrolled")"));
}

TEST_CASE_METHOD(Well, "a kiosk without enrolment is told how to get one") {
  patient.device.reset();
  CHECK(faults() == Names{"enrolled", "keys"});
  CHECK(to_words(examine(patient)).contains("fitmate-kiosk enrol --central URL"));
}

TEST_CASE_METHOD(Well, "a revoked kiosk is no enrolled one") {
  patient.status.store.revoked = true;
  CHECK(faults() == Names{"enrolled"});
}

TEST_CASE_METHOD(Well, "the copy's age counts from where new members are refused") {
  patient.status.store.pulled->at = now - patient.status.store.rules.stale_refuses;
  CHECK(faults().empty());
  patient.status.store.pulled->at -= 1s;
  CHECK(faults() == Names{"copy"});
  patient.status.store.pulled.reset();
  CHECK(faults() == Names{"copy"});
}

TEST_CASE_METHOD(Well, "keys out of their dates, revoked, or missing are a fault") {
  auto& issuer = patient.device->ring.issuers.at(1);
  SECTION("over") {
    issuer.to = now;
  }
  SECTION("not yet") {
    issuer.from = now + 1ms;
  }
  SECTION("revoked") {
    issuer.revoked = true;
  }
  SECTION("none for phones") {
    patient.device->ring.totp.clear();
  }
  CHECK(faults() == Names{"keys"});
}

TEST_CASE_METHOD(Well, "an unsynced clock is a fault") {
  patient.status.now.state = ClockState::unsynced;
  CHECK(faults() == Names{"clock"});
}

TEST_CASE_METHOD(Well, "a gym's time zone that this machine does not know is a fault") {
  patient.device->timezone = "Mars/Olympus";
  CHECK(faults() == Names{"zone"});
  CHECK(to_words(examine(patient))
            .contains("the gym's time zone Mars/Olympus is not known here: update tzdata"));
}

TEST_CASE_METHOD(Well, "less than three percent of the disk is a fault") {
  patient.status.disk.free_bytes = 3;
  CHECK(faults().empty());
  patient.status.disk.free_bytes = 2;
  CHECK(faults() == Names{"disk"});
}

TEST_CASE_METHOD(Well, "a folder that others can read is a fault") {
  std::filesystem::permissions(folder.path(), std::filesystem::perms::group_read,
                               std::filesystem::perm_options::add);
  CHECK(faults() == Names{"folder"});
}

TEST_CASE_METHOD(Well, "a damaged file that is still there is a fault") {
  std::ofstream{folder.path() / "kiosk.db.damaged-20260122T090000"} << "x";
  CHECK(faults() == Names{"damage"});
}

TEST_CASE_METHOD(Well, "a camera, a scanner or a door that is not there is a fault") {
  patient.config.camera = "v4l2:/dev/no-such-video";
  patient.config.scanner = "evdev:/dev/input/no-such-scanner";
  patient.config.door = "gpio:no-such-chip/3";
  CHECK(faults() == Names{"camera", "scanner", "door"});
  patient.config.camera = "images:" + folder.path().string();
  patient.config.scanner = "evdev:" + folder.path().string();
  patient.config.door = "sim";
  CHECK(faults().empty());
}

TEST_CASE_METHOD(Well, "what the store or the line complains of is passed on") {
  patient.status.store.trouble = "the centre does not answer";
  CHECK(faults() == Names{"trouble"});
  CHECK(to_words(examine(patient)).contains("does not answer"));
}

}  // namespace
}  // namespace fitmate::kiosk
