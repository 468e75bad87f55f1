#include "db/kiosk/journal.h"

#include <algorithm>

#include "db/kiosk/journal.sql.h"
#include "db/kiosk/meals.h"
#include "domain/event_text.h"
#include "domain/store_epoch.h"

namespace fitmate::db::kiosk {
namespace {

using namespace domain;

// What later decisions look back on; empty of an event that they do not.
struct Trace {
  std::optional<std::string_view> kind;
  std::optional<std::string_view> direction;
  std::optional<PersonNumber> person;
  std::optional<CredentialId> credential;
  std::optional<Step> step;
};

Trace kind_of(const Happening& happening) {
  if (std::holds_alternative<CheckedIn>(happening)) return {.kind = "visit", .direction = "in"};
  if (std::holds_alternative<CheckedOut>(happening)) return {.kind = "visit", .direction = "out"};
  if (std::holds_alternative<ShiftStarted>(happening)) return {.kind = "shift", .direction = "in"};
  if (std::holds_alternative<ShiftEnded>(happening)) return {.kind = "shift", .direction = "out"};
  if (std::holds_alternative<MealPhotographed>(happening)) return {.kind = "meal"};
  return {};
}

std::optional<CodeSeen> code_of(const Happening& happening) {
  if (const auto* meal = std::get_if<MealPhotographed>(&happening)) return meal->code;
  const auto* scan = scan_of(happening);
  return scan != nullptr ? scan->code : std::nullopt;
}

Trace trace_of(const Event& event) {
  auto trace = kind_of(event.happening);
  const auto code = code_of(event.happening);
  if (!trace.kind || !code) return trace;
  trace.person = code->person_number;
  trace.credential = code->credential;
  trace.step = code->step;
  return trace;
}

// Closes the holes above `position` and chains anew what stands there.
void chain_anew(Session& session, std::int64_t position) {
  Hash chain{};
  for (auto last = position;;) {
    auto next = session.query(journal_sql::next_after);
    if (!next.bind(last).step()) return;
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
  auto query = session.query(journal_sql::load_head);
  query.step();
  Head head{.epoch_number = query.get<std::int64_t>(0),
            .epoch = query.get<StoreEpoch>(1),
            .starts_after = query.get<std::int64_t>(2),
            .acked = query.get<std::int64_t>(3)};
  const auto last = query.get<std::optional<std::int64_t>>(4).value_or(0);
  head.last_position = std::max(last, head.starts_after);
  if (last > head.starts_after) {
    head.chain = next_chain(query.get<Hash>(5), query.get<std::string>(6));
  }
  return head;
}

void begin_first_epoch(Session& session, const Random& random) {
  auto count = session.query(journal_sql::count_epochs);
  count.step();
  if (count.get<int>(0) > 0) return;
  session.run(journal_sql::add_epoch, random_epoch(random), 0, std::optional<StoreEpoch>{},
              std::optional<Seq>{}, std::optional<Hash>{}, std::optional<std::string>{});
}

Seq append(Session& session, const Head& head, const Event& event) {
  const auto position = head.last_position + 1;
  add_event(session, position, head.chain, event, to_text(event));
  if (const auto* meal = std::get_if<MealPhotographed>(&event.happening)) {
    add_meal(session, event, *meal);
  }
  return head.seq_of(position);
}

void add_event(Session& session, std::int64_t position, const Hash& chain, const Event& event,
               std::string_view text) {
  const auto trace = trace_of(event);
  const auto& stamp = event.stamp;
  session.run(journal_sql::add_event, position, event.id, chain, stamp.at, trace.kind,
              trace.direction, trace.person, trace.credential, trace.step, stamp.wall,
              stamp.boot_id, stamp.since_boot, static_cast<int>(stamp.clock_state),
              stamp.entered_late, text);
  if (const auto* annulled = std::get_if<Annulled>(&event.happening)) {
    auto taken_back = session.query(journal_sql::find_event);
    if (taken_back.bind(annulled->annulled).step()) {
      session.run(journal_sql::annul, taken_back.get<std::int64_t>(0));
    }
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
