#include "central/services/closures.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "db/central/centre_source.h"
#include "db/central/closures.h"
#include "domain/visit.h"

namespace fitmate::central::services {
namespace {

using db::central::Closure;
using db::central::Track;
using db::sql::Connection;
using domain::Instant;
using domain::KioskId;
using domain::UserId;

using Key = std::tuple<UserId, Track, KioskId>;

Key key_of(const Closure& closure) {
  return {closure.user, closure.track, closure.kiosk};
}

struct Changes {
  std::vector<Closure> put;
  std::vector<Closure> removed;
};

// Of each kiosk the latest of the window; nobody asks for the centre's own.
std::map<KioskId, Closure> latest_of(const PassageWindow& window) {
  std::vector<domain::Passage> passages;
  for (const auto& row : window.passages) passages.push_back(row.passage);
  std::map<KioskId, Closure> latest;
  for (const auto& [entry, at] : domain::find_closed_elsewhere(std::move(passages))) {
    if (entry.at > window.to || entry.kiosk == db::central::centre_kiosk) continue;
    latest[entry.kiosk] = {.user = window.user,
                           .kiosk = entry.kiosk,
                           .track = window.track,
                           .entry = entry.event,
                           .entered_at = entry.at,
                           .closed_at = at};
  }
  return latest;
}

Instant start_of(const PassageWindow& window) {
  auto start = window.from;
  for (const auto& row : window.passages) start = std::min(start, row.passage.at);
  return start;
}

// The window knows all about entries within it, and nothing about others; `stored` are none from
// before it.
void compare(const PassageWindow& window, const std::map<Key, Closure>& stored, Changes& changes) {
  auto latest = latest_of(window);
  for (auto lies = stored.lower_bound({window.user, window.track, KioskId{}});
       lies != stored.end() && lies->second.user == window.user &&
       lies->second.track == window.track;
       ++lies) {
    const auto& known = lies->second;
    const auto found = latest.find(known.kiosk);
    if (found == latest.end()) {
      if (known.entered_at <= window.to) changes.removed.push_back(known);
    } else if (known.entered_at > window.to || known == found->second) {
      latest.erase(found);
    }
  }
  for (const auto& [kiosk, closure] : latest) changes.put.push_back(closure);
}

std::map<Key, Closure> load(Connection& connection, std::span<const PassageWindow> windows) {
  std::vector<db::central::Place> places;
  places.reserve(windows.size());
  for (const auto& window : windows) {
    places.push_back({.user = window.user, .track = window.track, .at = start_of(window)});
  }
  std::map<Key, Closure> stored;
  for (const auto& one : db::central::load_closures(connection, places)) {
    stored.emplace(key_of(one), one);
  }
  return stored;
}

}  // namespace

void derive_closures(Connection& connection, std::span<const PassageWindow> windows,
                     db::central::FeedRows& changed) {
  const auto stored = load(connection, windows);
  Changes changes;
  for (const auto& window : windows) compare(window, stored, changes);
  if (!changes.put.empty()) db::central::put_closures(connection, changes.put);
  if (!changes.removed.empty()) db::central::remove_closures(connection, changes.removed);
  for (const auto& one : changes.put) changed.insert(db::central::feed_row(one.user));
  for (const auto& one : changes.removed) changed.insert(db::central::feed_row(one.user));
}

std::vector<Touched> find_uncovered(Connection& connection, KioskId kiosk,
                                    std::span<const Touched> undone) {
  std::vector<db::central::Place> places;
  for (const auto& one : undone) {
    places.push_back({.user = one.user, .track = one.track, .at = one.at});
  }
  std::vector<Touched> uncovered;
  if (places.empty()) return uncovered;
  const auto found = db::central::find_passages_before(connection, kiosk, places);
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!found[i]) continue;
    uncovered.push_back(undone[i]);
    uncovered.back().at = *found[i];
  }
  return uncovered;
}

}  // namespace fitmate::central::services
