#include "central/services/backup.h"

#include <format>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>

#include "central/services/backup_file.h"
#include "central/services/keys.h"
#include "central/services/uploads.h"
#include "db/central/gym.h"
#include "db/central/schema.h"
#include "db/central/table_copy.h"
#include "db/sql/transaction.h"

namespace fitmate::central::services {
namespace {

namespace fs = std::filesystem;
using db::sql::Connection;

// A file that the rows name may be dropped before it is read, and then the rows are old.
constexpr int tries = 5;

// Adds the uploads that are there and whole under their names.
void list_uploads(const fs::path& folder, std::set<std::string>& names) {
  if (!fs::exists(folder)) return;
  for (const auto& entry : fs::directory_iterator{folder}) {
    auto name = entry.path().filename().string();
    if (owner_of(name)) names.insert(std::move(name));
  }
}

std::optional<std::string> read_whole(const fs::path& file) {
  std::ifstream in{file, std::ios::binary};
  if (!in) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>{in}, {}};
}

std::int64_t copy_rows(Connection& connection, BackupWriter& writer, domain::Instant now,
                       const BackupProgress& progress) {
  const db::sql::Snapshot snapshot{connection};
  const auto gym = db::central::load_gym(connection);
  writer.add(BackupHead{.made_at = now,
                        .step = db::central::schema_version(connection),
                        .gym = gym ? gym->name : std::string{}});
  std::int64_t rows = 0;
  for (const auto table : db::central::stored_tables()) {
    progress(table);
    const auto columns = db::central::load_columns(connection, table);
    writer.add(BackupTable{.name = std::string{table}, .columns = columns});
    db::central::read_rows(connection, table, columns, [&](std::span<const db::sql::Value> row) {
      writer.add_row(row);
      ++rows;
    });
  }
  return rows;
}

// Nothing if one went while it was looked at.
std::optional<std::int64_t> copy_uploads(const fs::path& folder, const std::set<std::string>& names,
                                         BackupWriter& writer, const BackupProgress& progress) {
  for (const auto& name : names) {
    progress(name);
    auto bytes = read_whole(folder / name);
    if (!bytes) return std::nullopt;
    writer.add(BackupFile{BackupFile::Of::uploads, name, *std::move(bytes)});
  }
  return std::ssize(names);
}

std::optional<BackupCount> copy_rows_and_uploads(Connection& connection, const fs::path& uploads,
                                                 BackupWriter& writer, domain::Instant now,
                                                 const BackupProgress& progress) {
  std::set<std::string> names;
  list_uploads(uploads, names);
  BackupCount count{.rows = copy_rows(connection, writer, now, progress), .uploads = 0};
  list_uploads(uploads, names);
  const auto copied = copy_uploads(uploads, names, writer, progress);
  if (!copied) return std::nullopt;
  count.uploads = *copied;
  return count;
}

}  // namespace

domain::Result<BackupCount, std::string> make_backup(Connection& connection,
                                                     const CentreFolders& folders,
                                                     const fs::path& file, domain::Instant now,
                                                     const BackupProgress& progress) {
  if (const auto schema = db::central::check_schema(connection); !schema) {
    return std::unexpected{schema.error().detail};
  }
  for (int i = 0; i < tries; ++i) {
    BackupWriter writer{file};
    const auto count = copy_rows_and_uploads(connection, folders.uploads, writer, now, progress);
    if (!count) continue;
    // After the rows, so that what sealed them is there, whoever rotates meanwhile.
    const auto keys = load_key_texts(folders.keys);
    if (!keys) return std::unexpected{keys.error().detail};
    for (const auto& [name, text] : *keys) writer.add(BackupFile{BackupFile::Of::keys, name, text});
    writer.finish();
    return *count;
  }
  return std::unexpected{
      std::format("files in {} kept going away while they were read: try again, or stop the server "
                  "first",
                  folders.uploads.string())};
}

}  // namespace fitmate::central::services
