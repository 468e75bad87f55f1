#include "central/commands/attendance.h"

#include "central/commands/rows.h"
#include "central/services/gym_day.h"
#include "db/central/attendance.h"
#include "db/central/gym.h"

namespace fitmate::central::commands {
namespace {

Json to_row(const db::central::Visit& visit) {
  return {{"id", visit.id},
          {"user_id", visit.user.value},
          {"name", visit.name},
          {"check_in_time", domain::to_text(visit.check_in_time)},
          {"check_out_time", or_null(visit.check_out_time)},
          {"duration", or_null(visit.duration)},
          {"closed_by", or_null(visit.closed_by)},
          {"entry_event_id", domain::to_text(visit.entry.value)}};
}

std::vector<db::central::Visit> visits_of(db::sql::Connection& connection, domain::Day day) {
  const auto gym = db::central::load_gym(connection).value();
  const auto& zone = services::zone_of(gym);
  return db::central::list_visits(connection, domain::start_of_day(day, zone),
                                  domain::start_of_day(day + std::chrono::days{1}, zone));
}

}  // namespace

Attendance::Attendance(const Menu& menu) {
  auto& group = add_group(menu.app, "attendance", "who was there");
  auto& list = *group.add_subcommand("list", "the visits, by their beginning");
  list.add_option("--day", day_, "of the gym; else all")->check(is_day);
  menu.choose(list, [this](Context& context, db::sql::Connection& connection) {
    return this->list(context, connection);
  });
}

Outcome Attendance::list(Context& context, db::sql::Connection& connection) const {
  const auto day = domain::parse_day(day_);
  for (const auto& visit :
       day ? visits_of(connection, *day) : db::central::list_visits(connection)) {
    context.output.row(to_row(visit));
  }
  return {};
}

}  // namespace fitmate::central::commands
