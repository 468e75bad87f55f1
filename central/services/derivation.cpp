#include "central/services/derivation.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "central/services/closures.h"
#include "central/services/shift_judging.h"
#include "db/central/attendance.h"
#include "db/central/shifts.h"
#include "domain/visit.h"
#include "domain/visits_used.h"

namespace fitmate::central::services {
namespace {

using db::central::PassageRow;
using db::central::Track;
using db::central::Window;
using db::sql::Connection;
using domain::Instant;
using domain::UserId;

using Place = std::pair<UserId, Track>;

struct Extent {
  Instant from;
  Instant to;
  std::optional<domain::TrainerId> trainer;
};

std::map<Place, Extent> extents_of(std::span<const Touched> touched) {
  std::map<Place, Extent> extents;
  for (const auto& one : touched) {
    if (one.track == Track::shifts && !one.trainer) continue;
    auto& extent = extents
                       .try_emplace({one.user, one.track},
                                    Extent{.from = one.at, .to = one.at, .trainer = one.trainer})
                       .first->second;
    extent.from = std::min(extent.from, one.at);
    extent.to = std::max(extent.to, one.at);
  }
  return extents;
}

struct Rows {
  std::vector<db::central::VisitRow> visits;
  std::vector<db::central::ShiftRow> shifts;
  std::vector<db::central::LoneExit> flags;
};

// Only what lies at the edges of the window was loaded in part: a stay that begins after it, and an
// exit before it, are left as they are.
void derive_place(const Place& place, const Extent& extent, std::span<const PassageRow> window,
                  Rows& rows) {
  std::vector<domain::Passage> passages;
  std::set<domain::EventId> flagged;
  for (const auto& row : window) {
    passages.push_back(row.passage);
    if (row.flagged) flagged.insert(row.passage.event);
  }
  const auto stays = domain::pair_up(std::move(passages));
  for (const auto& stay : stays.stays) {
    if (stay.exit && flagged.contains(stay.exit->event)) {
      rows.flags.push_back({.id = stay.exit->event, .lone = false});
    }
    if (stay.entry.at > extent.to) continue;
    if (place.second == Track::visits) {
      rows.visits.push_back({.user = place.first, .stay = stay});
    } else {
      rows.shifts.push_back({.trainer = extent.trainer.value(), .stay = stay});
    }
  }
  for (const auto& exit : stays.lone_exits) {
    if (exit.at < extent.from || flagged.contains(exit.event)) continue;
    rows.flags.push_back({.id = exit.event, .lone = true});
  }
}

// Where shifts began or ended, and where they did before.
std::vector<db::central::TrainerSpan> spans_of(
    std::span<const Touched> touched, const std::map<Place, std::vector<PassageRow>>& windows,
    const std::map<Place, Extent>& extents) {
  std::vector<db::central::TrainerSpan> spans;
  for (const auto& one : touched) {
    if (one.track != Track::shifts || !one.trainer) continue;
    spans.push_back({.trainer = *one.trainer, .from = one.at, .to = one.at});
  }
  for (const auto& [place, window] : windows) {
    if (place.second != Track::shifts) continue;
    const auto trainer = extents.at(place).trainer.value();
    for (const auto& row : window) {
      spans.push_back({.trainer = trainer, .from = row.passage.at, .to = row.passage.at});
    }
  }
  return spans;
}

std::map<Place, std::vector<PassageRow>> load(Connection& connection,
                                              const std::map<Place, Extent>& extents) {
  std::vector<Window> windows;
  windows.reserve(extents.size());
  for (const auto& [place, extent] : extents) {
    windows.push_back(
        {.user = place.first, .track = place.second, .from = extent.from, .to = extent.to});
  }
  std::map<Place, std::vector<PassageRow>> loaded;
  for (const auto& row : db::central::load_passages(connection, windows)) {
    loaded[{row.user, row.track}].push_back(row);
  }
  return loaded;
}

std::vector<PassageWindow> windows_of(const std::map<Place, Extent>& extents,
                                      const std::map<Place, std::vector<PassageRow>>& loaded) {
  std::vector<PassageWindow> windows;
  for (const auto& [place, extent] : extents) {
    const auto found = loaded.find(place);
    windows.push_back({.user = place.first,
                       .track = place.second,
                       .from = extent.from,
                       .to = extent.to,
                       .passages = found == loaded.end() ? std::span<const PassageRow>{}
                                                         : std::span{found->second}});
  }
  return windows;
}

struct Holder {
  std::vector<domain::VisitPlan> plans;
  std::map<domain::MembershipId, std::int64_t> used;  // as it stands in the table
  std::vector<Instant> entries;
};

// One that was ended early covers the days up to that one.
std::map<UserId, Holder> holders_of(std::vector<db::central::PlanRow> rows,
                                    const std::chrono::time_zone& zone) {
  std::map<UserId, Holder> holders;
  for (auto& row : rows) {
    if (row.ended_at) {
      row.plan.last = std::min(row.plan.last, domain::local_day(*row.ended_at, zone));
    }
    auto& holder = holders[row.user];
    holder.used[row.plan.id] = row.used;
    holder.plans.push_back(row.plan);
  }
  return holders;
}

// Later ones have more digits than the text of a moment, which SQLite compares, allows.
constexpr domain::Day latest_day{std::chrono::year{9999} / 12 / 30};

void load_entries(Connection& connection, std::map<UserId, Holder>& holders,
                  const domain::GymRules& rules, const std::chrono::time_zone& zone) {
  std::vector<db::central::Between> spans;
  for (const auto& [user, holder] : holders) {
    const auto first = std::ranges::min(holder.plans, {}, &domain::VisitPlan::first).first;
    const auto last = std::ranges::max(holder.plans, {}, &domain::VisitPlan::last).last;
    const auto until = std::min(last + rules.grace + std::chrono::days{1}, latest_day);
    spans.push_back({.user = user,
                     .from = domain::start_of_day(first, zone),
                     .to = domain::start_of_day(until, zone)});
  }
  for (const auto& entry : db::central::load_entries(connection, spans)) {
    holders.at(entry.user).entries.push_back(entry.at);
  }
}

}  // namespace

void recount_visits(Connection& connection, std::span<const UserId> users,
                    db::central::FeedRows& changed) {
  if (users.empty()) return;
  auto plans = db::central::load_plans(connection, users);
  if (plans.empty()) return;
  const auto [timezone, rules] = db::central::load_visit_rules(connection);
  const auto& zone = *std::chrono::locate_zone(timezone);
  auto holders = holders_of(std::move(plans), zone);
  load_entries(connection, holders, rules, zone);
  std::vector<db::central::VisitsUsed> counts;
  for (const auto& [user, holder] : holders) {
    for (const auto& [membership, used] :
         domain::count_visits_used(holder.plans, holder.entries, rules, zone)) {
      if (used == holder.used.at(membership)) continue;
      counts.push_back({.membership = membership, .used = used});
      changed.insert(db::central::feed_row(membership));
    }
  }
  if (!counts.empty()) db::central::set_visits_used(connection, counts);
}

void derive(Connection& connection, std::span<const Touched> touched,
            db::central::FeedRows& changed) {
  const auto extents = extents_of(touched);
  if (extents.empty()) return;
  Rows rows;
  const auto windows = load(connection, extents);
  for (const auto& [place, window] : windows) {
    derive_place(place, extents.at(place), window, rows);
  }
  if (!rows.visits.empty()) db::central::put_visits(connection, rows.visits);
  if (!rows.shifts.empty()) {
    db::central::put_shifts(connection, rows.shifts,
                            db::central::load_shift_judging(connection).rules);
  }
  if (!rows.flags.empty()) db::central::flag_lone_exits(connection, rows.flags);
  judge_around(connection, spans_of(touched, windows, extents));

  std::vector<UserId> visitors;
  for (const auto& [place, extent] : extents) {
    if (place.second == Track::visits) visitors.push_back(place.first);
  }
  recount_visits(connection, visitors, changed);
  derive_closures(connection, windows_of(extents, windows), changed);
}

}  // namespace fitmate::central::services
