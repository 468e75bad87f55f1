#include "db/kiosk/replica.h"

#include <array>
#include <format>
#include <limits>
#include <stdexcept>

#include "db/kiosk/clock_row.h"
#include "db/kiosk/reference_tables.h"
#include "db/kiosk/replica.sql.h"
#include "domain/trust_list.h"

namespace fitmate::db::kiosk {
namespace {

using namespace domain;
using Shadow = Replica::Shadow;

// Rows that are copied or dropped within the 20 ms that the line may hold the writers' lock.
constexpr std::int64_t part_rows = 500;
constexpr auto lowest_key = std::numeric_limits<std::int64_t>::min();

constexpr std::array<std::string_view, 5> shadow_names{"empty", "dirty", "copying", "copied",
                                                       "filling"};

Shadow parse_shadow(std::string_view text) {
  for (std::size_t i = 0; i < shadow_names.size(); ++i) {
    if (shadow_names.at(i) == text) return static_cast<Shadow>(i);
  }
  throw std::runtime_error("the kiosk's database holds an unknown state of the pulled copy");
}

void save_shadow(Session& session, Shadow shadow, std::size_t table = 0,
                 std::int64_t after = lowest_key) {
  session.run(replica_sql::save_shadow, shadow_names.at(static_cast<std::size_t>(shadow)),
              static_cast<std::int64_t>(table), after);
}

void apply_trust_list(Session& session, std::string_view text) {
  auto query = session.query(replica_sql::load_trust);
  query.step();
  const auto [root, known, version] =
      query.row<std::optional<PublicKey>, std::string, std::int64_t>();
  if (text == known) {
    save_trouble(session, "trust_list", "");
    return;
  }
  const auto list = root ? parse_trust_list(text, *root)
                         : Result<TrustList, std::string>{std::unexpected("there is no root key")};
  if (!list) {
    save_trouble(session, "trust_list",
                 "the centre sends keys that cannot be believed: " + list.error());
  } else if (list->version < version) {
    save_trouble(session, "trust_list",
                 std::format("the centre sends older keys (version {}) than this kiosk knows "
                             "(version {}): was it restored from a backup? Rotate the issuer key",
                             list->version, version));
  } else {
    session.run(replica_sql::save_trust, text, list->version);
    save_trouble(session, "trust_list", "");
  }
}

Cursor cursor_after(const Page& page) {
  return {.feed_epoch = page.feed_epoch, .run = page.run, .pos = page.to};
}

void apply_changes(Session& session, int side, const Page& page) {
  for (const auto& change : page.changes) apply_change(session, side, change, page.server_time);
}

void mark_complete(Session& session, const Page& page, const ClockMarks& clock) {
  const auto cursor = cursor_after(page);
  session.run(replica_sql::save_cursor, cursor.feed_epoch, cursor.run, cursor.pos);
  const auto mark = clock.server.value_or(TimeMark{.at = page.server_time});
  session.run(replica_sql::save_pulled, mark.at, mark.boot_id, mark.since_boot, page.server_time);
}

// The other side holds what the page follows on.
void fill_shadow(Session& session, const Replica& replica, const Page& page,
                 const ClockMarks& clock) {
  apply_changes(session, replica.other_side(), page);
  if (page.complete) {
    session.run(replica_sql::switch_side);
    mark_complete(session, page, clock);
    return;
  }
  const auto cursor = cursor_after(page);
  session.run(replica_sql::save_shadow_cursor, cursor.feed_epoch, cursor.run, cursor.pos,
              page.server_time);
}

bool follows(const Page& page, const Cursor& cursor) {
  return !cursor.feed_epoch.empty() && page.feed_epoch == cursor.feed_epoch &&
         page.from == cursor.pos;
}

void apply_rows(Session& session, const Page& page, const ClockMarks& clock) {
  const auto replica = load_replica(session);
  if (replica.shadow == Shadow::filling && follows(page, replica.shadow_cursor)) {
    fill_shadow(session, replica, page, clock);
  } else if (follows(page, replica.cursor) && page.complete) {
    apply_changes(session, replica.side, page);
    // A copy of the rows as they were is of no use any more.
    if (replica.shadow != Shadow::empty) session.run(replica_sql::end_shadow);
    mark_complete(session, page, clock);
  } else if (follows(page, replica.cursor)) {
    if (replica.shadow == Shadow::filling) session.run(replica_sql::end_shadow);
    while (prepare_shadow(session)) continue;
    fill_shadow(session, replica, page, clock);
  } else if (page.from == 0) {
    if (replica.shadow != Shadow::empty) session.run(replica_sql::end_shadow);
    while (clear_shadow(session)) continue;
    fill_shadow(session, replica, page, clock);
  } else {
    throw std::logic_error(
        std::format("the page from {} does not follow on what was pulled", page.from));
  }
}

}  // namespace

Replica load_replica(Session& session) {
  auto query = session.query(replica_sql::load_replica);
  query.step();
  return {.side = query.get<int>(0),
          .cursor = {.feed_epoch = query.get<std::string>(1),
                     .run = query.get<std::string>(2),
                     .pos = query.get<std::int64_t>(3)},
          .shadow = parse_shadow(query.get<std::string>(4)),
          .shadow_cursor = {.feed_epoch = query.get<std::string>(5),
                            .run = query.get<std::string>(6),
                            .pos = query.get<std::int64_t>(7)},
          .copy_table = static_cast<std::size_t>(query.get<std::int64_t>(8)),
          .copy_after = query.get<std::int64_t>(9),
          .complete = read_mark(query, 11),
          .last_page = query.get<std::optional<Instant>>(10)};
}

void apply_page(Session& session, const Page& page, const ClockMarks& clock) {
  apply_trust_list(session, page.trust_list);
  if (!page.totp_keys.empty() && page.totp_keys != load_totp_keys(session)) {
    save_totp_keys(session, page.totp_keys);
  }
  apply_rows(session, page, clock);
}

bool prepare_shadow(Session& session) {
  const auto replica = load_replica(session);
  switch (replica.shadow) {
    case Shadow::filling:
    case Shadow::copied:
      return false;
    case Shadow::dirty:
      return clear_shadow(session) || !replica.cursor.feed_epoch.empty();
    case Shadow::empty:
      if (replica.cursor.feed_epoch.empty()) return false;
      save_shadow(session, Shadow::copying);
      return true;
    case Shadow::copying:
      break;
  }
  const auto last =
      copy_part(session, replica.side, replica.copy_table, replica.copy_after, part_rows);
  if (last) {
    save_shadow(session, Shadow::copying, replica.copy_table, *last);
    return true;
  }
  const bool all = replica.copy_table + 1 == reference_tables;
  save_shadow(session, all ? Shadow::copied : Shadow::copying, all ? 0 : replica.copy_table + 1);
  return !all;
}

void begin_refetch(Session& session) {
  session.run(replica_sql::save_cursor, "", "", 0);
  session.run(replica_sql::end_shadow);
}

bool clear_shadow(Session& session) {
  const auto replica = load_replica(session);
  if (replica.shadow != Shadow::dirty) return false;
  if (clear_part(session, replica.other_side(), part_rows) > 0) return true;
  save_shadow(session, Shadow::empty);
  return false;
}

void wipe_replica(Session& session) {
  for (const int side : {0, 1}) {
    while (clear_part(session, side, part_rows) > 0) continue;
  }
  session.run(replica_sql::end_shadow);
  session.run(replica_sql::save_cursor, "", "", 0);
  session.run(replica_sql::forget_pulled);
  session.run(replica_sql::drop_totp_keys);
}

void save_totp_keys(Session& session, const std::map<std::uint8_t, TotpKey>& keys) {
  session.run(replica_sql::drop_totp_keys);
  for (const auto& [epoch, key] : keys) session.run(replica_sql::add_totp_key, epoch, key);
}

std::map<std::uint8_t, TotpKey> load_totp_keys(Session& session) {
  std::map<std::uint8_t, TotpKey> keys;
  auto query = session.query(replica_sql::load_totp_keys);
  while (query.step()) keys[query.get<std::uint8_t>(0)] = query.get<TotpKey>(1);
  return keys;
}

void save_trouble(Session& session, std::string_view source, std::string_view text) {
  if (text.empty()) {
    session.run(replica_sql::drop_trouble, source);
  } else {
    session.run(replica_sql::put_trouble, source, text);
  }
}

}  // namespace fitmate::db::kiosk
