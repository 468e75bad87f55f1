#pragma once

#include "central/commands/output.h"
#include "central/services/front_desk.h"
#include "central/services/passes.h"

// The rows that commands answer: the tables' columns, times in UTC, money in major units. Never a
// password's hash.
namespace fitmate::central::commands {

Json to_row(const db::central::Person& person);
Json to_row(const services::TrainerPerson& trainer);
Json to_row(const db::central::Membership& membership);
Json to_row(const db::central::DaySchedule& schedule, std::int64_t id);
Json to_row(const services::Pass& pass);

// The text of what is there, else null.
template <class T>
Json or_null(const std::optional<T>& value) {
  if constexpr (requires { domain::to_text(*value); }) {
    return value ? Json(domain::to_text(*value)) : Json{};
  } else {
    return value ? Json(*value) : Json{};
  }
}

}  // namespace fitmate::central::commands
