#include "central/services/punches.h"

#include "central/services/centre_events.h"
#include "db/central/gym.h"
#include "db/central/shifts.sql.h"
#include "db/central/visit_counts.h"
#include "db/sql/transaction.h"

namespace fitmate::central::services {
namespace {

using db::sql::Connection;
using domain::EventId;
using domain::Instant;

struct LastShift {
  EventId start;
  bool is_open = false;  // and not for too long
  bool was_left = false;
};

std::optional<LastShift> load_last(Connection& connection, domain::TrainerId trainer, Instant now) {
  const auto row = connection.query_one(db::central::shifts_sql::last_shift, trainer);
  if (!row) return std::nullopt;
  const bool ended =
      row->get<std::optional<Instant>>("check_out").has_value() || row->get<bool>("end_missing");
  const auto longest = db::central::load_gym(connection).value().rules.shift_closes;
  const bool fresh = now - row->get<Instant>("check_in") <= longest;
  return LastShift{.start = row->get<EventId>("start_event_id"),
                   .is_open = !ended && fresh,
                   .was_left = !ended && !fresh};
}

domain::Happening happening_of(const Puncher& puncher, Punch kind,
                               const std::optional<LastShift>& last) {
  const domain::Scan scan{.code = std::nullopt,
                          .user = puncher.user,
                          .trainer = puncher.trainer,
                          .outcome = domain::Outcome::admitted,
                          .reason = domain::Reason::ok,
                          .basis = {.clock_state = domain::ClockState::synced}};
  if (kind == Punch::check_in) {
    return domain::ShiftStarted{.scan = scan, .missed_end = last && last->was_left};
  }
  return domain::ShiftEnded{.scan = scan, .start = last.value().start};
}

}  // namespace

domain::Result<db::sql::Row, std::string> punch(Connection& connection, const Puncher& puncher,
                                                Punch kind, Instant now,
                                                const domain::Random& random) {
  db::sql::Transaction transaction{connection};
  db::central::lock_people(connection, {&puncher.user, 1});
  const auto last = load_last(connection, puncher.trainer, now);
  const bool is_open = last && last->is_open;
  if (kind == Punch::check_in && is_open) return std::unexpected{"you are checked in already"};
  if (kind == Punch::check_out && !is_open) return std::unexpected{"you are not checked in"};
  const auto recorded =
      record_event(connection, happening_of(puncher, kind, last), now, std::nullopt, random);
  const auto start = kind == Punch::check_in ? recorded : last->start;
  auto row = connection.query_one(db::central::shifts_sql::find_shift, start).value();
  transaction.commit();
  return row;
}

}  // namespace fitmate::central::services
