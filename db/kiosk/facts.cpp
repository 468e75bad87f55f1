#include "db/kiosk/facts.h"

#include <utility>
#include <vector>

#include "db/kiosk/clock_row.h"
#include "db/kiosk/facts.sql.h"
#include "domain/reference.h"

namespace fitmate::db::kiosk {
namespace {

using namespace domain;
namespace sql = facts_sql;

// The twelve columns of the rules, from `column` on.
GymRules read_rules(Query& row, int column) {
  return {.version = row.get<std::int64_t>(column),
          .already_in = row.get<std::chrono::minutes>(column + 1),
          .visit_closes = row.get<std::chrono::hours>(column + 2),
          .shift_closes = row.get<std::chrono::hours>(column + 3),
          .member_again = row.get<std::chrono::seconds>(column + 4),
          .trainer_again = row.get<std::chrono::seconds>(column + 5),
          .grace = row.get<std::chrono::days>(column + 6),
          .expiring = row.get<std::chrono::days>(column + 7),
          .stale_warns = row.get<std::chrono::hours>(column + 8),
          .stale_refuses = row.get<std::chrono::hours>(column + 9),
          .clock_unsure = row.get<std::chrono::hours>(column + 10),
          .visits_per_day = row.get<bool>(column + 11)};
}

// What every decision stands on, and the side of the pulled copy that the door reads.
struct Ground {
  int side = 0;
  Facts facts;
};

Ground load_ground(Session& session) {
  auto query = session.query(sql::load_ground);
  query.step();
  Ground ground{.side = query.get<int>(0)};
  ground.facts.pulled = read_mark(query, 1);
  if (query.get<std::optional<std::int64_t>>(4)) ground.facts.rules = read_rules(query, 4);
  return ground;
}

// What the copy has of a person, and which of this kiosk's entries ended elsewhere.
struct Known {
  std::optional<PersonRow> person;
  std::optional<Closure> closed;
};

Known load_person(Session& session, int side, PersonNumber number, const Head& head) {
  auto query = session.query(sql::load_person);
  if (!query.bind(side, number).step()) return {};
  PersonRow row{.person = {.user = query.get<UserId>(0),
                           .trainer = query.get<std::optional<TrainerId>>(3),
                           .name = query.get<std::string>(1)},
                .number = number,
                .suspended = query.get<bool>(2),
                .version = query.get<std::int64_t>(4),
                .message = query.get<std::optional<std::string>>(5).value_or(""),
                .portrait = query.get<std::optional<Hash>>(6),
                .memberships = {}};
  auto memberships = session.query(sql::load_memberships);
  memberships.bind(side, row.person.user);
  while (memberships.step()) {
    row.memberships.push_back({.id = memberships.get<MembershipId>(0),
                               .first = memberships.get<Day>(1),
                               .last = memberships.get<Day>(2),
                               .visits_left = memberships.get<std::optional<std::int64_t>>(3),
                               .counted_to = head.seq_of(memberships.get<std::int64_t>(4))});
  }
  std::optional<Closure> closed;
  if (const auto entry = query.get<std::optional<EventId>>(7)) {
    closed = {.entry = *entry, .at = query.get<Instant>(8)};
  }
  return {.person = std::move(row), .closed = closed};
}

bool is_revoked(Session& session, int side, const Credential& credential) {
  const auto& capsule = credential.capsule;
  auto query = session.query(sql::load_revocation);
  query.bind(side, capsule.credential, capsule.issuer, capsule.totp_epoch).step();
  const auto lowest = query.get<std::optional<int>>(0);
  const bool phone_key = capsule.kind == CredentialKind::phone && query.get<bool>(2);
  const bool issuer_key = !credential.typed && query.get<bool>(1);
  return (lowest && capsule.generation < *lowest) || issuer_key || phone_key;
}

std::optional<LastStep> load_last_step(Session& session, CredentialId credential) {
  auto query = session.query(sql::load_last_step);
  if (!query.bind(credential).step()) return std::nullopt;
  return LastStep{.step = query.get<Step>(0), .stamp = read_stamp(query, 1)};
}

// An accepted scan that was not undone.
struct Accepted {
  OwnScan scan;
  CredentialId credential;
  std::optional<Step> step;
  bool is_shift = false;
  bool is_entry = false;
};

// What this kiosk still holds of a person's own, in its order.
struct Own {
  std::vector<Accepted> scans;
  std::optional<LastStep> last_step;  // of the wanted credential
};

Own load_own(Session& session, const FactsQuery& wanted, const Head& head) {
  const auto& capsule = wanted.credential->capsule;
  Own own;
  auto query = session.query(sql::load_own);
  query.bind(capsule.person);
  while (query.step()) {
    const auto stamp = read_stamp(query, 2);
    const auto credential = query.get<CredentialId>(8);
    const auto step = query.get<std::optional<Step>>(9);
    // What was entered late neither tests nor moves the last step.
    if (step && !stamp.entered_late && credential == capsule.credential) {
      own.last_step = {.step = *step, .stamp = stamp};
    }
    const auto kind = query.get<std::string>(10);
    const bool counts = kind != "meal" && !query.get<bool>(12);
    if (!counts || (wanted.up_to && stamp.at > *wanted.up_to)) continue;
    own.scans.push_back({.scan = {.event = query.get<EventId>(1),
                                  .seq = head.seq_of(query.get<std::int64_t>(0)),
                                  .stamp = stamp},
                         .credential = credential,
                         .step = step,
                         .is_shift = kind == "shift",
                         .is_entry = query.get<std::string>(11) == "in"});
  }
  return own;
}

bool is_earlier(const OwnScan& one, const OwnScan& other) {
  return std::pair{one.stamp.at, one.seq} < std::pair{other.stamp.at, other.seq};
}

// Of the wanted scans the last in their own order; or, newer than that one, the one that was
// entered for the latest time. What is entered late itself looks at times alone.
template <class Wanted>
const Accepted* find_last(const std::vector<Accepted>& scans, bool by_time, Wanted wanted) {
  const Accepted* live = nullptr;
  const Accepted* late = nullptr;
  for (const auto& one : scans) {
    if (!wanted(one)) continue;
    if (!by_time && !one.scan.stamp.entered_late) {
      live = &one;
    } else if (late == nullptr || is_earlier(late->scan, one.scan)) {
      late = &one;
    }
  }
  const bool late_counts =
      late != nullptr && (live == nullptr || late->scan.stamp.at > live->scan.stamp.at);
  return late_counts ? late : live;
}

// What the person's own scans say.
void tell_scans(Facts& facts, const std::vector<Accepted>& scans, bool by_time) {
  const auto open = [&](bool shift) -> std::optional<OwnScan> {
    const auto* last = find_last(scans, by_time, [&](auto& one) { return one.is_shift == shift; });
    return last != nullptr && last->is_entry ? std::optional{last->scan} : std::nullopt;
  };
  facts.open_visit = open(false);
  facts.open_shift = open(true);
  const auto* in = find_last(scans, by_time, [](auto& one) { return one.is_entry; });
  if (in != nullptr) facts.last_in = in->scan;
  for (const auto& one : scans) {
    if (one.is_shift) {
      facts.punches.push_back({.event = one.scan.event,
                               .direction = one.is_entry ? Direction::in : Direction::out,
                               .at = one.scan.stamp.at,
                               .kiosk = {},
                               .seq = one.scan.seq});
    } else if (one.is_entry) {
      facts.entries.push_back(one.scan);
    }
  }
}

// What ended elsewhere is open no more. It is known by its event, so no clock can mistake it for an
// entry that came after; at a moment before its end it was open still.
void tell_closure(Facts& facts, const Closure& closed, std::optional<Instant> up_to) {
  if (up_to && closed.at > *up_to) return;
  for (auto* open : {&facts.open_visit, &facts.open_shift}) {
    if (*open && (*open)->event == closed.entry) open->reset();
  }
}

}  // namespace

std::vector<Capsule> load_phones(Session& session, int side, PersonNumber person) {
  std::vector<Capsule> phones;
  auto query = session.query(sql::load_phones);
  query.bind(side, person);
  while (query.step()) {
    phones.push_back({.kind = CredentialKind::phone,
                      .credential = query.get<CredentialId>(0),
                      .person = person,
                      .valid_from = query.get<Day>(2),
                      .valid_until = query.get<Day>(3),
                      .generation = query.get<std::uint8_t>(1)});
  }
  return phones;
}

GymRules load_rules(Session& session, int side) {
  auto query = session.query(sql::load_rules);
  return query.bind(side).step() ? read_rules(query, 0) : GymRules{};
}

Facts load_facts(Session& session, const FactsQuery& query, const Head& head, Instant floor) {
  auto ground = load_ground(session);
  const auto side = ground.side;
  auto facts = std::move(ground.facts);
  facts.floor = floor;
  if (!query.credential) return facts;

  const auto& capsule = query.credential->capsule;
  facts.credential_revoked = is_revoked(session, side, *query.credential);
  auto known = load_person(session, side, capsule.person, head);
  facts.person = std::move(known.person);

  const bool by_time = query.up_to.has_value();
  const auto own = load_own(session, query, head);
  facts.last_step = own.last_step ? own.last_step : load_last_step(session, capsule.credential);
  tell_scans(facts, own.scans, by_time);
  if (known.closed) tell_closure(facts, *known.closed, query.up_to);
  const auto* last = find_last(own.scans, by_time,
                               [&](auto& one) { return one.credential == capsule.credential; });
  if (last != nullptr) {
    facts.last_accepted = {.scan = last->scan, .step = last->step, .is_shift = last->is_shift};
  }
  return facts;
}

}  // namespace fitmate::db::kiosk
