#include "db/kiosk/damage.h"

#include <cerrno>
#include <format>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include <SQLiteCpp/Statement.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

namespace fitmate::db::kiosk {
namespace {

using Deadline = std::chrono::steady_clock::time_point;

// Ends the running statement once the time is over, for as long as this lives.
class TimeBox {
 public:
  TimeBox(SQLite::Database& database, std::chrono::milliseconds limit)
      : handle_{database.getHandle()}, deadline_{std::chrono::steady_clock::now() + limit} {
    constexpr int instructions_between_looks = 1000;
    sqlite3_progress_handler(handle_, instructions_between_looks, is_over, &deadline_);
  }
  TimeBox(const TimeBox&) = delete;
  TimeBox& operator=(const TimeBox&) = delete;
  ~TimeBox() { sqlite3_progress_handler(handle_, 0, nullptr, nullptr); }

 private:
  static int is_over(void* deadline) {
    return std::chrono::steady_clock::now() >= *static_cast<const Deadline*>(deadline) ? 1 : 0;
  }

  sqlite3* handle_;
  Deadline deadline_;
};

// The check tells of a page that the disk did not give as of a bad one: "... error code=10".
bool is_of_the_disk(std::string_view found) {
  constexpr std::string_view mark = "error code=";
  const auto at = found.find(mark);
  return at != std::string_view::npos &&
         !found.substr(at + mark.size()).starts_with(std::to_string(SQLITE_CORRUPT));
}

}  // namespace

bool says_damaged(const SQLite::Exception& error) {
  return error.getErrorCode() == SQLITE_CORRUPT || error.getErrorCode() == SQLITE_NOTADB;
}

std::optional<std::string> find_damage(SQLite::Database& database, Look look,
                                       std::chrono::milliseconds limit) {
  if (limit <= limit.zero()) return std::nullopt;
  const TimeBox box{database, limit};
  try {
    SQLite::Statement check{
        database, look == Look::quick ? "pragma quick_check(1)" : "pragma integrity_check(1)"};
    if (!check.executeStep()) return "the check says nothing";
    const auto found = check.getColumn(0).getString();
    if (is_of_the_disk(found)) throw std::runtime_error("the disk cannot be read: " + found);
    return found == "ok" ? std::nullopt : std::optional{found};
  } catch (const SQLite::Exception& error) {
    if (error.getErrorCode() == SQLITE_INTERRUPT) return std::nullopt;
    if (says_damaged(error)) return error.what();
    throw;
  }
}

std::filesystem::path link_aside(const std::filesystem::path& file, domain::Instant now) {
  const auto name = std::format("{}.damaged-{:%Y%m%dT%H%M%S}", file.string(),
                                std::chrono::floor<std::chrono::seconds>(now));
  std::filesystem::path kept{name};
  for (int copy = 2; std::filesystem::exists(kept); ++copy) kept = std::format("{}-{}", name, copy);
  for (const auto* side : {"-wal", ""}) {
    const std::filesystem::path from{file.string() + side};
    if (std::filesystem::exists(from)) {
      std::filesystem::create_hard_link(from, kept.string() + side);
    }
  }
  return kept;
}

void sync_folder(const std::filesystem::path& folder) {
  const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = opened >= 0 && ::fsync(opened) == 0;
  const int error = errno;
  if (opened >= 0) ::close(opened);
  if (!synced) {
    throw std::system_error{error, std::generic_category(), "cannot sync " + folder.string()};
  }
}

}  // namespace fitmate::db::kiosk
