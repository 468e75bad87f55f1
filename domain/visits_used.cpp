#include "domain/visits_used.h"

#include <algorithm>
#include <tuple>

namespace fitmate::domain {
namespace {

using Used = std::map<MembershipId, std::int64_t>;

std::vector<VisitPlan> plans_on(const std::vector<VisitPlan>& plans, Day day,
                                const GymRules& rules) {
  std::vector<VisitPlan> covering;
  std::ranges::copy_if(plans, std::back_inserter(covering), [&](const VisitPlan& plan) {
    return plan.first <= day && day <= plan.last;
  });
  if (!covering.empty()) return covering;
  const VisitPlan* latest = nullptr;
  for (const auto& plan : plans) {
    const bool in_grace = plan.last < day && day <= plan.last + rules.grace;
    if (in_grace &&
        (latest == nullptr || std::tie(latest->last, plan.id) < std::tie(plan.last, latest->id))) {
      latest = &plan;
    }
  }
  if (latest != nullptr) covering.push_back(*latest);
  return covering;
}

// Nothing where the entry is free or no membership of the person is of that day.
std::optional<MembershipId> who_pays(std::vector<VisitPlan> candidates, const Used& used) {
  if (candidates.empty() ||
      std::ranges::any_of(candidates, [](const VisitPlan& plan) { return !plan.total; })) {
    return std::nullopt;
  }
  std::ranges::sort(candidates, {}, [&](const VisitPlan& plan) {
    return std::tuple{used.at(plan.id) >= *plan.total, plan.last, plan.id};
  });
  return candidates.front().id;
}

}  // namespace

Used count_visits_used(const std::vector<VisitPlan>& plans, std::vector<Instant> entries,
                       const GymRules& rules, const std::chrono::time_zone& zone) {
  Used used;
  for (const auto& plan : plans) {
    if (plan.total) used[plan.id] = 0;
  }
  std::ranges::sort(entries);
  std::optional<Day> counted;
  for (const auto at : entries) {
    const auto day = local_day(at, zone);
    if (rules.visits_per_day && counted == day) continue;
    counted = day;
    if (const auto payer = who_pays(plans_on(plans, day, rules), used)) ++used.at(*payer);
  }
  return used;
}

}  // namespace fitmate::domain
