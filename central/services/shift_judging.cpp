#include "central/services/shift_judging.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <tuple>
#include <utility>

#include "db/central/visit_counts.h"
#include "db/sql/transaction.h"
#include "domain/shift.h"

namespace fitmate::central::services {
namespace {

using db::central::Absence;
using db::central::ShiftVerdict;
using db::central::StoredAbsence;
using db::central::StoredShift;
using db::central::TrainerSpan;
using db::sql::Connection;
using domain::Duty;
using domain::Instant;
using domain::TrainerId;
using domain::WorkingHours;
using std::chrono::milliseconds;

// Kiosks are asked so often that a shorter way is not worth a look.
constexpr std::chrono::minutes shortest_look{1};

// What the databases can hold.
constexpr Instant earliest{};
constexpr Instant latest = std::chrono::sys_days{std::chrono::year{9999} / 12 / 31};

Instant within_reason(Instant at) {
  return std::clamp(at, earliest, latest);
}

// No duty is longer than a day, and no shift counts for longer than the gym's rule.
milliseconds reach_of(const domain::ShiftRules& rules) {
  return rules.longest + std::chrono::days{1};
}

TrainerSpan widen(const TrainerSpan& span, milliseconds by) {
  return {.trainer = span.trainer,
          .from = within_reason(span.from - by),
          .to = within_reason(span.to + by)};
}

// Spans of a trainer that could touch the same duties become one.
std::vector<TrainerSpan> merge(std::vector<TrainerSpan> spans, milliseconds gap) {
  std::ranges::sort(spans, {},
                    [](const TrainerSpan& span) { return std::tuple{span.trainer, span.from}; });
  std::vector<TrainerSpan> merged;
  for (const auto& span : spans) {
    if (!merged.empty() && merged.back().trainer == span.trainer &&
        span.from <= merged.back().to + gap) {
      merged.back().to = std::max(merged.back().to, span.to);
    } else {
      merged.push_back(span);
    }
  }
  return merged;
}

template <class Row>
std::map<TrainerId, std::vector<Row>> by_trainer(std::vector<Row> rows) {
  std::map<TrainerId, std::vector<Row>> sorted;
  for (auto& row : rows) sorted[row.trainer].push_back(std::move(row));
  return sorted;
}

struct Known {
  std::map<TrainerId, std::vector<StoredShift>> shifts;
  std::map<TrainerId, std::vector<StoredAbsence>> absences;
  std::map<TrainerId, std::vector<WorkingHours>> hours;
  db::central::ShiftJudging judging;
  Instant to;
};

Known load(Connection& connection, db::central::ShiftJudging judging,
           std::span<const TrainerSpan> spans) {
  const auto reach = reach_of(judging.rules);
  std::vector<TrainerSpan> wide;
  std::vector<TrainerId> trainers;
  for (const auto& span : spans) {
    wide.push_back(widen(span, 3 * reach));
    if (trainers.empty() || trainers.back() != span.trainer) trainers.push_back(span.trainer);
  }
  Known known{.shifts = by_trainer(db::central::load_shifts(connection, wide)),
              .absences = by_trainer(db::central::load_absences(connection, wide)),
              .hours = {},
              .judging = std::move(judging),
              .to = db::central::load_absence_mark(connection).value_or(Instant::min())};
  for (auto& row : db::central::load_hours(connection, trainers)) {
    known.hours[row.trainer].push_back(row.hours);
  }
  return known;
}

struct Changes {
  std::vector<ShiftVerdict> verdicts;
  std::vector<Absence> added;
  std::vector<std::int64_t> removed;
};

void compare_absences(const TrainerSpan& span, std::vector<Duty> missed,
                      std::span<const StoredAbsence> stored, Changes& changes) {
  for (const auto& absence : stored) {
    if (std::erase(missed, absence.duty) == 0) changes.removed.push_back(absence.id);
  }
  for (const auto& duty : missed) changes.added.push_back({.trainer = span.trainer, .duty = duty});
}

void judge(const TrainerSpan& span, Known& known, const std::chrono::time_zone& zone,
           Changes& changes) {
  const auto& rules = known.judging.rules;
  const auto wide = widen(span, 2 * reach_of(rules));
  const auto duties = domain::find_duties(known.hours[span.trainer], wide.from, wide.to, zone);
  const auto loaded = widen(span, 3 * reach_of(rules));
  std::vector<StoredShift> stored;
  std::vector<domain::Shift> shifts;
  for (const auto& one : known.shifts[span.trainer]) {
    if (one.shift.start < loaded.from || one.shift.start >= loaded.to) continue;
    stored.push_back(one);
    shifts.push_back(one.shift);
  }
  const auto judgement = domain::judge_shifts(shifts, duties, rules, known.to);
  // A shift that began within the span reaches so far.
  const auto is_touched = [&](const Duty& duty) {
    return duty.starts <= span.to + rules.longest && duty.ends > span.from;
  };
  for (std::size_t i = 0; i < stored.size(); ++i) {
    const auto& [status, duty] = judgement.shifts[i];
    const bool began_within = shifts[i].start >= span.from && shifts[i].start <= span.to;
    if (!(duty ? is_touched(*duty) : began_within)) continue;
    if (stored[i].status == domain::to_text(status) && stored[i].duty == duty) continue;
    changes.verdicts.push_back({.id = stored[i].id, .judged = judgement.shifts[i]});
  }
  auto missed = judgement.missed;
  std::erase_if(missed, [&](const Duty& duty) { return !is_touched(duty); });
  auto absences = known.absences[span.trainer];
  std::erase_if(absences, [&](const StoredAbsence& one) { return !is_touched(one.duty); });
  compare_absences(span, std::move(missed), absences, changes);
}

}  // namespace

void judge_around(Connection& connection, std::vector<TrainerSpan> spans) {
  if (spans.empty()) return;
  auto judging = db::central::load_shift_judging(connection);
  const auto& zone = *std::chrono::locate_zone(judging.timezone);
  const auto merged = merge(std::move(spans), 6 * reach_of(judging.rules));
  auto known = load(connection, std::move(judging), merged);
  Changes changes;
  for (const auto& span : merged) judge(span, known, zone, changes);
  if (!changes.verdicts.empty()) db::central::set_verdicts(connection, changes.verdicts);
  if (!changes.removed.empty()) db::central::remove_absences(connection, changes.removed);
  if (!changes.added.empty()) db::central::add_absences(connection, changes.added);
}

void derive_absences(Connection& connection) {
  const auto is_worth_it = [](std::optional<Instant> mark, std::optional<Instant> oldest) {
    return oldest && (!mark || *oldest >= *mark + shortest_look);
  };
  const auto oldest = db::central::find_oldest_sync(connection);
  if (!is_worth_it(db::central::load_absence_mark(connection), oldest)) return;

  db::sql::Transaction transaction{connection};
  const auto mark = db::central::lock_absence_mark(connection);
  if (!is_worth_it(mark, oldest)) return;
  db::central::move_absence_mark(connection, *oldest);
  const auto trainers = db::central::list_trainer_users(connection);
  if (mark && !trainers.empty()) {
    const auto longest = db::central::load_shift_judging(connection).rules.longest;
    std::vector<domain::UserId> people;
    std::vector<TrainerSpan> spans;
    for (const auto& [trainer, user] : trainers) {
      people.push_back(user);
      spans.push_back({.trainer = trainer, .from = *mark - longest, .to = *oldest});
    }
    db::central::lock_people(connection, people);
    judge_around(connection, std::move(spans));
  }
  transaction.commit();
}

}  // namespace fitmate::central::services
