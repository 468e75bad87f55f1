#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "central/services/private_file.h"
#include "db/sql/value.h"
#include "domain/crypto.h"
#include "domain/instant.h"
#include "domain/result.h"

// The form of a backup: a line that says what it is, then records one after the other, each with
// its length; a chain of hashes over all of them, as its last record, shows a file that was cut or
// changed. Numbers are little-endian.
namespace fitmate::central::services {

// The first record.
struct BackupHead {
  domain::Instant made_at;
  int step = 0;  // of the schema
  std::string gym;
  bool operator==(const BackupHead&) const = default;
};
// What follows are rows of this table.
struct BackupTable {
  std::string name;
  std::vector<std::string> columns;
  bool operator==(const BackupTable&) const = default;
};
struct BackupRow {
  std::vector<db::sql::Value> values;  // one a column
  bool operator==(const BackupRow&) const = default;
};
struct BackupFile {
  enum class Of : std::uint8_t { uploads, keys };
  Of of{};
  std::string name;
  std::string bytes;
  bool operator==(const BackupFile&) const = default;
};
using BackupRecord = std::variant<BackupHead, BackupTable, BackupRow, BackupFile>;

// Writes a backup; it bears its name once it is whole and on the disk (finish), and is gone before.
// Throws std::system_error.
class BackupWriter {
 public:
  explicit BackupWriter(const std::filesystem::path& file);

  void add(const BackupRecord& record);
  // Without a copy of its values.
  void add_row(std::span<const db::sql::Value> values);
  void finish();

 private:
  void put(std::string_view record);

  NewPrivateFile file_;
  domain::Hash chain_;
  std::string waiting_;  // for the disk
};

// Hands over the records of a backup in their order; in words, with the file's name, what is wrong
// with it: no such file, no backup, cut, damaged, of a newer program. Records before a fault have
// been handed over by then.
domain::Result<void, std::string> read_backup(const std::filesystem::path& file,
                                              const std::function<void(BackupRecord)>& take);

}  // namespace fitmate::central::services
