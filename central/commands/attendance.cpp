#include "central/commands/attendance.h"

#include <algorithm>

#include "central/commands/rows.h"
#include "central/services/gym_day.h"
#include "db/central/attendance.h"
#include "db/central/gym.h"

namespace fitmate::central::commands {
namespace {

using db::central::Period;

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

// How much of years of visits is read at a time.
constexpr std::chrono::days part{30};

Period day_of_gym(db::sql::Connection& connection, domain::Day day) {
  const auto gym = db::central::load_gym(connection).value();
  const auto& zone = services::zone_of(gym);
  return {.from = domain::start_of_day(day, zone),
          .to = domain::start_of_day(day + std::chrono::days{1}, zone)};
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
  auto left = day ? day_of_gym(connection, *day) : db::central::period_of_visits(connection);
  while (left.from < left.to) {
    const auto end = std::min(left.from + part, left.to);
    for (const auto& visit : db::central::list_visits(connection, {left.from, end})) {
      context.output.row(to_row(visit));
    }
    left.from = end;
  }
  return {};
}

}  // namespace fitmate::central::commands
