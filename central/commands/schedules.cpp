#include "central/commands/schedules.h"

#include "central/commands/rows.h"
#include "central/services/fields.h"

namespace fitmate::central::commands {

Schedules::Schedules(const Menu& menu) {
  auto& group = add_group(menu.app, "schedule", "trainers' hours");
  auto& set = *group.add_subcommand("set", "a trainer's hours on a day of the week");
  set.add_option("--trainer", trainer_, "trainers.id")->required()->check(is_uuid);
  set.add_option("--day", day_, "0 Monday to 6 Sunday")->required()->check(CLI::Range(0, 6));
  set.add_option("--from", from_)->required()->check(is_time_of_day);
  set.add_option("--to", to_, "before --from: on the next day")->required()->check(is_time_of_day);
  set.final_callback([this] {
    if (from_ == to_) throw CLI::ValidationError{"--to", "is the same as --from"};
  });
  menu.choose(set, [this](Context& context, db::sql::Connection& connection) {
    return this->set(context, connection);
  });
}

Outcome Schedules::set(Context& context, db::sql::Connection& connection) const {
  const db::central::DaySchedule schedule{.trainer = {domain::parse_uuid(trainer_).value()},
                                          .day_of_week = day_,
                                          .start = services::parse_time_of_day(from_).value(),
                                          .end = services::parse_time_of_day(to_).value()};
  const auto id = services::set_schedule(connection, schedule, context.now);
  if (!id) return std::unexpected{id.error().detail};
  context.output.row(to_row(schedule, *id));
  return {};
}

}  // namespace fitmate::central::commands
