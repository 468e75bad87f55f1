#include "central/services/feed.h"

#include <algorithm>
#include <array>
#include <format>
#include <optional>
#include <utility>

#include "db/central/feed.h"
#include "db/central/kiosks.h"
#include "db/sql/transaction.h"
#include "domain/crypto.h"
#include "sync/limits.h"

namespace fitmate::central::services {
namespace {

using db::central::FeedHead;
using db::sql::Connection;

// Why a copy that stands there cannot go on, if it cannot. From the beginning it always can.
std::optional<std::string> find_break(Connection& connection, const domain::Cursor& cursor,
                                      const FeedHead& head) {
  if (cursor.pos == 0) return std::nullopt;
  if (cursor.feed_epoch != head.feed_epoch) return "the feed has begun anew";
  if (cursor.pos < head.forgotten_pos) return "the cursor is older than what the feed remembers";
  const auto last = db::central::last_pos_of_run(connection, cursor.run, head.pos);
  if (!last) return "the run of the cursor is not known here";
  if (cursor.pos > *last) return "the cursor is beyond what its run gave";
  return std::nullopt;
}

db::central::Asker asker_of(Connection& connection, domain::KioskId kiosk) {
  const auto epoch =
      db::central::find_latest_epoch(connection, kiosk).value_or(db::central::Epoch{});
  return {.kiosk = kiosk, .counted_epoch = epoch.id, .counted_to = epoch.acked};
}

}  // namespace

std::variant<domain::Page, MustRefetch> read_page(Connection& connection, domain::KioskId kiosk,
                                                  const Pull& pull, domain::Instant now) {
  const auto limit = std::clamp<std::int64_t>(pull.limit, 1, sync::limits::page_rows);
  domain::Page page;
  {
    const db::sql::Snapshot snapshot{connection};
    const auto head = db::central::load_head(connection);
    if (auto why = find_break(connection, pull.after, head)) return MustRefetch{std::move(*why)};
    page = {.feed_epoch = head.feed_epoch,
            .run = head.run,
            .from = pull.after.pos,
            .to = head.pos,
            .changes = db::central::load_changes(connection, pull.after.pos, limit,
                                                 asker_of(connection, kiosk)),
            .complete = true,
            .server_time = now,
            .trust_list = {},
            .totp_keys = {}};
  }
  if (std::ssize(page.changes) == limit && page.changes.back().pos < page.to) {
    page.to = page.changes.back().pos;
    page.complete = false;
  }
  db::central::note_pull(connection, kiosk, page.to, pull.nothing_waits, now);
  return page;
}

void begin_run(Connection& connection, domain::Instant now, const domain::Random& random) {
  std::array<std::byte, 8> run{};
  random(run);
  db::sql::Transaction transaction{connection};
  db::central::begin_run(connection, domain::to_hex(run), now);
  transaction.commit();
}

void forget_old_deletions(Connection& connection, domain::Instant now) {
  db::sql::Transaction transaction{connection};
  db::central::forget_deletions(connection, now - tombstones_kept_for);
  transaction.commit();
}

}  // namespace fitmate::central::services
