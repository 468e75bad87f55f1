#include "db/kiosk/journal.h"

#include "db/kiosk/journal.sql.h"
#include "db/kiosk/meals.h"
#include "domain/event_text.h"

namespace fitmate::db::kiosk {
namespace {

using namespace domain;

Hash next_chain(const Hash& previous, std::string_view event) {
  return blake2b_256({previous, as_bytes(event)});
}

// The accepted scans, by what they were.
struct Passage {
  std::string_view kind;
  std::string_view direction;
};
std::optional<Passage> passage_of(const Happening& happening) {
  if (std::holds_alternative<CheckedIn>(happening)) return Passage{"visit", "in"};
  if (std::holds_alternative<CheckedOut>(happening)) return Passage{"visit", "out"};
  if (std::holds_alternative<ShiftStarted>(happening)) return Passage{"shift", "in"};
  if (std::holds_alternative<ShiftEnded>(happening)) return Passage{"shift", "out"};
  return std::nullopt;
}

void remember_passage(Session& session, std::int64_t position, const Stamp& stamp,
                      const CodeSeen& code, const Passage& passage) {
  session.run(journal_sql::add_own_scan, position, code.person_number, code.credential,
              passage.kind, passage.direction, stamp.at, stamp.wall, stamp.boot_id,
              stamp.since_boot, static_cast<int>(stamp.clock_state), stamp.entered_late);
}

// What was entered late neither tests nor moves the last step.
void remember_step(Session& session, const Stamp& stamp, const CodeSeen& code) {
  if (!code.step || stamp.entered_late) return;
  session.run(journal_sql::keep_step, code.credential, *code.step, stamp.at, stamp.wall,
              stamp.boot_id, stamp.since_boot, static_cast<int>(stamp.clock_state),
              stamp.entered_late);
}

// Closes the holes above `position` and chains anew what stands there.
void chain_anew(Session& session, std::int64_t position) {
  Hash chain{};
  for (auto last = position;;) {
    auto next = session.query(journal_sql::next_after);
    if (!next.bind(last).step()) {
      session.run(journal_sql::move_head, last, chain);
      return;
    }
    const auto [from, event] = next.row<std::int64_t, std::string>();
    session.run(journal_sql::move_event, from, ++last, chain);
    chain = next_chain(chain, event);
  }
}

// The chain after the event at `position` as the epoch of that number had it.
std::optional<Hash> chain_after(Session& session, std::int64_t position, std::int64_t number) {
  const auto head = load_head(session);
  if (position > head.last_position) return std::nullopt;
  auto later = session.query(journal_sql::later_epochs);
  if (later.bind(number).step()) {
    const auto [starts_after, chain] = later.row<std::int64_t, std::optional<Hash>>();
    if (position > starts_after) return std::nullopt;
    if (position == starts_after) return chain;
  }
  if (position == head.last_position) return head.chain;
  auto next = session.query(journal_sql::chain_before);
  return next.bind(position + 1).step() ? std::optional{next.get<Hash>(0)} : std::nullopt;
}

}  // namespace

Head load_head(Session& session) {
  auto query = session.query(journal_sql::load_store);
  query.step();
  return {.last_position = query.get<std::int64_t>(0),
          .chain = query.get<Hash>(1),
          .epoch_number = query.get<std::int64_t>(2),
          .epoch = query.get<StoreEpoch>(3),
          .starts_after = query.get<std::int64_t>(4),
          .acked = query.get<std::int64_t>(5)};
}

StoreEpoch random_epoch(const Random& random) {
  std::array<std::byte, sizeof(std::uint64_t)> bytes{};
  random(bytes);
  return {std::bit_cast<std::uint64_t>(bytes)};
}

void begin_first_epoch(Session& session, const Random& random) {
  auto count = session.query(journal_sql::count_epochs);
  count.step();
  if (count.get<int>(0) > 0) return;
  session.run(journal_sql::add_epoch, random_epoch(random), 0, std::optional<StoreEpoch>{},
              std::optional<Seq>{}, std::optional<Hash>{}, std::optional<std::string>{});
}

Seq add_event(Session& session, const Head& head, const Event& event) {
  const auto position = head.last_position + 1;
  const auto text = to_text(event);
  session.run(journal_sql::add_event, position, event.id, event.stamp.at, head.chain, text);
  session.run(journal_sql::move_head, position, next_chain(head.chain, text));
  remember(session, position, event);
  if (const auto* meal = std::get_if<MealPhotographed>(&event.happening)) {
    add_meal(session, event, *meal);
  }
  return head.seq_of(position);
}

void remember(Session& session, std::int64_t position, const Event& event) {
  if (const auto* annulled = std::get_if<Annulled>(&event.happening)) {
    session.run(journal_sql::annul, annulled->annulled);
  }
  const auto passage = passage_of(event.happening);
  const auto* scan = scan_of(event.happening);
  if (passage && scan->code) {
    remember_passage(session, position, event.stamp, *scan->code, *passage);
    remember_step(session, event.stamp, *scan->code);
  }
  if (const auto* meal = std::get_if<MealPhotographed>(&event.happening)) {
    if (meal->code) remember_step(session, event.stamp, *meal->code);
  }
}

void begin_epoch_after(Session& session, StoreEpoch fresh, std::int64_t position,
                       const Common& common, std::string_view why) {
  session.run(journal_sql::lower_acks_to, position);
  session.run(journal_sql::drop_acks_above, position);
  session.run(journal_sql::add_epoch, fresh, position, std::optional{common.epoch},
              std::optional{common.seq}, common.chain, why);
  chain_anew(session, position);
}

std::optional<std::int64_t> shared_position(Session& session, StoreEpoch epoch, Seq seq,
                                            const Hash& chain) {
  auto found = session.query(journal_sql::find_epoch);
  if (seq.value < 0 || !found.bind(epoch).step()) return std::nullopt;
  const auto [number, starts_after] = found.row<std::int64_t, std::int64_t>();
  const auto position = starts_after + seq.value;
  const bool same =
      seq.value == 0 ? chain == Hash{} : chain_after(session, position, number) == chain;
  return same ? std::optional{position} : std::nullopt;
}

}  // namespace fitmate::db::kiosk
