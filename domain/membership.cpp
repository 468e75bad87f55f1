#include "domain/membership.h"

#include <algorithm>
#include <set>

namespace fitmate::domain {
namespace {

using std::chrono::days;

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

std::int64_t used_at_this_kiosk(const Membership& part, const EntryFacts& facts,
                                const GymRules& rules, const std::chrono::time_zone& zone) {
  std::int64_t used = 0;
  std::set<Day> days_used;
  for (const auto& entry : facts.entries) {
    if (entry.seq <= part.counted_to) continue;
    ++used;
    days_used.insert(local_day(entry.stamp.at, zone));
  }
  return rules.visits_per_day ? static_cast<std::int64_t>(days_used.size()) : used;
}

bool entered_today(const EntryFacts& facts, const std::chrono::time_zone& zone) {
  const auto today = local_day(facts.now, zone);
  return std::ranges::any_of(facts.entries, [&](const OwnScan& entry) {
    return local_day(entry.stamp.at, zone) == today;
  });
}

bool has_visit(const Run& run, Day day, const EntryFacts& facts, const GymRules& rules,
               const std::chrono::time_zone& zone) {
  if (rules.visits_per_day && entered_today(facts, zone)) return true;
  const auto on = std::min(day, run.last);
  return std::ranges::any_of(run.parts, [&](const Membership& part) {
    if (on < part.first || on > part.last) return false;
    return !part.visits_left ||
           *part.visits_left - used_at_this_kiosk(part, facts, rules, zone) > 0;
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

std::optional<Day> last_valid_day(const EntryFacts& facts, const GymRules& rules,
                                  const std::chrono::time_zone& zone) {
  return best_of(facts, rules, zone).last;
}

}  // namespace fitmate::domain
