#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "central/services/clean_file.h"
#include "db/sql/connection.h"
#include "domain/ids.h"
#include "domain/instant.h"

namespace fitmate::central::services {

inline constexpr std::string_view uploads_url = "/profile_uploads/";

// PROFILE_UPLOAD_DIR. A file is announced in uploads_begun before it is written, and that ends in
// the very transaction that names it: so a file that was written and never named, and one that is
// named no more, are found and removed (sweep), whenever the program died.
class Uploads {
 public:
  explicit Uploads(std::filesystem::path folder) : folder_{std::move(folder)} {}

  // Writes the file, on the disk when it returns, as "user_{id}_{random}.{jpg,png,pdf}", then calls
  // `name` with its URL within a transaction, which commits where `name` says so; where not, the
  // file goes at once. Blocks; throws SqlError and std::system_error, and then nothing names it.
  bool keep(db::sql::Connection& connection, domain::UserId owner, const CleanFile& content,
            domain::Instant now, const domain::Random& random,
            const std::function<bool(std::string_view url)>& name) const;

  // Within a transaction: the file of that URL is removed by the next sweep.
  static void drop(db::sql::Connection& connection, std::string_view url);

  // Removes what was begun over an hour ago and what was dropped, unless a row names it. Answers
  // how many.
  std::size_t sweep(db::sql::Connection& connection, domain::Instant now) const;

  // The file's bytes; nothing where there is none of that name.
  std::optional<std::string> load(std::string_view file) const;

 private:
  std::filesystem::path folder_;
};

// Whose file it is, by its name; nothing for any name that is none of ours.
std::optional<domain::UserId> owner_of(std::string_view file);

}  // namespace fitmate::central::services
