#include "db/central/shifts.h"

#include <utility>

#include "db/central/schedules.h"
#include "db/central/shifts.sql.h"
#include "db/sql/row_set.h"

namespace fitmate::db::central {
namespace {

using db::sql::Connection;
using db::sql::Row;
using db::sql::RowSet;
using domain::Instant;
using domain::TrainerId;

domain::Shift shift_of(const domain::Stay& stay) {
  return {.start = stay.entry.at,
          .end = stay.exit.transform([](const domain::Passage& exit) { return exit.at; }),
          .is_end_missing = stay.cut_by_entry};
}

std::optional<domain::Duty> read_duty(const Row& row) {
  const auto starts = row.get<std::optional<Instant>>("scheduled_start");
  const auto ends = row.get<std::optional<Instant>>("scheduled_end");
  if (!starts || !ends) return std::nullopt;
  return domain::Duty{.starts = *starts, .ends = *ends};
}

db::sql::Rows query_spans(Connection& connection, std::span<const TrainerSpan> spans,
                          std::string_view statement) {
  RowSet rows{connection,
              {{"trainer_id", "uuid"}, {"starts", "timestamptz"}, {"ends", "timestamptz"}}};
  for (const auto& span : spans) rows.add(span.trainer, span.from, span.to);
  return rows.query(statement);
}

}  // namespace

void put_shifts(Connection& connection, std::span<const ShiftRow> shifts,
                const domain::ShiftRules& rules) {
  RowSet rows{connection,
              {{"trainer_id", "uuid"},
               {"check_in", "timestamptz"},
               {"check_out", "timestamptz"},
               {"hours_worked", "double precision"},
               {"end_missing", "boolean"},
               {"start_event_id", "uuid"},
               {"end_event_id", "uuid"}}};
  for (const auto& [trainer, stay] : shifts) {
    const auto shift = shift_of(stay);
    rows.add(trainer, shift.start, shift.end, domain::hours_worked(shift, rules),
             shift.is_end_missing, stay.entry.event,
             stay.exit.transform([](const domain::Passage& exit) { return exit.event; }));
  }
  rows.execute(shifts_sql::put_shifts);
}

void remove_shifts(Connection& connection, std::span<const domain::EventId> entries) {
  RowSet rows{connection, {{"event_id", "uuid"}}};
  for (const auto& entry : entries) rows.add(entry);
  rows.execute(shifts_sql::remove_shifts);
}

std::vector<StoredShift> load_shifts(Connection& connection, std::span<const TrainerSpan> spans) {
  std::vector<StoredShift> shifts;
  for (const auto& row : query_spans(connection, spans, shifts_sql::load_shifts)) {
    shifts.push_back({.id = row.get<std::int64_t>("id"),
                      .trainer = row.get<TrainerId>("trainer_id"),
                      .shift = {.start = row.get<Instant>("check_in"),
                                .end = row.get<std::optional<Instant>>("check_out"),
                                .is_end_missing = row.get<bool>("end_missing")},
                      .status = row.get<std::string>("status"),
                      .duty = read_duty(row)});
  }
  return shifts;
}

std::vector<StoredAbsence> load_absences(Connection& connection,
                                         std::span<const TrainerSpan> spans) {
  std::vector<StoredAbsence> absences;
  for (const auto& row : query_spans(connection, spans, shifts_sql::load_absences)) {
    absences.push_back({.id = row.get<std::int64_t>("id"),
                        .trainer = row.get<TrainerId>("trainer_id"),
                        .duty = read_duty(row).value()});
  }
  return absences;
}

void set_verdicts(Connection& connection, std::span<const ShiftVerdict> verdicts) {
  RowSet rows{connection,
              {{"id", "bigint"},
               {"status", "text"},
               {"scheduled_start", "timestamptz"},
               {"scheduled_end", "timestamptz"}}};
  for (const auto& [id, judged] : verdicts) {
    rows.add(id, domain::to_text(judged.status),
             judged.duty.transform([](const domain::Duty& duty) { return duty.starts; }),
             judged.duty.transform([](const domain::Duty& duty) { return duty.ends; }));
  }
  rows.execute(shifts_sql::set_verdicts);
}

void add_absences(Connection& connection, std::span<const Absence> absences) {
  RowSet rows{connection,
              {{"trainer_id", "uuid"},
               {"scheduled_start", "timestamptz"},
               {"scheduled_end", "timestamptz"}}};
  for (const auto& [trainer, duty] : absences) rows.add(trainer, duty.starts, duty.ends);
  rows.execute(shifts_sql::add_absences);
}

void remove_absences(Connection& connection, std::span<const std::int64_t> ids) {
  RowSet rows{connection, {{"id", "bigint"}}};
  for (const auto id : ids) rows.add(id);
  rows.execute(shifts_sql::remove_absences);
}

std::vector<TrainerHours> load_hours(Connection& connection, std::span<const TrainerId> trainers) {
  RowSet rows{connection, {{"trainer_id", "uuid"}}};
  for (const auto& trainer : trainers) rows.add(trainer);
  std::vector<TrainerHours> hours;
  for (const auto& row : rows.query(shifts_sql::load_hours)) {
    hours.push_back({.trainer = row.get<TrainerId>("trainer_id"),
                     .hours = {.day_of_week = row.get<int>("day_of_week"),
                               .start = read_time_of_day(row, "start_time"),
                               .end = read_time_of_day(row, "end_time"),
                               .from = row.get<std::optional<Instant>>("applies_from"),
                               .until = row.get<std::optional<Instant>>("applies_until")}});
  }
  return hours;
}

ShiftJudging load_shift_judging(Connection& connection) {
  const auto row = connection.query_one(shifts_sql::load_shift_rules).value();
  using std::chrono::minutes;
  return {.timezone = row.get<std::string>("timezone"),
          .rules = {.late_after = minutes{row.get<int>("late_after_minutes")},
                    .early_before = minutes{row.get<int>("left_early_minutes")},
                    .half_day_percent = row.get<int>("half_day_percent"),
                    .longest = std::chrono::hours{row.get<int>("shift_closes_hours")}}};
}

std::optional<Instant> load_absence_mark(Connection& connection) {
  return connection.query_one(shifts_sql::load_mark).value().get<std::optional<Instant>>(0);
}

std::optional<Instant> lock_absence_mark(Connection& connection) {
  connection.execute(shifts_sql::hold_mark);
  return load_absence_mark(connection);
}

void move_absence_mark(Connection& connection, Instant to) {
  connection.execute(shifts_sql::move_mark, to);
}

std::optional<Instant> find_oldest_sync(Connection& connection) {
  return connection.query_one(shifts_sql::oldest_sync).value().get<std::optional<Instant>>(0);
}

std::vector<TrainerUser> list_trainer_users(Connection& connection) {
  std::vector<TrainerUser> found;
  for (const auto& row : connection.query(shifts_sql::list_trainers)) {
    found.push_back(
        {.trainer = row.get<TrainerId>("id"), .user = row.get<domain::UserId>("user_id")});
  }
  return found;
}

}  // namespace fitmate::db::central
