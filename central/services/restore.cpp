#include <array>
#include <format>
#include <optional>
#include <stdexcept>
#include <vector>

#include "central/services/backup.h"
#include "central/services/backup_file.h"
#include "central/services/keys.h"
#include "central/services/meal_photos.h"
#include "central/services/private_file.h"
#include "central/services/uploads.h"
#include "db/central/schema.h"
#include "db/central/table_copy.h"
#include "db/sql/migration_target.h"
#include "domain/crypto.h"

namespace fitmate::central::services {
namespace {

namespace fs = std::filesystem;
using db::sql::Connection;
using Fault = std::unexpected<std::string>;

// What a backup that was read to its end holds beside rows and uploads.
struct Looked {
  BackupHead head;
  KeyTexts keys;
  BackupCount count;
};

bool is_stored_table(std::string_view name) {
  for (const auto table : db::central::stored_tables()) {
    if (table == name) return true;
  }
  return false;
}

// What stands in it may come from anybody's hands: names lead nowhere but to their places.
class Look {
 public:
  void operator()(BackupHead head) {
    sound_ = sound_ && !begun_;
    begun_ = true;
    looked.head = std::move(head);
  }
  void operator()(const BackupTable& table) {
    sound_ = sound_ && begun_ && is_stored_table(table.name) && !table.columns.empty();
    for (const auto& column : table.columns) {
      sound_ = sound_ && !column.empty() && !column.contains('"') && !column.contains('\0');
    }
    columns_ = table.columns.size();
  }
  void operator()(const BackupRow& row) {
    sound_ = sound_ && columns_ > 0 && row.values.size() == columns_;
    ++looked.count.rows;
  }
  void operator()(BackupFile file) {
    if (file.of == BackupFile::Of::keys) {
      looked.keys[file.name] = std::move(file.bytes);
      return;
    }
    sound_ = sound_ && owner_of(file.name).has_value();
    ++looked.count.uploads;
  }
  bool sound() const { return sound_ && begun_; }

  Looked looked;

 private:
  bool begun_ = false;
  bool sound_ = true;
  std::size_t columns_ = 0;
};

domain::Result<Looked, std::string> look_at(const fs::path& file, db::sql::Engine engine) {
  Look look;
  const auto read =
      read_backup(file, [&](BackupRecord record) { std::visit(look, std::move(record)); });
  if (!read) return Fault{read.error()};
  const auto newest = std::ssize(db::central::schema_steps(engine));
  if (look.looked.head.step > newest) {
    return Fault{
        std::format("{} was written at step {} of the schema, and this program knows only "
                    "{}: restore it with the program that wrote it, or a newer one",
                    file.string(), look.looked.head.step, newest)};
  }
  if (!look.sound() || look.looked.head.step < 1) {
    return Fault{
        std::format("{} holds what no centre has written: take another one", file.string())};
  }
  return std::move(look.looked);
}

// Why the database cannot take it, if it cannot.
std::optional<std::string> find_obstacle(int found, int step, bool replace) {
  if (found == 0) return std::nullopt;
  if (!replace) {
    return "the database is not empty: restore into an empty one, or say --replace to give up all "
           "that it holds";
  }
  if (found == step) return std::nullopt;
  return std::format(
      "the database is at step {} and the backup at step {}: restore it into an "
      "empty one",
      found, step);
}

// Writes uploads and fills tables, one record after the other.
class Fill {
 public:
  Fill(Connection& connection, const BackupProgress& progress)
      : connection_{connection}, progress_{progress} {}

  void operator()(const BackupHead&) {}
  void operator()(const BackupTable& table) {
    flush();
    progress_(table.name);
    filler_.emplace(connection_, table.name, table.columns);
  }
  void operator()(const BackupRow& row) { filler_.value().add(row.values); }
  void operator()(const BackupFile&) {}
  void flush() {
    if (filler_) filler_->flush();
  }

 private:
  Connection& connection_;
  const BackupProgress& progress_;
  std::optional<db::central::TableFiller> filler_;
};

// Files that a restore has put somewhere; they go again unless it was done.
class Placed {
 public:
  Placed() = default;
  Placed(const Placed&) = delete;
  Placed& operator=(const Placed&) = delete;
  ~Placed() {
    std::error_code ignored;  // what stays is named by no row
    for (const auto& file : files_) fs::remove(file, ignored);
  }

  void note(const fs::path& file) {
    if (!fs::exists(file)) files_.push_back(file);
  }
  void keep() { files_.clear(); }

 private:
  std::vector<fs::path> files_;
};

void place_files(const CentreFolders& folders, const fs::path& file, const KeyTexts* keys,
                 Placed& placed, const BackupProgress& progress) {
  prepare_uploads(folders.uploads);
  const auto read = read_backup(file, [&](const BackupRecord& record) {
    const auto* upload = std::get_if<BackupFile>(&record);
    if (upload == nullptr || upload->of != BackupFile::Of::uploads) return;
    progress(upload->name);
    placed.note(folders.uploads / upload->name);
    replace_private_file(folders.uploads / upload->name, upload->bytes);
  });
  if (!read) throw std::runtime_error{read.error()};
  if (keys == nullptr) return;
  for (const auto& [name, text] : *keys) placed.note(folders.keys / name);
  place_key_texts(folders.keys, *keys);
}

// In one transaction, with the steps of the schema that the backup has.
void fill_database(Connection& connection, const fs::path& file, int step, bool replace,
                   domain::Instant now, const domain::Random& random,
                   const BackupProgress& progress) {
  db::sql::SqlMigrationTarget target{connection};
  target.begin();
  // Another program may have come first.
  if (const auto obstacle = find_obstacle(target.version(), step, replace)) {
    throw std::runtime_error{*obstacle};
  }
  const auto steps = db::central::schema_steps(connection.engine());
  for (auto next = target.version(); next < step; ++next) {
    const auto& migration = steps[static_cast<std::size_t>(next)];
    target.script(migration.sql);
    target.record(migration, now);
  }
  db::central::prepare_filling(connection);
  db::central::empty_tables(connection);
  Fill fill{connection, progress};
  const auto read =
      read_backup(file, [&](const BackupRecord& record) { std::visit(fill, record); });
  if (!read) throw std::runtime_error{read.error()};
  fill.flush();
  std::array<std::byte, 8> epoch{};
  random(epoch);
  db::central::finish_filling(connection, domain::to_hex(epoch));
  target.commit();
}

}  // namespace

domain::Result<Restored, std::string> restore_backup(
    Connection& connection, const CentreFolders& folders, const fs::path& file,
    const RestoreOptions& options, domain::Instant now, const domain::Random& random,
    const BackupProgress& progress) {
  progress("the backup, whether it is whole");
  const auto looked = look_at(file, connection.engine());
  if (!looked) return Fault{looked.error()};
  const auto found = db::central::schema_version(connection);
  if (auto obstacle = find_obstacle(found, looked->head.step, options.replace)) {
    return Fault{*std::move(obstacle)};
  }
  if (options.keep_keys) {
    if (const auto keys = load_keys(folders.keys); !keys) return Fault{keys.error().detail};
  } else if (const auto keys = check_key_texts(folders.keys, looked->keys); !keys) {
    return Fault{std::format("{}: {}", file.string(), keys.error().detail)};
  }
  Placed placed;
  place_files(folders, file, options.keep_keys ? nullptr : &looked->keys, placed, progress);
  fill_database(connection, file, looked->head.step, options.replace, now, random, progress);
  placed.keep();
  const auto migrated = db::central::migrate(connection, now);
  if (!migrated) return Fault{migrated.error().detail};
  return Restored{looked->head.made_at, migrated->to, looked->count};
}

}  // namespace fitmate::central::services
