// The bodies between kiosk and centre against their description, by a validator of others.
#include <fstream>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "central/http/sync_calls.json.h"
#include "domain/crypto.h"
#include "sync/wire.h"
#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace fitmate::tests {
namespace {

using nlohmann::json;

constexpr const char* validate = R"(
import json, sys
from jsonschema import Draft202012Validator
given = json.load(open(sys.argv[1]))
for name, body in given["bodies"]:
    whole = {"$ref": "#/components/schemas/" + name, "components": {"schemas": given["schemas"]}}
    Draft202012Validator.check_schema(whole)
    for fault in Draft202012Validator(whole).iter_errors(body):
        print(name, fault.json_path, fault.message)
)";

const domain::Instant now = *domain::parse_instant("2026-03-02T12:00:00Z");
const domain::Day day = *domain::parse_day("2026-03-02");
const domain::TrainerId trainer{*domain::parse_uuid("0190163d-8694-739b-aea5-966c26f8ad91")};

sync::Push full_push() {
  sync::Push push;
  push.store_epoch = {1};
  push.first_seq = {1};
  push.events = {R"({"type":"checked_in"})"};
  push.sent_at = now;
  push.software = "test";
  push.queue = {.events = 3, .photos = 1, .oldest_at = now};
  push.new_epoch = {.after_epoch = {7}, .after_seq = {9}, .why = "set back"};
  push.skipped = {.from = {1}, .to = {2}};
  push.opaque = true;
  return push;
}

sync::Push bare_push() {
  sync::Push push;
  push.first_seq = {1};
  push.events = {"{}"};
  return push;
}

// A row of each table, with all that it may have and with the least.
std::vector<domain::PulledRow> rows() {
  using Scope = domain::PulledRevocation::Scope;
  return {
      domain::PulledPerson{.user = {1}, .number = {1001}, .name = "Ada"},
      domain::PulledPerson{.user = {1},
                           .number = {1001},
                           .name = "Ada",
                           .suspended = true,
                           .trainer = trainer,
                           .message = "Hello",
                           .portrait = domain::Hash{},
                           .closed = domain::Closure{.entry = {trainer.value}, .at = now}},
      domain::PulledMembership{.id = {1}, .user = {1}, .first = day, .last = day},
      domain::PulledMembership{.id = {1}, .user = {1}, .first = day, .last = day, .visits_left = 3},
      domain::PulledSchedule{.id = 1, .trainer = trainer, .day_of_week = 6},
      domain::PulledCredential{.id = {1}, .user = {1}, .generation = 2, .revoked = true},
      domain::PulledCredential{
          .id = {1}, .user = {1}, .generation = 2, .phone = {{.from = day, .until = day}}},
      domain::PulledRevocation{.id = 1, .scope = Scope::issuer, .value = 3},
      domain::PulledGym{.name = "Gym", .timezone = "Europe/Vienna"}};
}

domain::Page page() {
  domain::Page page{.feed_epoch = "a", .run = "b", .from = 0, .to = 9};
  for (auto& row : rows()) {
    const auto table = row.index();
    page.changes.push_back({.pos = std::ssize(page.changes) + 1,
                            .version = 1,
                            .table = table,
                            .key = 1,
                            .row = std::move(row)});
    page.changes.push_back({.pos = 9, .version = 9, .table = table, .key = 1, .row = std::nullopt});
  }
  page.server_time = now;
  page.totp_keys = {{3, {}}};
  return page;
}

sync::PushAnswer push_answer() {
  using Status = sync::PushAnswer::Status;
  sync::PushAnswer answer{.acked_seq = {4}, .server_time = now};
  for (const auto status :
       {Status::applied, Status::duplicate, Status::superseded, Status::quarantined}) {
    answer.results.push_back({.event_id = "", .status = status, .reason = "why"});
    answer.results.push_back({.event_id = "x", .status = status});
  }
  return answer;
}

std::vector<std::pair<std::string, std::string>> bodies() {
  using Kind = sync::Conflict::Kind;
  return {
      {"EnrolRequest", sync::encode(sync::EnrolRequest{.code = "ABC", .software = "test"})},
      {"EnrolAnswer", sync::encode(sync::EnrolAnswer{.kiosk = {1},
                                                     .token = "t",
                                                     .totp_keys = {{15, {}}},
                                                     .feed_epoch = "f",
                                                     .server_time = now})},
      {"SyncToken", sync::encode_token("t")},
      {"Push", sync::encode(full_push())},
      {"Push", sync::encode(bare_push())},
      {"PushAnswer", sync::encode(push_answer())},
      {"SyncConflict", sync::encode(sync::Conflict{.kind = Kind::gap, .expected = {5}})},
      {"SyncConflict", sync::encode(sync::Conflict{.kind = Kind::chain_mismatch})},
      {"SyncConflict",
       sync::encode(sync::Conflict{.kind = Kind::epoch_unknown, .store_epoch = {{6}}})},
      {"PulledPage", sync::encode(page())},
      {"StoredPhoto", sync::encode_photo_answer({})},
  };
}

// A schema that takes no field beside those that it names.
void close(json& schema) {
  if (schema.is_object() && schema.value("type", json{}) == "object") {
    schema["additionalProperties"] = false;
  }
  if (!schema.is_structured()) return;
  for (auto& part : schema) close(part);
}

std::string faults_of(const json& given) {
  const TempFolder folder;
  const auto file = folder.path() / "bodies.json";
  std::ofstream{file} << given;
  const auto done = run({"/usr/bin/python3", "-c", validate, file.string()});
  return done.out + done.err;
}

TEST_CASE("What kiosk and centre say to each other is as it is described, field by field") {
  json given{{"schemas", json::parse(central::http::sync_calls).at("schemas")},
             {"bodies", json::array()}};
  close(given["schemas"]);
  for (const auto& [name, body] : bodies()) given["bodies"].push_back({name, json::parse(body)});
  CHECK(faults_of(given) == "");

  // And the validator looks.
  given["bodies"][0][1]["beside"] = 1;
  CHECK(faults_of(given).contains("beside"));
}

}  // namespace
}  // namespace fitmate::tests
