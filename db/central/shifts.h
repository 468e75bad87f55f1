#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "db/sql/connection.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/shift.h"
#include "domain/visit.h"

namespace fitmate::db::central {

// trainer_attendance, and what its rows are judged by. A shift is keyed by the punch that began it;
// an absence has no punches, only its hours. Each call is one statement for the whole set, within
// the caller's transaction.

struct ShiftRow {
  domain::TrainerId trainer;
  domain::Stay stay;
};
// New rows, whose status is yet to be set, or the same rows in place; the entries differ. Hours
// count by the gym's rules.
void put_shifts(db::sql::Connection& connection, std::span<const ShiftRow> shifts,
                const domain::ShiftRules& rules);
// Those that began with these.
void remove_shifts(db::sql::Connection& connection, std::span<const domain::EventId> entries);

struct TrainerSpan {
  domain::TrainerId trainer;
  domain::Instant from;
  domain::Instant to;  // exclusive
};

struct StoredShift {
  std::int64_t id = 0;
  domain::TrainerId trainer;
  domain::Shift shift;
  std::string status;
  std::optional<domain::Duty> duty;
};
// Those that began within, by their beginning. The spans of one trainer do not overlap.
std::vector<StoredShift> load_shifts(db::sql::Connection& connection,
                                     std::span<const TrainerSpan> spans);

struct StoredAbsence {
  std::int64_t id = 0;
  domain::TrainerId trainer;
  domain::Duty duty;
};
// From duties that begin within.
std::vector<StoredAbsence> load_absences(db::sql::Connection& connection,
                                         std::span<const TrainerSpan> spans);

struct ShiftVerdict {
  std::int64_t id = 0;
  domain::JudgedShift judged;
};
void set_verdicts(db::sql::Connection& connection, std::span<const ShiftVerdict> verdicts);

struct Absence {
  domain::TrainerId trainer;
  domain::Duty duty;
};
void add_absences(db::sql::Connection& connection, std::span<const Absence> absences);
void remove_absences(db::sql::Connection& connection, std::span<const std::int64_t> ids);

struct TrainerHours {
  domain::TrainerId trainer;
  domain::WorkingHours hours;
};
// Those of now and those that were replaced.
std::vector<TrainerHours> load_hours(db::sql::Connection& connection,
                                     std::span<const domain::TrainerId> trainers);

struct ShiftJudging {
  std::string timezone;  // IANA
  domain::ShiftRules rules;
};
ShiftJudging load_shift_judging(db::sql::Connection& connection);

// Up to when absences were looked for; nothing before the first time.
std::optional<domain::Instant> load_absence_mark(db::sql::Connection& connection);
// Held against others until the transaction ends.
std::optional<domain::Instant> lock_absence_mark(db::sql::Connection& connection);
void move_absence_mark(db::sql::Connection& connection, domain::Instant to);

// Everything that living kiosks recorded before is here; nothing where there are none.
std::optional<domain::Instant> find_oldest_sync(db::sql::Connection& connection);

struct TrainerUser {
  domain::TrainerId trainer;
  domain::UserId user;
};
std::vector<TrainerUser> list_trainer_users(db::sql::Connection& connection);

}  // namespace fitmate::db::central
