#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "db/sql/connection.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/result.h"

// The whole centre in one file, the same from both engines: rows, uploads and keys.
namespace fitmate::central::services {

struct CentreFolders {
  std::filesystem::path keys;
  std::filesystem::path uploads;
};

// Told the name of what comes next; for a person who waits.
using BackupProgress = std::function<void(std::string_view what)>;

struct BackupCount {
  std::int64_t rows = 0;
  std::int64_t uploads = 0;
  bool operator==(const BackupCount&) const = default;
};

// Writes `file` (0600; replaced when the new one is whole and on the disk) with all rows as they
// are at one moment, whoever writes meanwhile, every upload that they name, and the keys. In words
// what is in the way; throws db::sql::SqlError and std::system_error, and then `file` is as before.
// The connection has no statement_timeout and this program's schema.
domain::Result<BackupCount, std::string> make_backup(db::sql::Connection& connection,
                                                     const CentreFolders& folders,
                                                     const std::filesystem::path& file,
                                                     domain::Instant now,
                                                     const BackupProgress& progress);

struct RestoreOptions {
  bool replace = false;    // a database that is not empty
  bool keep_keys = false;  // those in KEY_DIR, whatever the backup has
};

struct Restored {
  domain::Instant made_at;
  int step = 0;  // of the schema, after all
  BackupCount count;
};

// Brings a backup back: checks it whole, then puts uploads and keys in their places and fills the
// database in one transaction; after it, steps of the schema that the backup does not have. The
// feed begins anew, so kiosks fetch their copy from zero and offer what the backup does not have.
// In words what is in the way, and then nothing has changed; what is thrown (SqlError,
// std::system_error) leaves the database as it was. No server runs meanwhile. The connection has no
// statement_timeout.
domain::Result<Restored, std::string> restore_backup(
    db::sql::Connection& connection, const CentreFolders& folders,
    const std::filesystem::path& file, const RestoreOptions& options, domain::Instant now,
    const domain::Random& random, const BackupProgress& progress);

}  // namespace fitmate::central::services
