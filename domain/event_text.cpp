#include "domain/event_text.h"

#include <array>
#include <format>
#include <stdexcept>
#include <utility>

#include <nlohmann/json.hpp>

#include "domain/hex64.h"

namespace fitmate::domain {
namespace {

using Json = nlohmann::json;

// Thrown and caught in this file only: says which field is wrong.
struct Malformed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

constexpr std::array<std::string_view, std::variant_size_v<Happening>> types{
    "checked_in",  "checked_out",       "refused", "shift_started",
    "shift_ended", "meal_photographed", "annulled"};

std::string_view kind_text(CredentialKind kind) {
  switch (kind) {
    case CredentialKind::phone:
      return "phone";
    case CredentialKind::card:
      return "card";
    case CredentialKind::day_pass:
      return "day_pass";
  }
  throw std::logic_error("a credential kind without a name");
}

void write(Json& json, const Stamp& stamp) {
  json["at"] = to_text(stamp.at);
  json["wall"] = to_text(stamp.wall);
  json["boot_id"] = to_text(stamp.boot_id);
  json["since_boot_ms"] = stamp.since_boot.count();
  json["clock_state"] = to_text(stamp.clock_state);
  if (stamp.entered_late) json["entered_late"] = true;
}

void write(Json& json, const CodeSeen& code) {
  json["kind"] = kind_text(code.kind);
  json["credential_id"] = hex64(code.credential.value);
  json["person_number"] = code.person_number.value;
  json["generation"] = code.generation;
  if (code.step) json["step"] = *code.step;
}

void write(Json& json, const Scan& scan) {
  if (scan.code) write(json, *scan.code);
  if (scan.user) json["user_id"] = scan.user->value;
  if (scan.trainer) json["trainer_id"] = to_text(scan.trainer->value);
  json["outcome"] = to_text(scan.outcome);
  json["reason"] = to_text(scan.reason);
  json["rules"] = scan.basis.rules;
  json["row_version"] = scan.basis.row_version;
  if (scan.basis.data_age) json["data_age_s"] = scan.basis.data_age->count();
}

void write(Json& json, const CheckedIn& body) {
  write(json, body.scan);
}
void write(Json& json, const Refused& body) {
  write(json, body.scan);
}

void write(Json& json, const CheckedOut& body) {
  write(json, body.scan);
  if (body.entry) json["entry"] = to_text(body.entry->value);
}

void write(Json& json, const ShiftStarted& body) {
  write(json, body.scan);
  if (body.missed_end) json["missed_end"] = true;
}

void write(Json& json, const ShiftEnded& body) {
  write(json, body.scan);
  if (body.start) json["start"] = to_text(body.start->value);
}

// The name of each in an event's text, and where it stands.
constexpr std::array<std::pair<const char*, std::optional<double> Macros::*>, 3> macros_fields{
    {{"protein", &Macros::protein},
     {"carbohydrates", &Macros::carbohydrates},
     {"fat", &Macros::fat}}};

Json write(const Macros& macros) {
  auto json = Json::object();
  for (const auto& [name, field] : macros_fields) {
    if (macros.*field) json[name] = *(macros.*field);
  }
  return json;
}

void write(Json& json, const MealPhotographed& body) {
  if (body.code) write(json, *body.code);
  json["user_id"] = body.user.value;
  json["item"] = body.item;
  if (body.calories) json["calories"] = *body.calories;
  if (body.macros != Macros{}) json["macros"] = write(body.macros);
  json["photos"] = Json::array();
  for (const auto& photo : body.photos) {
    json["photos"].push_back(
        {{"sha256", to_hex(photo.sha256)}, {"size", photo.size}, {"type", photo.type}});
  }
}

void write(Json& json, const Annulled& body) {
  json["annulled"] = to_text(body.annulled.value);
}

const Json& at(const Json& json, const char* field) {
  const auto found = json.find(field);
  if (found == json.end()) throw Malformed(std::format("the field {} is missing", field));
  return *found;
}

template <class Number>
Number read_number(const Json& json, const char* field) {
  const auto& value = at(json, field);
  if (!value.is_number_integer()) throw Malformed(std::format("{} is no whole number", field));
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    if (std::in_range<Number>(number)) return static_cast<Number>(number);
  } else if (const auto number = value.get<std::int64_t>(); std::in_range<Number>(number)) {
    return static_cast<Number>(number);
  }
  throw Malformed(std::format("{} is out of range", field));
}

std::string_view read_text(const Json& json, const char* field) {
  const auto& value = at(json, field);
  if (!value.is_string()) throw Malformed(std::format("{} is no text", field));
  return value.get_ref<const std::string&>();
}

template <class Parse>
auto read_as(const Json& json, const char* field, Parse parse) {
  const auto value = parse(read_text(json, field));
  if (!value) throw Malformed(std::format("{} cannot be read", field));
  return *value;
}

bool read_flag(const Json& json, const char* field) {
  const auto found = json.find(field);
  if (found == json.end()) return false;
  if (!found->is_boolean()) throw Malformed(std::format("{} is neither true nor false", field));
  return found->get<bool>();
}

std::optional<EventId> read_event_id(const Json& json, const char* field) {
  if (!json.contains(field)) return std::nullopt;
  return EventId{read_as(json, field, parse_uuid)};
}

std::optional<CredentialKind> parse_kind(std::string_view text) {
  using enum CredentialKind;
  for (const auto kind : {phone, card, day_pass}) {
    if (kind_text(kind) == text) return kind;
  }
  return std::nullopt;
}

Stamp read_stamp(const Json& json) {
  return {.at = read_as(json, "at", parse_instant),
          .wall = read_as(json, "wall", parse_instant),
          .boot_id = read_as(json, "boot_id", parse_uuid),
          .since_boot = std::chrono::milliseconds{read_number<std::int64_t>(json, "since_boot_ms")},
          .clock_state = read_as(json, "clock_state", parse_clock_state),
          .entered_late = read_flag(json, "entered_late")};
}

CodeSeen read_code(const Json& json) {
  return {.kind = read_as(json, "kind", parse_kind),
          .credential = {read_as(json, "credential_id", parse_hex64)},
          .person_number = {read_number<std::uint32_t>(json, "person_number")},
          .generation = read_number<std::uint8_t>(json, "generation"),
          .step = json.contains("step") ? std::optional{read_number<Step>(json, "step")}
                                        : std::nullopt};
}

Basis read_basis(const Json& json, ClockState clock_state) {
  Basis basis{.rules = read_number<std::int64_t>(json, "rules"),
              .row_version = read_number<std::int64_t>(json, "row_version"),
              .data_age = std::nullopt,
              .clock_state = clock_state};
  if (json.contains("data_age_s")) {
    basis.data_age = std::chrono::seconds{read_number<std::int64_t>(json, "data_age_s")};
  }
  return basis;
}

Scan read_scan(const Json& json, const Stamp& stamp) {
  Scan scan{.code = std::nullopt,
            .user = std::nullopt,
            .trainer = std::nullopt,
            .outcome = read_as(json, "outcome", parse_outcome),
            .reason = read_as(json, "reason", parse_reason),
            .basis = read_basis(json, stamp.clock_state)};
  if (json.contains("credential_id")) scan.code = read_code(json);
  if (json.contains("user_id")) scan.user = UserId{read_number<std::int64_t>(json, "user_id")};
  if (json.contains("trainer_id")) {
    scan.trainer = TrainerId{read_as(json, "trainer_id", parse_uuid)};
  }
  return scan;
}

Photo read_photo(const Json& json) {
  const auto hash = read_as(json, "sha256", parse_hash);
  const auto size = read_number<std::int64_t>(json, "size");
  if (size < 0) throw Malformed("size is negative");
  return {.sha256 = hash, .size = size, .type = std::string{read_text(json, "type")}};
}

// None where it is not there.
std::optional<double> read_amount(const Json& json, const char* field) {
  if (!json.contains(field)) return std::nullopt;
  const auto& amount = at(json, field);
  if (!amount.is_number() || amount.get<double>() < 0) {
    throw Malformed(std::format("{} is no number from 0 on", field));
  }
  return amount.get<double>();
}

Macros read_macros(const Json& json) {
  Macros macros;
  if (!json.is_object()) throw Malformed("macros is no object");
  for (const auto& [name, field] : macros_fields) macros.*field = read_amount(json, name);
  return macros;
}

MealPhotographed read_meal(const Json& json) {
  MealPhotographed meal{.user = {read_number<std::int64_t>(json, "user_id")},
                        .code = std::nullopt,
                        .item = std::string{read_text(json, "item")},
                        .calories = read_amount(json, "calories"),
                        .photos = {}};
  if (json.contains("credential_id")) meal.code = read_code(json);
  if (json.contains("macros")) meal.macros = read_macros(at(json, "macros"));
  const auto& photos = at(json, "photos");
  if (!photos.is_array()) throw Malformed("photos is no list");
  for (const auto& photo : photos) meal.photos.push_back(read_photo(photo));
  return meal;
}

Scan read_accepted(const Json& json, const Stamp& stamp) {
  const auto scan = read_scan(json, stamp);
  if (scan.outcome == Outcome::refused) throw Malformed("an accepted scan's outcome is refused");
  if (!scan.code) throw Malformed("the field credential_id is missing");
  return scan;
}

// A trainer punches with a code, or signed in.
Scan read_punch(const Json& json, const Stamp& stamp) {
  if (json.contains("credential_id")) return read_accepted(json, stamp);
  const auto scan = read_scan(json, stamp);
  if (scan.outcome == Outcome::refused) throw Malformed("an accepted scan's outcome is refused");
  if (!scan.trainer) throw Malformed("the field credential_id is missing");
  return scan;
}

Happening read_happening(const Json& json, const Stamp& stamp) {
  const auto type = read_text(json, "type");
  if (type == "checked_in") return CheckedIn{read_accepted(json, stamp)};
  if (type == "checked_out") {
    return CheckedOut{read_accepted(json, stamp), read_event_id(json, "entry")};
  }
  if (type == "refused") {
    const auto scan = read_scan(json, stamp);
    if (scan.outcome != Outcome::refused) throw Malformed("a refusal's outcome is not refused");
    return Refused{scan};
  }
  if (type == "shift_started") {
    return ShiftStarted{read_punch(json, stamp), read_flag(json, "missed_end")};
  }
  if (type == "shift_ended") {
    return ShiftEnded{read_punch(json, stamp), read_event_id(json, "start")};
  }
  if (type == "meal_photographed") return read_meal(json);
  if (type == "annulled") return Annulled{EventId{read_as(json, "annulled", parse_uuid)}};
  throw Malformed("the type is not known here");
}

}  // namespace

std::string_view type_of(const Happening& happening) {
  return types.at(happening.index());
}

std::string to_text(const Macros& macros) {
  return write(macros).dump();
}

std::string to_text(const Event& event) {
  Json json;
  json["event_id"] = to_text(event.id.value);
  json["type"] = type_of(event.happening);
  write(json, event.stamp);
  std::visit([&](const auto& body) { write(json, body); }, event.happening);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Event, std::string> parse_event(std::string_view text) {
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return std::unexpected("the event is no JSON object");
  try {
    const EventId id{read_as(json, "event_id", parse_uuid)};
    const auto stamp = read_stamp(json);
    return Event{.id = id, .stamp = stamp, .happening = read_happening(json, stamp)};
  } catch (const Malformed& fault) {
    return std::unexpected(fault.what());
  }
}

}  // namespace fitmate::domain
