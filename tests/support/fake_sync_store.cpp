#include "tests/support/fake_sync_store.h"

#include <algorithm>
#include <stdexcept>

#include "sync/wire.h"

namespace fitmate::tests {

using namespace domain;

namespace {

constexpr int shadow_parts = 3;

void demand(bool holds, const char* what) {
  if (!holds) throw std::logic_error(what);
}

}  // namespace

FakeSyncStore::FakeSyncStore(StoreEpoch first_epoch) : epochs_{{.id = first_epoch}} {}

void FakeSyncStore::record(const std::string& event) {
  rows_.push_back(event);
  link_from(std::ssize(chains_));
}

void FakeSyncStore::damage(std::size_t event, std::string bytes) {
  rows_.at(event) = std::move(bytes);
  link_from(static_cast<std::int64_t>(event));
}

void FakeSyncStore::link_from(std::int64_t position) {
  chains_.resize(static_cast<std::size_t>(position));
  const bool is_first = position == epochs_.back().starts_after;
  auto chain = is_first ? Hash{} : chains_.back();
  for (auto i = chains_.size(); i < rows_.size(); ++i) {
    chain = sync::next_chain(chain, rows_[i]);
    chains_.push_back(chain);
  }
}

void FakeSyncStore::forget_acknowledged() {
  gone_ = acked_;
}

Hash FakeSyncStore::chain_at(const Epoch& epoch, std::int64_t position) const {
  if (epoch.id == epochs_.back().id) {
    return position == epoch.starts_after ? Hash{}
                                          : chains_[static_cast<std::size_t>(position - 1)];
  }
  Hash chain{};
  for (auto i = epoch.starts_after; i < position; ++i) {
    chain = sync::next_chain(chain, rows_[static_cast<std::size_t>(i)]);
  }
  return chain;
}

void FakeSyncStore::begin_enrolment(const db::kiosk::EnrolmentBegun& begun) {
  link_.begun = begun;
}

void FakeSyncStore::finish_enrolment(const db::kiosk::Enrolment& enrolment,
                                     const ClockMarks& clock) {
  demand(link_.begun.has_value(), "an enrolment ended that never began");
  link_.central_url = link_.begun->central_url;
  link_.begun.reset();
  link_.kiosk = enrolment.kiosk;
  link_.token = enrolment.token;
  link_.next_token.clear();
  link_.root_key = enrolment.root_key;
  link_.revoked = false;
  link_.clock = clock;
}

void FakeSyncStore::save_token(std::string_view token, std::string_view next_token) {
  link_.token = token;
  link_.next_token = next_token;
}

db::kiosk::Outgoing FakeSyncStore::unsent(std::int64_t most_events, std::size_t most_bytes,
                                          std::optional<Seq> from) {
  const auto& epoch = epochs_.back();
  auto position = from ? epoch.starts_after + from->value - 1 : acked_;
  position = std::max({position, gone_, epoch.starts_after});
  db::kiosk::Outgoing out{.epoch = epoch.id,
                          .first_seq = {position - epoch.starts_after + 1},
                          .prev_chain = chain_at(epoch, position),
                          .events = {},
                          .new_epoch = epoch.announcement,
                          .waiting_events = waiting(),
                          .waiting_photos = 0,
                          .oldest_waiting = std::nullopt};
  std::size_t bytes = 0;
  for (; position < std::ssize(rows_) && std::ssize(out.events) < most_events; ++position) {
    const auto& event = rows_[static_cast<std::size_t>(position)];
    bytes += event.size();
    if (!out.events.empty() && bytes > most_bytes) break;
    out.events.push_back(event);
  }
  return out;
}

void FakeSyncStore::apply_ack(StoreEpoch epoch, Seq acked,
                              const std::vector<db::kiosk::SetAside>& set_aside,
                              const ClockMarks& clock, Instant) {
  demand(epoch == epochs_.back().id, "an epoch that is over was acknowledged");
  const auto position = epochs_.back().starts_after + acked.value;
  demand(position <= std::ssize(rows_), "events that never were are acknowledged");
  acked_ = std::max(acked_, position);
  epochs_.back().announcement.reset();
  set_aside_.insert(set_aside_.end(), set_aside.begin(), set_aside.end());
  link_.clock = clock;
}

std::optional<std::int64_t> FakeSyncStore::shared_position(std::optional<StoreEpoch> epoch, Seq seq,
                                                           const Hash& chain) const {
  const auto found = std::ranges::find_if(epochs_, [&](const Epoch& e) { return e.id == epoch; });
  if (found == epochs_.end()) return std::nullopt;
  const auto next = std::next(found);
  const auto end = next == epochs_.end() ? std::ssize(rows_) : next->starts_after;
  const auto position = found->starts_after + seq.value;
  if (position > end || position < gone_ || chain_at(*found, position) != chain) {
    return std::nullopt;
  }
  return position;
}

void FakeSyncStore::begin_epoch(StoreEpoch fresh, std::optional<StoreEpoch> centre_epoch,
                                Seq centre_seq, const Hash& centre_chain, std::string_view why) {
  const auto shared = shared_position(centre_epoch, centre_seq, centre_chain);
  const auto position = shared.value_or(gone_);
  const auto after = shared ? *centre_epoch : epochs_.back().id;
  const auto seq =
      shared ? centre_seq : Seq{std::max<std::int64_t>(0, position - epochs_.back().starts_after)};
  epochs_.push_back({.id = fresh,
                     .starts_after = position,
                     .announcement = db::kiosk::Outgoing::NewEpoch{
                         .after_epoch = after, .after_seq = seq, .why = std::string{why}}});
  acked_ = position;
  link_from(position);
}

void FakeSyncStore::apply_changes(Copy& copy, const Page& page) {
  for (const auto& change : page.changes) {
    const Key key{change.table, change.key};
    const auto known = copy.find(key);
    if (known != copy.end() && known->second.version > change.version) continue;
    if (change.row) {
      copy.insert_or_assign(key, change);
    } else {
      copy.erase(key);
    }
  }
}

void FakeSyncStore::apply_page(const Page& page, const ClockMarks& clock) {
  auto& cursor = link_.cursor;
  auto& shadow = link_.shadow_cursor;
  const bool filling = !shadow.feed_epoch.empty();
  const auto& behind = filling ? shadow : cursor;
  demand(page.from == behind.pos, "a page does not follow on the one before");
  link_.clock = clock;
  const Cursor after{.feed_epoch = page.feed_epoch, .run = page.run, .pos = page.to};
  if (page.complete && !filling && !cursor.feed_epoch.empty()) {
    apply_changes(live_, page);
    cursor = after;
    // A copy of the rows as they were is of no use any more.
    shadow_.clear();
    copying_ = 0;
    return;
  }
  if (!filling && cursor.feed_epoch.empty()) shadow_.clear();
  if (!filling && !cursor.feed_epoch.empty()) {
    demand(copying_ == shadow_parts, "a catch-up began without the copy to go on from");
  }
  apply_changes(shadow_, page);
  shadow = after;
  if (!page.complete) return;
  live_ = std::move(shadow_);
  shadow_.clear();
  cursor = after;
  shadow = {};
  copying_ = 0;
}

bool FakeSyncStore::prepare_shadow() {
  if (copying_ == shadow_parts || link_.cursor.feed_epoch.empty()) return false;
  ++prepared_;
  if (++copying_ == shadow_parts) shadow_ = live_;
  return copying_ < shadow_parts;
}

void FakeSyncStore::begin_refetch() {
  link_.cursor = {};
  link_.shadow_cursor = {};
  shadow_.clear();
  copying_ = 0;
  for (auto& [sha256, row] : photos_) {
    if (std::holds_alternative<db::kiosk::PhotoStored>(row.fate))
      row.fate = db::kiosk::PhotoTried{};
  }
}

void FakeSyncStore::apply_revoked() {
  live_.clear();
  begin_refetch();
  link_.revoked = true;
}

void FakeSyncStore::add_photo(const Hash& sha256) {
  photos_[sha256] = {.position = std::ssize(rows_), .tries = 0, .fate = db::kiosk::PhotoTried{}};
}

std::optional<db::kiosk::PhotoFate> FakeSyncStore::fate_of(const Hash& sha256) const {
  const auto found = photos_.find(sha256);
  return found == photos_.end() ? std::nullopt : std::optional{found->second.fate};
}

db::kiosk::PhotoQueue FakeSyncStore::photo_queue() {
  db::kiosk::PhotoQueue queue;
  const PhotoRow* least = nullptr;
  for (const auto& [sha256, row] : photos_) {
    if (!std::holds_alternative<db::kiosk::PhotoTried>(row.fate)) continue;
    ++queue.waiting;
    if (row.position > acked_ || (least != nullptr && least->tries <= row.tries)) continue;
    least = &row;
    queue.next = db::kiosk::OutgoingPhoto{.sha256 = sha256, .event = {}};
  }
  return queue;
}

void FakeSyncStore::note_photo(const db::kiosk::OutgoingPhoto& photo,
                               const db::kiosk::PhotoFate& fate) {
  auto& row = photos_.at(photo.sha256);
  ++row.tries;
  row.fate = fate;
}

std::vector<Hash> FakeSyncStore::stored_photos(Instant before) {
  std::vector<Hash> old;
  for (const auto& [sha256, row] : photos_) {
    const auto* stored = std::get_if<db::kiosk::PhotoStored>(&row.fate);
    if (stored != nullptr && stored->at < before) old.push_back(sha256);
  }
  return old;
}

bool FakeSyncStore::forget_photo(const Hash& sha256) {
  return photos_.erase(sha256) > 0;
}

std::set<Hash> FakeSyncStore::portraits() const {
  std::set<Hash> named;
  for (const auto* copy : {&live_, &shadow_}) {
    for (const auto& [key, change] : *copy) {
      const auto* person = change.row ? std::get_if<domain::PulledPerson>(&*change.row) : nullptr;
      if (person != nullptr && person->portrait) named.insert(*person->portrait);
    }
  }
  return named;
}

std::vector<Hash> FakeSyncStore::list_portraits(const Hash& after) {
  constexpr std::size_t some = 200;
  const auto named = portraits();
  std::vector<Hash> next{named.upper_bound(after), named.end()};
  next.resize(std::min(next.size(), some));
  return next;
}

bool FakeSyncStore::wants_photo(const Hash& sha256) {
  return photos_.contains(sha256) || portraits().contains(sha256);
}

}  // namespace fitmate::tests
