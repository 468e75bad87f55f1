#include "db/kiosk/facts.h"

#include <stdexcept>
#include <utility>
#include <vector>

#include "db/kiosk/clock_row.h"
#include "db/kiosk/facts.sql.h"
#include "db/kiosk/replica.h"
#include "domain/event_text.h"

namespace fitmate::db::kiosk {
namespace {

using namespace domain;
namespace sql = facts_sql;
// The six columns of a stamp, from `column` on.
Stamp read_stamp(Query& row, int column) {
  return {.at = row.get<Instant>(column),
          .wall = row.get<Instant>(column + 1),
          .boot_id = row.get<Uuid>(column + 2),
          .since_boot = row.get<std::chrono::milliseconds>(column + 3),
          .clock_state = static_cast<ClockState>(row.get<int>(column + 4)),
          .entered_late = row.get<bool>(column + 5)};
}

std::optional<PersonRow> load_person(Session& session, int side, PersonNumber number,
                                     const Head& head) {
  auto query = session.query(sql::load_person);
  if (!query.bind(side, number).step()) return std::nullopt;
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
  return row;
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

Event load_event(Session& session, std::int64_t position) {
  auto query = session.query(sql::load_event);
  query.bind(position).step();
  auto event = parse_event(query.get<std::string>(0));
  if (!event) throw std::runtime_error("an event of this kiosk cannot be read: " + event.error());
  return std::move(*event);
}

// An accepted scan that was not undone.
struct Accepted {
  std::int64_t position = 0;
  OwnScan scan;
  CredentialId credential;
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
    const auto position = query.get<std::int64_t>(0);
    const auto stamp = read_stamp(query, 2);
    const auto credential = query.get<CredentialId>(8);
    const auto step = query.get<std::optional<Step>>(9);
    if (step && credential == capsule.credential) own.last_step = {.step = *step, .stamp = stamp};
    const auto kind = query.get<std::string>(10);
    const bool counts = kind != "meal" && !query.get<bool>(12);
    if (!counts || (wanted.up_to && stamp.at > *wanted.up_to)) continue;
    own.scans.push_back(
        {.position = position,
         .scan = {.event = query.get<EventId>(1), .seq = head.seq_of(position), .stamp = stamp},
         .credential = credential,
         .is_shift = kind == "shift",
         .is_entry = query.get<std::string>(11) == "in"});
  }
  return own;
}

bool is_earlier(const Accepted& one, const Accepted& other) {
  return std::pair{one.scan.stamp.at, one.position} <
         std::pair{other.scan.stamp.at, other.position};
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
    } else if (late == nullptr || is_earlier(*late, one)) {
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
  if (!query.bind(side).step()) return {};
  return {.version = query.get<std::int64_t>(0),
          .already_in = query.get<std::chrono::minutes>(1),
          .visit_closes = query.get<std::chrono::hours>(2),
          .shift_closes = query.get<std::chrono::hours>(3),
          .member_again = query.get<std::chrono::seconds>(4),
          .trainer_again = query.get<std::chrono::seconds>(5),
          .grace = query.get<std::chrono::days>(6),
          .expiring = query.get<std::chrono::days>(7),
          .stale_warns = query.get<std::chrono::hours>(8),
          .stale_refuses = query.get<std::chrono::hours>(9),
          .clock_unsure = query.get<std::chrono::hours>(10),
          .visits_per_day = query.get<bool>(11)};
}

Facts load_facts(Session& session, const FactsQuery& query, const Head& head) {
  const auto replica = load_replica(session);
  Facts facts{.rules = load_rules(session, replica.side),
              .pulled = replica.complete,
              .floor = load_clock(session).floor.at};
  if (!query.credential) return facts;

  const auto& capsule = query.credential->capsule;
  facts.credential_revoked = is_revoked(session, replica.side, *query.credential);
  facts.person = load_person(session, replica.side, capsule.person, head);

  const bool by_time = query.up_to.has_value();
  const auto own = load_own(session, query, head);
  facts.last_step = own.last_step ? own.last_step : load_last_step(session, capsule.credential);
  tell_scans(facts, own.scans, by_time);
  const auto* last = find_last(own.scans, by_time,
                               [&](auto& one) { return one.credential == capsule.credential; });
  if (last != nullptr) facts.last_accepted = load_event(session, last->position);
  return facts;
}

}  // namespace fitmate::db::kiosk
