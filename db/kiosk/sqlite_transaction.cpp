#include "db/kiosk/sqlite_transaction.h"

#include <stdexcept>

#include "db/kiosk/facts.h"
#include "db/kiosk/journal.sql.h"
#include "db/kiosk/replica.h"
#include "domain/event_text.h"

namespace fitmate::db::kiosk {

using namespace domain;

Device SqliteTransaction::load_device() {
  auto device = kiosk::load_device(session_, known_, clock().marks);
  if (!device) throw std::runtime_error("this kiosk is not enrolled");
  return *std::move(device);
}

Facts SqliteTransaction::load_facts(const FactsQuery& query) {
  return kiosk::load_facts(session_, query, head(), clock().marks.floor.at);
}

std::vector<Capsule> SqliteTransaction::load_phones(PersonNumber person) {
  return kiosk::load_phones(session_, load_replica(session_).side, person);
}

Event SqliteTransaction::load_event(const EventId& event) {
  auto query = session_.query(journal_sql::find_event);
  if (!query.bind(event).step()) throw std::logic_error("no event of this kiosk has that id");
  auto found = parse_event(query.get<std::string>(1));
  if (!found) throw std::runtime_error("an event of this kiosk cannot be read: " + found.error());
  return std::move(*found);
}

Seq SqliteTransaction::record(const Event& event) {
  if (!disk_.takes_events()) {
    throw std::runtime_error(
        "less than 1 % of the disk is free, so nothing is recorded: make room");
  }
  settle_clock(session_, clock(), event.stamp);
  const auto seq = append(session_, head(), event);
  clock_.reset();
  head_.reset();
  return seq;
}

const KeptClock& SqliteTransaction::clock() {
  if (!clock_) clock_ = load_clock(session_);
  return *clock_;
}

const Head& SqliteTransaction::head() {
  if (!head_) head_ = load_head(session_);
  return *head_;
}

}  // namespace fitmate::db::kiosk
