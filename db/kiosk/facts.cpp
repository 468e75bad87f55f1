#include "db/kiosk/facts.h"

#include <stdexcept>

#include "db/kiosk/clock_row.h"
#include "db/kiosk/facts.sql.h"
#include "db/kiosk/journal.h"
#include "db/kiosk/replica.h"
#include "domain/event_text.h"

namespace fitmate::db::kiosk {
namespace {

using namespace domain;
namespace sql = facts_sql;
using Text = std::optional<std::string_view>;

// More than anybody makes, and few enough to be read at each scan.
constexpr int punches_of_a_week = 200;

// The six columns of a stamp, from `column` on.
Stamp read_stamp(Query& row, int column) {
  return {.at = row.get<Instant>(column),
          .wall = row.get<Instant>(column + 1),
          .boot_id = row.get<Uuid>(column + 2),
          .since_boot = row.get<std::chrono::milliseconds>(column + 3),
          .clock_state = static_cast<ClockState>(row.get<int>(column + 4)),
          .entered_late = row.get<bool>(column + 5)};
}

OwnScan read_own_scan(Query& row, const Head& head) {
  return {.event = row.get<EventId>(1),
          .seq = head.seq_of(row.get<std::int64_t>(0)),
          .stamp = read_stamp(row, 2)};
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

bool is_scope_revoked(Session& session, int side, std::string_view scope, std::uint8_t value) {
  auto query = session.query(sql::is_scope_revoked);
  query.bind(side, scope, value).step();
  return query.get<bool>(0);
}

bool is_revoked(Session& session, int side, const Credential& credential) {
  const auto& capsule = credential.capsule;
  auto query = session.query(sql::credential_generation);
  query.bind(side, capsule.credential).step();
  const auto lowest = query.get<std::optional<int>>(0);
  if (lowest && capsule.generation < *lowest) return true;
  if (!credential.typed && is_scope_revoked(session, side, "issuer", capsule.issuer)) return true;
  return capsule.kind == CredentialKind::phone &&
         is_scope_revoked(session, side, "totp_epoch", capsule.totp_epoch);
}

std::optional<LastStep> load_last_step(Session& session, CredentialId credential) {
  auto query = session.query(sql::load_last_step);
  if (!query.bind(credential).step()) return std::nullopt;
  return LastStep{.step = query.get<Step>(0), .stamp = read_stamp(query, 1)};
}

Event read_event(Query& row) {
  auto event = parse_event(row.get<std::string>(0));
  if (!event) throw std::runtime_error("an event of this kiosk cannot be read: " + event.error());
  return std::move(*event);
}

std::optional<Event> load_last_accepted(Session& session, CredentialId credential,
                                        std::optional<Instant> up_to) {
  if (up_to) {
    auto query = session.query(sql::last_accepted_up_to);
    return query.bind(credential, *up_to).step() ? std::optional{read_event(query)} : std::nullopt;
  }
  auto query = session.query(sql::last_accepted);
  return query.bind(credential).step() ? std::optional{read_event(query)} : std::nullopt;
}

// The own scans of one person.
struct OwnScans {
  Session& session;
  PersonNumber number;
  std::optional<Instant> up_to;
  const Head& head;

  std::optional<OwnScan> last(Text kind, Text direction) const {
    return find(kind, direction, [](std::string_view) { return true; });
  }
  // The last of its kind, if it was an entry.
  std::optional<OwnScan> open(Text kind) const {
    return find(kind, std::nullopt, [](std::string_view direction) { return direction == "in"; });
  }
  std::vector<OwnScan> entries() const {
    std::vector<OwnScan> found;
    auto query = session.query(sql::load_entries);
    query.bind(number, up_to);
    while (query.step()) found.push_back(read_own_scan(query, head));
    return found;
  }
  // In no order.
  std::vector<Passage> punches() const {
    std::vector<Passage> found;
    auto query = session.query(sql::load_punches);
    query.bind(number, up_to, punches_of_a_week);
    while (query.step()) {
      found.push_back(
          {.event = query.get<EventId>(1),
           .direction = query.get<std::string>(3) == "in" ? Direction::in : Direction::out,
           .at = query.get<Instant>(2),
           .kiosk = {},
           .seq = head.seq_of(query.get<std::int64_t>(0))});
    }
    return found;
  }

 private:
  template <class Wanted>
  std::optional<OwnScan> find(Text kind, Text direction, Wanted wanted) const {
    auto query = session.query(up_to ? sql::last_scan_up_to : sql::last_scan);
    if (up_to) {
      query.bind(number, kind, direction, *up_to);
    } else {
      query.bind(number, kind, direction);
    }
    if (!query.step() || !wanted(query.get<std::string>(8))) return std::nullopt;
    return read_own_scan(query, head);
  }
};

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

Facts load_facts(Session& session, const FactsQuery& query) {
  const auto head = load_head(session);
  const auto side = load_replica(session).side;
  Facts facts{.rules = load_rules(session, side),
              .pulled = load_pulled(session).complete,
              .floor = load_clock(session).floor.at};
  if (!query.credential) return facts;

  const auto& capsule = query.credential->capsule;
  facts.credential_revoked = is_revoked(session, side, *query.credential);
  facts.last_step = load_last_step(session, capsule.credential);
  facts.last_accepted = load_last_accepted(session, capsule.credential, query.up_to);
  facts.person = load_person(session, side, capsule.person, head);

  const OwnScans mine{session, capsule.person, query.up_to, head};
  facts.open_visit = mine.open("visit");
  facts.open_shift = mine.open("shift");
  facts.last_in = mine.last(std::nullopt, "in");
  facts.entries = mine.entries();
  if (facts.person && facts.person->person.trainer) facts.punches = mine.punches();
  return facts;
}

}  // namespace fitmate::db::kiosk
