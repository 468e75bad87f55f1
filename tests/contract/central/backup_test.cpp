#include "central/services/backup.h"

#include <algorithm>
#include <filesystem>
#include <format>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <sys/stat.h>

#include "central/services/backup_file.h"
#include "central/services/demo.h"
#include "central/services/ingest.h"
#include "central/services/keys.h"
#include "central/services/setup.h"
#include "db/central/feed.h"
#include "db/central/table_copy.h"
#include "db/sql/transaction.h"
#include "tests/support/centre.h"
#include "tests/support/temp_folder.h"

namespace fitmate::tests {
namespace {

namespace fs = std::filesystem;
using central::services::BackupFile;
using central::services::BackupHead;
using central::services::BackupRecord;
using central::services::BackupRow;
using central::services::BackupTable;
using central::services::BackupWriter;
using central::services::make_backup;
using central::services::restore_backup;
using central::services::RestoreOptions;
using db::sql::Engine;
using db::sql::Value;

const domain::Instant now = *domain::parse_instant("2026-03-02T12:00:00Z");
constexpr std::string_view upload = "user_1_00112233445566778899aabbccddeeff.jpg";
const auto tell_nobody = [](std::string_view) {};

std::string load(const fs::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

void save(const fs::path& file, std::string_view bytes) {
  std::ofstream{file, std::ios::binary} << bytes;
}

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  if (!fs::exists(folder)) return names;
  for (const auto& entry : fs::directory_iterator{folder}) names.insert(entry.path().filename());
  return names;
}

// A database and its two folders.
struct Place {
  explicit Place(Engine engine)
      : database{engine},
        connection{database.connect()},
        folders{.keys = folder.path() / "keys", .uploads = folder.path() / "uploads"} {}

  // With demo people, a trainer's shift, visits, a picture, and keys.
  void fill() {
    const auto made = central::services::set_up(
        *connection, {.key_dir = folders.keys, .gym_timezone = "Europe/Vienna"}, now, random);
    REQUIRE(made.has_value());
    const auto gym = db::central::load_gym(*connection).value();
    const auto demo = central::services::load_demo(*connection, gym, {.members = 60}, now, random,
                                                   [](std::int64_t) {});
    const domain::Hash key{std::byte{1}};
    connection->execute(
        "insert into kiosks (id, name, public_key, token_hash, enrolled_at)"
        " values (7, 'door', $1, $1, $2)",
        std::span{key}, now);
    FakeKiosk door{{7}};
    const auto member = demo.members.front().user;
    door.record(check_in_of(member));
    door.since_boot += std::chrono::minutes{90};
    door.record(check_in_of(member));
    door.record(domain::ShiftStarted{scan_of(demo.trainers.front().user), false});
    const auto taken =
        central::services::take_push(*connection, door.id(), door.push(), door.now());
    REQUIRE(std::holds_alternative<sync::PushAnswer>(taken));
    connection->execute("update users set avatar_url = $1 where id = 1",
                        std::format("/profile_uploads/{}", upload));
    connection->execute(
        "insert into admin_sessions (id, user_id, ip_address, login_time)"
        " values ('00000000-0000-0000-0000-00000000000a', 1, '::1', $1)",
        now);
    fs::create_directories(folders.uploads);
    save(folders.uploads / upload, std::string{"a picture\0 of bytes \xff", 20});
    save(folders.uploads / std::format("{}.half", upload), "is not whole yet");
  }
  domain::Scan scan_of(domain::UserId user) {
    auto scan = accepted(user);
    const auto row =
        connection->query_one("select person_number from users where id = $1", user).value();
    scan.code->person_number = row.get<domain::PersonNumber>(0);
    return scan;
  }
  domain::CheckedIn check_in_of(domain::UserId user) { return {scan_of(user)}; }

  auto backup(const fs::path& file,
              const central::services::BackupProgress& progress = tell_nobody) {
    return make_backup(*connection, folders, file, now, progress);
  }
  auto restore(const fs::path& file, const RestoreOptions& options = {}) {
    return restore_backup(*connection, folders, file, options, now, random, tell_nobody);
  }
  central::services::Keys keys() const {
    return central::services::load_keys(folders.keys).value();
  }
  // Nothing at all is here.
  bool is_empty() {
    return db::central::schema_version(*connection) == 0 && names_in(folders.uploads).empty() &&
           names_in(folders.keys).empty();
  }

  TempFolder folder;
  FreshDatabase database;
  std::unique_ptr<db::sql::Connection> connection;
  central::services::CentreFolders folders;
  domain::Random random = domain::system_random();
};

// Every row of every table, as engines do not differ in it; the feed's identity apart.
std::map<std::string, std::multiset<std::string>> rows_of(db::sql::Connection& connection) {
  const db::sql::Snapshot snapshot{connection};
  std::map<std::string, std::multiset<std::string>> rows;
  for (const auto table : db::central::stored_tables()) {
    auto columns = db::central::load_columns(connection, table);
    std::ranges::sort(columns);
    std::erase(columns, "feed_epoch");
    db::central::read_rows(connection, table, columns, [&](std::span<const Value> values) {
      std::string line;
      for (std::size_t i = 0; i < values.size(); ++i) {
        line += columns[i] + "=";
        if (const auto* bytes = std::get_if<db::sql::Bytes>(&values[i])) {
          line += domain::to_hex(*bytes);
        } else if (const auto* text = std::get_if<std::string>(&values[i])) {
          line += *text;
        } else if (!std::holds_alternative<std::monostate>(values[i])) {
          line += std::format("{}", db::sql::read_number(values[i], columns[i]));
        }
        line += ' ';
      }
      rows[std::string{table}].insert(std::move(line));
    });
  }
  return rows;
}

std::vector<BackupRecord> records_of(const fs::path& file) {
  std::vector<BackupRecord> records;
  const auto read = central::services::read_backup(
      file, [&](BackupRecord record) { records.push_back(std::move(record)); });
  REQUIRE(read.has_value());
  return records;
}

void write(const fs::path& file, const std::vector<BackupRecord>& records) {
  BackupWriter writer{file};
  for (const auto& record : records) writer.add(record);
  writer.finish();
}

Engine each_engine() {
  return GENERATE(Engine::sqlite, Engine::postgres);
}

}  // namespace

TEST_CASE("what a backup copies is every table of the schema, each with its columns") {
  Place place{each_engine()};
  place.fill();
  const bool is_postgres = place.connection->engine() == Engine::postgres;
  std::set<std::string> there;
  for (const auto& row : place.connection->query(
           is_postgres ? "select tablename::text as name from pg_tables where schemaname = 'public'"
                       : "select name from sqlite_schema where type = 'table'"
                         " and name not like 'sqlite_%'")) {
    there.insert(row.get<std::string>("name"));
  }
  there.erase("schema_migrations");
  const auto stored = db::central::stored_tables();
  CHECK(there == std::set<std::string>{stored.begin(), stored.end()});
  for (const auto table : stored) {
    CAPTURE(table);
    CHECK(!db::central::load_columns(*place.connection, table).empty());
  }
}

TEST_CASE("a backup brought back into either engine is the same centre, row by row") {
  Place from{each_engine()};
  from.fill();
  const auto file = from.folder.path() / "gym.backup";
  const auto count = from.backup(file);
  REQUIRE(count.has_value());
  CHECK(count->uploads == 1);
  struct stat status{};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0600U);
  CHECK(names_in(from.folder.path()) == std::set<std::string>{"gym.backup", "keys", "uploads"});

  Place to{each_engine()};
  const auto restored = to.restore(file);
  REQUIRE(restored.has_value());
  CHECK(restored->made_at == now);
  CHECK(restored->count == *count);
  const auto rows = rows_of(*from.connection);
  CHECK(rows_of(*to.connection) == rows);
  CHECK(rows.at("users").size() > 60);
  CHECK(rows.at("attendance").size() == 2);
  CHECK(rows.at("trainer_attendance").size() == 1);
  CHECK(rows.at("sync_feed").size() > 60);
  CHECK(load(to.folders.uploads / upload) == load(from.folders.uploads / upload));
  CHECK(names_in(to.folders.uploads).size() == 1);
  CHECK(to.keys() == from.keys());
}

TEST_CASE("a centre that was brought back goes on: new ids, a new feed, and its changes in it") {
  Place from{each_engine()};
  from.fill();
  const auto file = from.folder.path() / "gym.backup";
  REQUIRE(from.backup(file).has_value());
  const auto head = db::central::load_head(*from.connection);

  Place to{each_engine()};
  REQUIRE(to.restore(file).has_value());
  const auto before = db::central::load_head(*to.connection);
  CHECK(before.feed_epoch != head.feed_epoch);
  CHECK(before.pos == head.pos);
  to.connection->execute(
      "insert into users (email, name, role, person_number, created_at)"
      " values ('new@example.com', 'New', 'TRAINEE', 4294967295, $1)",
      now);
  const auto newest =
      to.connection->query_one("select max(id), count(*) from users").value().get<std::int64_t>(0);
  const auto oldest = from.connection->query_one("select max(id) from users").value();
  CHECK(newest == oldest.get<std::int64_t>(0) + 1);
  CHECK(db::central::load_head(*to.connection).pos == head.pos + 1);
}

TEST_CASE("a restore refuses a database that is not empty, unless it is told to give it up") {
  Place from{Engine::sqlite};
  from.fill();
  const auto file = from.folder.path() / "gym.backup";
  REQUIRE(from.backup(file).has_value());
  Place to{each_engine()};
  to.fill();
  to.connection->execute("delete from users where id = 3");
  const auto before = rows_of(*to.connection);

  const auto refused = to.restore(file, {.replace = false, .keep_keys = true});
  REQUIRE(!refused.has_value());
  CHECK(refused.error().contains("--replace"));
  CHECK(rows_of(*to.connection) == before);
  const auto other_keys = to.restore(file, {.replace = true, .keep_keys = false});
  REQUIRE(!other_keys.has_value());
  CHECK(other_keys.error().contains("KEY_DIR"));
  CHECK(rows_of(*to.connection) == before);

  const auto kept = to.keys();
  REQUIRE(to.restore(file, {.replace = true, .keep_keys = true}).has_value());
  CHECK(rows_of(*to.connection) == rows_of(*from.connection));
  CHECK(to.keys() == kept);
}

TEST_CASE("a backup that is cut anywhere or changed in any byte is refused, and nothing changes") {
  Place from{Engine::sqlite};
  from.fill();
  const auto file = from.folder.path() / "gym.backup";
  REQUIRE(from.backup(file).has_value());
  const auto whole = load(file);
  Place to{Engine::sqlite};
  const auto bad = to.folder.path() / "bad.backup";
  const auto refused = [&](std::string_view bytes, std::string_view as) {
    save(bad, bytes);
    const auto restored = to.restore(bad);
    return !restored && restored.error().contains("bad.backup") && restored.error().contains(as) &&
           to.is_empty();
  };
  const auto step = whole.size() / 97;
  for (std::size_t at = 0; at < whole.size(); at += at < 64 || at + 64 > whole.size() ? 1 : step) {
    CAPTURE(at, whole.size());
    CHECK(refused(std::string_view{whole}.substr(0, at), at < 17 ? "no backup" : "cut"));
    auto changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    CHECK(refused(changed, ""));
  }
  CHECK(refused(whole + "x", "damaged"));
}

TEST_CASE("what is no backup of this program, or leads elsewhere, is refused by name") {
  Place from{Engine::sqlite};
  from.fill();
  const auto file = from.folder.path() / "gym.backup";
  REQUIRE(from.backup(file).has_value());
  const auto records = records_of(file);
  Place to{Engine::sqlite};
  const auto bad = to.folder.path() / "bad.backup";
  const auto refusal = [&] {
    const auto restored = to.restore(bad);
    CHECK(to.is_empty());
    CHECK(!fs::exists(to.folder.path() / "escaped"));
    return restored ? std::string{"taken"} : restored.error();
  };
  CHECK(refusal().contains("cannot be read"));
  save(bad, "SQLite format 3 and what not");
  CHECK(refusal().contains("no backup"));
  save(bad, "FitMate backup 2\nand so on");
  CHECK(refusal().contains("newer program"));

  const auto with = [&](BackupRecord record) {
    auto more = records;
    more.push_back(std::move(record));
    write(bad, more);
    return refusal();
  };
  CHECK(with(BackupFile{BackupFile::Of::uploads, "../escaped", "x"}).contains("no centre"));
  CHECK(with(BackupFile{BackupFile::Of::keys, "../escaped", "x"}).contains("keys"));
  CHECK(with(BackupTable{"sqlite_schema", {"name"}}).contains("no centre"));
  CHECK(with(BackupTable{"users", {"id\") values (1); --"}}).contains("no centre"));
  CHECK(with(BackupRow{{std::int64_t{1}}}).contains("no centre"));
  auto newer = records;
  std::get<BackupHead>(newer.front()).step = 1000;
  write(bad, newer);
  CHECK(refusal().contains("1000"));
  auto without_keys = records;
  without_keys.pop_back();
  write(bad, without_keys);
  CHECK(refusal().contains("keys"));
}

TEST_CASE("a restore that fails at its last row leaves nothing") {
  Place from{Engine::sqlite};
  from.fill();
  const auto file = from.folder.path() / "gym.backup";
  REQUIRE(from.backup(file).has_value());
  auto records = records_of(file);
  records.push_back(BackupTable{"sync_alarms", {"id", "kiosk_id", "kind", "detail", "raised_at"}});
  records.push_back(BackupRow{{std::int64_t{1}, std::int64_t{999}, std::string{"lost"},
                               std::string{"of no kiosk"}, domain::to_text(now)}});
  write(file, records);
  Place to{each_engine()};
  CHECK_THROWS_AS(static_cast<void>(to.restore(file)), db::sql::SqlError);
  CHECK(to.is_empty());
}

TEST_CASE("a backup of an older schema is brought to this one") {
  Place from{Engine::sqlite};
  from.fill();
  const auto file = from.folder.path() / "gym.backup";
  REQUIRE(from.backup(file).has_value());
  auto records = records_of(file);
  std::get<BackupHead>(records.front()).step = 6;
  std::string table;
  std::erase_if(records, [&](const BackupRecord& record) {
    if (std::holds_alternative<BackupFile>(record)) return false;
    if (const auto* begun = std::get_if<BackupTable>(&record)) table = begun->name;
    // As they were at that step already.
    return !table.empty() && table != "users" && table != "gym_settings" && table != "sync_head";
  });
  write(file, records);
  Place to{each_engine()};
  const auto restored = to.restore(file);
  REQUIRE(restored.has_value());
  CHECK(restored->step == std::ssize(db::central::schema_steps(Engine::sqlite)));
  CHECK(restored->step > 6);
  CHECK(rows_of(*to.connection).at("users") == rows_of(*from.connection).at("users"));
  CHECK(rows_of(*to.connection).at("kiosks").size() == 1);
}

TEST_CASE("a backup is of one moment, whoever writes meanwhile") {
  Place place{each_engine()};
  place.fill();
  const auto before = rows_of(*place.connection);
  const auto file = place.folder.path() / "gym.backup";
  const auto other = place.database.connect();
  int written = 0;
  const auto write_more = [&](std::string_view) {
    ++written;
    other->execute(
        "insert into users (email, name, role, person_number, created_at)"
        " values ($1, 'Late', 'TRAINEE', $2, $3)",
        std::format("late{}@example.com", written), 4294960000 + written, now);
  };
  REQUIRE(place.backup(file, write_more).has_value());
  CHECK(written > 40);
  Place to{Engine::sqlite};
  REQUIRE(to.restore(file).has_value());
  CHECK(rows_of(*to.connection) == before);
}

TEST_CASE("an upload that is dropped while it would be read is not missed by the rows") {
  Place place{Engine::sqlite};
  place.fill();
  const auto file = place.folder.path() / "gym.backup";
  const auto other = place.database.connect();
  const auto drop = [&](std::string_view what) {
    if (what != "sync_head" || !fs::exists(place.folders.uploads / upload)) return;
    other->execute("update users set avatar_url = null where id = 1");
    fs::remove(place.folders.uploads / upload);
  };
  const auto count = place.backup(file, drop);
  REQUIRE(count.has_value());
  CHECK(count->uploads == 0);
  Place to{Engine::sqlite};
  REQUIRE(to.restore(file).has_value());
  CHECK(rows_of(*to.connection) == rows_of(*place.connection));
}

}  // namespace fitmate::tests
