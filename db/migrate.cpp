#include "db/migrate.h"

#include <cassert>
#include <exception>
#include <format>
#include <stdexcept>

namespace fitmate::db {
namespace {

using Kind = SchemaError::Kind;

int newest_of(Migrations steps) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    assert(steps[i].number == static_cast<int>(i) + 1);
  }
  return static_cast<int>(steps.size());
}

std::unexpected<SchemaError> too_new(int found, int newest) {
  return std::unexpected{SchemaError{
      Kind::too_new, std::format("the database is at step {} and this program knows only {}: a "
                                 "newer program wrote it; install that version, or a newer one",
                                 found, newest)}};
}

domain::Result<int, SchemaError> goal_of(int found, int newest, std::optional<int> to) {
  if (found > newest) return too_new(found, newest);
  const int goal = to.value_or(newest);
  if (goal < 1 || goal > newest) {
    return std::unexpected{
        SchemaError{Kind::no_such_step,
                    std::format("there is no step {}: they go from 1 to {}", goal, newest)}};
  }
  if (goal < found) {
    return std::unexpected{SchemaError{
        Kind::never_backwards, std::format("the database is at step {} and does not go back to {}: "
                                           "restore the backup from before it",
                                           found, goal)}};
  }
  return goal;
}

class Rollback {
 public:
  explicit Rollback(MigrationTarget& target) : target_{target} {}
  Rollback(const Rollback&) = delete;
  Rollback& operator=(const Rollback&) = delete;
  ~Rollback() {
    if (open_) target_.rollback();
  }
  void commit() {
    target_.commit();
    open_ = false;
  }

 private:
  MigrationTarget& target_;
  bool open_ = true;
};

// Takes the step after the one found under the lock, unless another process already reached `goal`.
// Returns the step found.
int take_step(MigrationTarget& target, Migrations steps, domain::Instant now, int goal) {
  target.begin();
  Rollback transaction{target};
  const int found = target.version();
  if (found >= goal) return found;
  const auto& step = steps[static_cast<std::size_t>(found)];
  try {
    target.script(step.sql);
    target.record(step, now);
    transaction.commit();
  } catch (const std::exception& error) {
    std::throw_with_nested(std::runtime_error{
        std::format("migration {} ({}) failed: {}", step.number, step.name, error.what())});
  }
  return found;
}

}  // namespace

domain::Result<void, SchemaError> check_schema(MigrationTarget& target, Migrations steps) {
  const int found = target.version();
  const int newest = newest_of(steps);
  if (found > newest) return too_new(found, newest);
  if (found < newest) {
    return std::unexpected{SchemaError{
        Kind::too_old, std::format("the database is at step {} and this program needs {}: make a "
                                   "backup, then run migrate",
                                   found, newest)}};
  }
  return {};
}

domain::Result<Migrated, SchemaError> migrate(MigrationTarget& target, Migrations steps,
                                              domain::Instant now, std::optional<int> to) {
  const int from = target.version();
  const auto goal = goal_of(from, newest_of(steps), to);
  if (!goal) return std::unexpected{goal.error()};
  if (from == *goal) return Migrated{from, from};
  while (take_step(target, steps, now, *goal) < *goal - 1) continue;
  return Migrated{from, *goal};
}

}  // namespace fitmate::db
