#include "central/commands/rows.h"

#include "domain/typed_code.h"

namespace fitmate::central::commands {
namespace {

double major_units(std::int64_t minor) {
  return static_cast<double>(minor) / 100;
}

}  // namespace

Json to_row(const db::central::Person& person) {
  return {{"id", person.id.value},
          {"email", person.email},
          {"name", person.name},
          {"phone", or_null(person.phone)},
          {"role", db::central::to_text(person.role)},
          {"person_number", person.number.value},
          {"suspended", person.suspended},
          {"message", or_null(person.message)},
          {"created_at", domain::to_text(person.created_at)}};
}

Json to_row(const services::TrainerPerson& trainer) {
  return {{"id", domain::to_text(trainer.trainer.id.value)},
          {"user_id", trainer.person.id.value},
          {"email", trainer.person.email},
          {"name", trainer.person.name},
          {"role", db::central::to_text(trainer.person.role)},
          {"specialization", trainer.trainer.specialization},
          {"created_at", domain::to_text(trainer.person.created_at)}};
}

Json to_row(const db::central::Membership& membership) {
  return {{"id", membership.id.value},
          {"user_id", membership.user.value},
          {"membership_type", membership.type},
          {"price", major_units(membership.price)},
          {"start_date", domain::to_text(membership.start)},
          {"end_date", domain::to_text(membership.end)},
          {"visits_total", or_null(membership.visits_total)},
          {"visits_used", membership.visits_used},
          {"auto_renew", membership.auto_renew},
          {"created_at", domain::to_text(membership.created_at)},
          {"ended_at", or_null(membership.ended_at)}};
}

Json to_row(const db::central::DaySchedule& schedule, std::int64_t id) {
  return {{"id", id},
          {"trainer_id", domain::to_text(schedule.trainer.value)},
          {"day_of_week", schedule.day_of_week},
          {"start_time", db::central::time_of_day_text(schedule.start)},
          {"end_time", db::central::time_of_day_text(schedule.end)},
          {"is_available", true}};
}

Json to_row(const services::Pass& pass) {
  Json row{{"user_id", pass.user.value},
           {"text", pass.text},
           {"valid_until", domain::to_text(pass.capsule.valid_until)}};
  if (pass.capsule.kind == domain::CredentialKind::phone) {
    row["typed"] = domain::typed_text(pass.capsule.person, pass.text);
  }
  return row;
}

}  // namespace fitmate::central::commands
