#include "tests/support/invariants.h"

#include <algorithm>
#include <format>
#include <iterator>
#include <map>
#include <optional>
#include <string_view>

#include "db/sql/database.h"
#include "db/sql/transaction.h"
#include "domain/crypto.h"
#include "firmware/image_file.h"

namespace fitmate::tests {
namespace {

namespace fs = std::filesystem;
using db::sql::Bytes;
using db::sql::Connection;
using Breaches = std::vector<std::string>;

// What the centre has, by event id; what it could not read, by its bytes.
struct Arrived {
  std::map<std::string, std::string> inbox;
  std::map<std::string, std::string> quarantine;
  std::multiset<std::string> unread;

  bool has(const std::string& event, const std::string& bytes) const {
    return inbox.contains(event) || quarantine.contains(event) || unread.contains(bytes);
  }
};

std::string text_of(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// As the kiosk keeps ids, and as everybody else writes them.
std::string id_text(const Bytes& bytes) {
  domain::Uuid id;
  std::ranges::copy(bytes, id.bytes.begin());
  return domain::to_text(id);
}

Arrived load_arrived(Connection& centre, Breaches& breaches) {
  Arrived arrived;
  for (const auto& row : centre.query("select event_id, body from sync_inbox")) {
    const auto event = domain::to_text(row.get<domain::Uuid>(0));
    if (!arrived.inbox.emplace(event, row.get<std::string>(1)).second) {
      breaches.push_back("5: twice in the inbox: " + event);
    }
  }
  for (const auto& row :
       centre.query("select event_id, body from sync_quarantine where settled_at is null")) {
    const auto body = text_of(row.get<Bytes>(1));
    const auto id = row.get<std::optional<domain::Uuid>>(0);
    if (!id) {
      arrived.unread.insert(body);
      continue;
    }
    const auto event = domain::to_text(*id);
    if (!arrived.quarantine.emplace(event, body).second || arrived.inbox.contains(event)) {
      breaches.push_back("5: set aside and there again: " + event);
    }
  }
  return arrived;
}

// 1, 3, 4, 8, 11: the outbox without holes, its chain whole, and all of it at the centre unchanged.
void check_outbox(Connection& kiosk, const QuietKiosk& quiet, const Arrived& arrived,
                  Breaches& breaches) {
  const auto name = quiet.folder.filename().string();
  std::optional<std::int64_t> last;
  std::string chain;
  for (const auto& row :
       kiosk.query("select position, event_id, prev_chain, event from outbox order by position")) {
    const auto position = row.get<std::int64_t>(0);
    const auto event = id_text(row.get<Bytes>(1));
    const auto before = row.get<Bytes>(2);
    const auto bytes = row.get<std::string>(3);
    if (last && position != *last + 1) {
      breaches.push_back(std::format("3: {} has a hole before {}", name, position));
    }
    if (last && text_of(before) != chain) {
      breaches.push_back(std::format("3: {} has another chain before {}", name, position));
    }
    last = position;
    const auto link = domain::blake2b_256({before, domain::as_bytes(bytes)});
    chain = text_of({link.begin(), link.end()});
    if (!arrived.has(event, bytes)) {
      breaches.push_back(std::format("4: {} recorded {}, and the centre has it not", name, event));
    }
    const auto there = arrived.inbox.find(event);
    const auto aside = arrived.quarantine.find(event);
    if ((there != arrived.inbox.end() && there->second != bytes) ||
        (aside != arrived.quarantine.end() && aside->second != bytes)) {
      breaches.push_back(std::format("11: {} came with other bytes: {}", name, event));
    }
  }
  const auto head = kiosk.query_one(
      "select max(starts_after, coalesce((select max(position) from outbox), 0)),"
      " (select coalesce(max(position), 0) from acks) from epochs order by number desc limit 1");
  if (head.value().get<std::int64_t>(0) != head.value().get<std::int64_t>(1)) {
    breaches.push_back(std::format("4: {} still has events to push", name));
  }
}

// 1: what was shown is durable, and so it is at the centre now.
void check_printed(const QuietKiosk& quiet, const Arrived& arrived, Breaches& breaches) {
  for (const auto& event : quiet.printed) {
    if (arrived.inbox.contains(event) || arrived.quarantine.contains(event)) continue;
    breaches.push_back(std::format("1: {} printed {}, and it is nowhere",
                                   quiet.folder.filename().string(), event));
  }
}

std::multiset<std::string> lines_of(Connection& connection, std::string_view sql) {
  std::multiset<std::string> lines;
  for (const auto& row : connection.query(sql)) {
    std::string line;
    for (const auto& value : row.values()) {
      if (const auto* text = std::get_if<std::string>(&value)) {
        line += *text;
      } else if (!std::holds_alternative<std::monostate>(value)) {
        line += std::to_string(db::sql::read_integer(value, "a column"));
      }
      line += '|';
    }
    lines.insert(line);
  }
  return lines;
}

// 15: the copy that the door reads is the centre's, row by row.
void check_copy(Connection& kiosk, Connection& centre, const std::string& name,
                Breaches& breaches) {
  const auto compare = [&](std::string_view what, std::string_view here, std::string_view there) {
    const auto copied = lines_of(kiosk, here);
    const auto true_ones = lines_of(centre, there);
    std::vector<std::string> apart;
    std::ranges::set_symmetric_difference(copied, true_ones, std::back_inserter(apart));
    if (apart.empty()) return;
    breaches.push_back(std::format("15: {} {} {} of the {} {}", name,
                                   copied.contains(apart.front()) ? "alone has" : "lacks",
                                   apart.front(), apart.size(), what));
  };
  compare("people",
          "select key, number, name, suspended from people"
          " where side = (select side from replica)",
          "select id, person_number, name, suspended from users");
  compare("closures",
          "select key, lower(hex(closed_entry)) from people"
          " where side = (select side from replica) and closed_entry is not null",
          "select c.user_id, replace(cast(c.entry_event_id as text), '-', '') from closures c"
          " left join trainers t on t.user_id = c.user_id"
          " where c.is_shift = (t.id is not null) and c.kiosk_id = " +
              std::to_string(
                  kiosk.query_one("select kiosk_id from link").value().get<std::int64_t>(0)));
  compare("memberships",
          "select key, user_id, visits_left from memberships"
          " where side = (select side from replica)",
          "select id, user_id, visits_total - visits_used from memberships where ended_at is null");
  compare("credentials",
          "select key, generation, revoked from credentials"
          " where side = (select side from replica)",
          "select id, generation, case when revoked_at is null then 0 else 1 end from credentials"
          " where kind = 0 or generation > 1 or revoked_at is not null");
}

// 25: the centre has the photos that it said to have.
void check_stored_photos(Connection& kiosk, Connection& centre, const std::string& name,
                         Breaches& breaches) {
  for (const auto& row : kiosk.query("select sha256, state from photos")) {
    const auto sha256 = domain::to_hex(row.get<Bytes>(0));
    const auto state = row.get<std::string>(1);
    if (state == "waiting") {
      breaches.push_back(std::format("4: {} still has photo {} to send", name, sha256));
    }
    const auto missing = centre.query_one(
        "select count(*) from nutrition_photos where sha256 = $1 and stored_at is null"
        " and nutrition_log_id is not null",
        sha256);
    if (state == "stored" && missing.value().get<std::int64_t>(0) > 0) {
      breaches.push_back(std::format("25: photo {} of {} is not there", sha256, name));
    }
  }
}

// 2 and 9 at the centre: what counts is derived, once, and nothing else is.
void check_derived(Connection& centre, Breaches& breaches) {
  const auto none = [&](std::string_view sql, std::string_view what) {
    const auto found = centre.query_one(sql).value().get<std::int64_t>(0);
    if (found != 0) breaches.push_back(std::format("2: {} {}", found, what));
  };
  none(
      "select count(*) from sync_inbox e where type = 'checked_in' and annulled_by is null"
      " and user_id is not null"
      " and not exists (select 1 from attendance a where a.entry_event_id = e.event_id)",
      "entries made no visit");
  none(
      "select count(*) from attendance a where not exists (select 1 from sync_inbox e"
      " where e.event_id = a.entry_event_id and e.annulled_by is null)",
      "visits are of no entry that counts");
  none(
      "select count(*) from sync_inbox e where type = 'meal_photographed' and annulled_by is null"
      " and user_id is not null"
      " and not exists (select 1 from nutrition_logs l where l.event_id = e.event_id)",
      "meals made no row");
  none(
      "select count(*) from nutrition_logs l where event_id is not null and not exists"
      " (select 1 from sync_inbox e where e.event_id = l.event_id and e.annulled_by is null)",
      "rows are of no meal that counts");
  none(
      "select count(*) from sync_inbox e join sync_inbox later"
      " on later.kiosk_id = e.kiosk_id and later.store_epoch = e.store_epoch"
      " and later.seq = e.seq + 1"
      " where e.time_quality <> 'entered' and later.time_quality <> 'entered'"
      " and later.effective_at < e.effective_at",
      "events are before the one that they follow (23)");
}

// 26: every file under a final name is a whole picture that a row names, and every row's is there.
void check_uploads(Connection& centre, const fs::path& uploads, Breaches& breaches) {
  std::set<std::string> named;
  for (const auto& row :
       centre.query("select file from nutrition_photos where stored_at is not null")) {
    named.insert(row.get<std::string>(0));
  }
  std::set<std::string> there;
  if (fs::exists(uploads)) {
    for (const auto& entry : fs::directory_iterator{uploads}) {
      if (entry.path().extension() != ".jpg") continue;
      there.insert(entry.path().filename());
      const auto bytes = firmware::load_bytes(entry.path());
      if (!bytes || !firmware::decode_photo(*bytes)) {
        breaches.push_back("26: no whole picture: " + entry.path().filename().string());
      }
    }
  }
  for (const auto& file : named) {
    if (!there.contains(file))
      breaches.push_back("26: a row names a file that is not there: " + file);
  }
  for (const auto& file : there) {
    const auto awaited =
        centre.query_one("select count(*) from nutrition_photos where file = $1", file);
    if (awaited.value().get<std::int64_t>(0) == 0) {
      breaches.push_back("26: no row names " + file);
    }
  }
}

}  // namespace

std::vector<std::string> find_breaches(Connection& centre, const fs::path& uploads,
                                       std::span<const QuietKiosk> kiosks) {
  Breaches breaches;
  const auto arrived = load_arrived(centre, breaches);
  for (const auto& quiet : kiosks) {
    const auto kiosk = db::sql::open_database("sqlite:///" + (quiet.folder / "kiosk.db").string())
                           .value()
                           .connect();
    const db::sql::Snapshot snapshot{*kiosk};
    check_outbox(*kiosk, quiet, arrived, breaches);
    check_printed(quiet, arrived, breaches);
    const auto name = quiet.folder.filename().string();
    if (quiet.is_complete) check_copy(*kiosk, centre, name, breaches);
    if (quiet.is_complete) check_stored_photos(*kiosk, centre, name, breaches);
  }
  check_derived(centre, breaches);
  check_uploads(centre, uploads, breaches);
  return breaches;
}

}  // namespace fitmate::tests
