#include "domain/membership.h"

#include <algorithm>
#include <map>
#include <set>

#include "domain/visits_used.h"

namespace fitmate::domain {
namespace {

using std::chrono::days;
using Used = std::map<MembershipId, std::int64_t>;

// Memberships that adjoin or overlap, in order of their first day.
struct Run {
  Day first;
  Day last;
  std::vector<Membership> parts;
};

std::vector<Run> runs_of(std::vector<Membership> memberships) {
  std::ranges::sort(memberships, {}, &Membership::first);
  std::vector<Run> runs;
  for (const auto& part : memberships) {
    if (runs.empty() || part.first > runs.back().last + days{1}) {
      runs.push_back({.first = part.first, .last = part.last, .parts = {}});
    }
    runs.back().last = std::max(runs.back().last, part.last);
    runs.back().parts.push_back(part);
  }
  return runs;
}

bool entered_today(const EntryFacts& facts, const std::chrono::time_zone& zone) {
  const auto today = local_day(facts.now, zone);
  return std::ranges::any_of(facts.entries, [&](const OwnScan& entry) {
    return local_day(entry.stamp.at, zone) == today;
  });
}

// A row is sent again only when it changes, so the highest mark of a person's rows is that of all.
Seq counted_to(const std::vector<Membership>& memberships) {
  Seq highest;
  for (const auto& membership : memberships) highest = std::max(highest, membership.counted_to);
  return highest;
}

// The own entries that the centre has not counted yet; by the day, not those of a day that it has.
std::vector<Instant> uncounted(const EntryFacts& facts, const GymRules& rules,
                               const std::chrono::time_zone& zone) {
  const auto mark = counted_to(facts.memberships);
  std::vector<Instant> entries;
  std::set<Day> counted_days;
  for (const auto& entry : facts.entries) {
    if (entry.seq > mark) entries.push_back(entry.stamp.at);
    if (entry.seq <= mark) counted_days.insert(local_day(entry.stamp.at, zone));
  }
  if (rules.visits_per_day) {
    std::erase_if(entries, [&](Instant at) { return counted_days.contains(local_day(at, zone)); });
  }
  return entries;
}

// What the own entries used of each limited membership, by the rule of the centre, so that both
// ends agree on who pays.
Used used_here(const EntryFacts& facts, const GymRules& rules, const std::chrono::time_zone& zone) {
  std::vector<VisitPlan> plans;
  plans.reserve(facts.memberships.size());
  for (const auto& row : facts.memberships) {
    plans.push_back({.id = row.id, .first = row.first, .last = row.last, .total = row.visits_left});
  }
  return count_visits_used(plans, uncounted(facts, rules, zone), rules, zone);
}

bool has_visit(const Run& run, Day day, const EntryFacts& facts, const GymRules& rules,
               const std::chrono::time_zone& zone) {
  if (rules.visits_per_day && entered_today(facts, zone)) return true;
  const auto used = used_here(facts, rules, zone);
  const auto on = std::min(day, run.last);
  return std::ranges::any_of(run.parts, [&](const Membership& part) {
    if (on < part.first || on > part.last) return false;
    return !part.visits_left || *part.visits_left > used.at(part.id);
  });
}

Reason judge_dates(const Run& run, Day day, const GymRules& rules) {
  if (day < run.first) return Reason::not_started;
  if (day > run.last + rules.grace) return Reason::expired;
  if (day > run.last) return Reason::grace;
  return run.last - day <= rules.expiring ? Reason::expiring : Reason::ok;
}

Reason judge_run(const Run& run, const EntryFacts& facts, const GymRules& rules,
                 const std::chrono::time_zone& zone) {
  const auto today = local_day(facts.now, zone);
  auto reason = judge_dates(run, today, rules);
  if (reason == Reason::expired && facts.unsynced) {
    const auto earlier = local_day(facts.now - rules.clock_unsure, zone);
    if (judge_dates(run, earlier, rules) != Reason::expired) reason = Reason::clock_unsure;
  }
  if (reason == Reason::not_started || reason == Reason::expired) return reason;
  return has_visit(run, today, facts, rules, zone) ? reason : Reason::no_visits;
}

bool refuses(Reason reason) {
  return reason < Reason::grace;
}

// ok before the warnings, the warnings before the refusals; among equals the order of Reason.
bool better(Reason left, Reason right) {
  const auto rank = [](Reason reason) {
    if (reason == Reason::ok) return 0;
    return refuses(reason) ? 2 : 1;
  };
  return rank(left) != rank(right) ? rank(left) < rank(right) : left < right;
}

struct Best {
  Reason reason = Reason::no_membership;
  std::optional<Day> last;
};

Best best_of(const EntryFacts& facts, const GymRules& rules, const std::chrono::time_zone& zone) {
  Best best;
  for (const auto& run : runs_of(facts.memberships)) {
    const auto reason = judge_run(run, facts, rules, zone);
    if (!best.last || better(reason, best.reason)) best = {.reason = reason, .last = run.last};
  }
  return best;
}

}  // namespace

Reason judge_memberships(const EntryFacts& facts, bool suspended, const GymRules& rules,
                         const std::chrono::time_zone& zone) {
  const auto best = best_of(facts, rules, zone).reason;
  if (!suspended) return best;
  return refuses(best) ? std::min(best, Reason::suspended) : Reason::suspended;
}

std::optional<std::int64_t> visits_left(const EntryFacts& facts, const GymRules& rules,
                                        const std::chrono::time_zone& zone) {
  const auto today = local_day(facts.now, zone);
  const auto used = used_here(facts, rules, zone);
  std::optional<std::int64_t> left;
  for (const auto& row : facts.memberships) {
    if (today < row.first || today > row.last) continue;
    if (!row.visits_left) return std::nullopt;
    left = left.value_or(0) + std::max<std::int64_t>(0, *row.visits_left - used.at(row.id));
  }
  return left;
}

std::optional<Day> last_valid_day(const EntryFacts& facts, const GymRules& rules,
                                  const std::chrono::time_zone& zone) {
  return best_of(facts, rules, zone).last;
}

}  // namespace fitmate::domain
