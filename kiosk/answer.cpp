#include "kiosk/answer.h"

#include <nlohmann/json.hpp>

namespace fitmate::kiosk {
namespace {

using namespace domain;
using Json = nlohmann::ordered_json;

template <class T, class Write>
Json or_null(const std::optional<T>& value, Write write) {
  return value ? Json(write(*value)) : Json(nullptr);
}

Json person_json(const Person& person) {
  Json json;
  json["kind"] = person.trainer ? "trainer" : "member";
  if (person.trainer) {
    json["id"] = to_text(person.trainer->value);
  } else {
    json["id"] = person.user.value;
  }
  json["name"] = person.name;
  return json;
}

Json basis_json(const Basis& basis) {
  Json json;
  json["rules"] = basis.rules;
  json["row_version"] = basis.row_version;
  json["data_age_s"] = or_null(basis.data_age, [](auto age) { return age.count(); });
  json["clock_state"] = to_text(basis.clock_state);
  return json;
}

}  // namespace

std::string to_json(const Answer& answer) {
  Json json;
  json["event_id"] = or_null(answer.event, [](const EventId& id) { return to_text(id.value); });
  json["seq"] = or_null(answer.seq, [](Seq seq) { return seq.value; });
  json["at"] = to_text(answer.at);
  json["direction"] = or_null(answer.direction, [](Direction way) { return to_text(way); });
  json["outcome"] = to_text(answer.outcome);
  json["reason"] = to_text(answer.reason);
  json["repeat"] = answer.repeat;
  json["person"] = or_null(answer.person, person_json);
  json["basis"] = basis_json(answer.basis);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace fitmate::kiosk
