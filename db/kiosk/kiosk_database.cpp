#include "db/kiosk/kiosk_database.h"

#include <exception>
#include <format>
#include <stdexcept>
#include <utility>

#include <sqlite3.h>
#include <sys/stat.h>

#include "db/kiosk/clock_row.h"
#include "db/kiosk/damage.h"
#include "db/kiosk/journal.h"
#include "db/kiosk/salvage.h"

namespace fitmate::db::kiosk {
namespace {

// The other program holds the lock for 20 ms at most; this is for one that hangs.
constexpr std::chrono::seconds lock_wait{5};

// Once the file was found damaged in use, nobody is kept waiting by a longer look.
constexpr std::chrono::minutes thorough_check{1};

// 0 where there is no file.
std::uint64_t inode_of(const std::filesystem::path& file) {
  struct stat found{};
  return ::stat(file.c_str(), &found) == 0 ? std::uint64_t{found.st_ino} : 0;
}

// Whether a step of the schema met damage.
bool is_of_damage(const std::runtime_error& error) {
  try {
    std::rethrow_if_nested(error);
  } catch (const SQLite::Exception& cause) {
    return says_damaged(cause);
  }
  return false;
}

std::filesystem::path private_folder(const std::filesystem::path& folder) {
  if (std::filesystem::create_directories(folder)) {
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
  }
  return folder;
}

}  // namespace

KioskDatabase::Holding::Holding(WriteLock& lock) : lock_{lock} {
  if (!lock_.acquire(lock_wait)) {
    throw std::runtime_error(
        "another program has kept the kiosk's database locked for too long: restart it");
  }
}

KioskDatabase::KioskDatabase(KioskDatabaseOptions options)
    : options_{std::move(options)},
      file_{private_folder(options_.folder) / "kiosk.db"},
      disk_{options_.folder, options_.free_share},
      lock_{file_.string() + "-writer"} {
  try {
    open();
  } catch (const SQLite::Exception& error) {
    // Where there is no room for its log, SQLite speaks of faults of the disk.
    if (disk_.takes_events()) throw;
    throw std::runtime_error(std::format("the disk is full, so {} cannot be opened ({}): make room",
                                         file_.string(), error.what()));
  }
}

KioskDatabase::~KioskDatabase() {
  close();
}

// The last connection checkpoints as it closes, which only the lock's holder may do.
void KioskDatabase::close() noexcept {
  if (!session_) return;
  try {
    const Holding lock{lock_};
    session_.reset();
  } catch (const std::exception&) {
    sqlite3_db_config(session_->database().getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
                      nullptr);
    session_.reset();
  }
}

void KioskDatabase::open() {
  const auto damage = damage_found();
  if (!damage.empty()) {
    const Holding lock{lock_};
    // Another program may have seen to it meanwhile.
    session_.reset();
    const auto still = damage_found();
    if (!still.empty()) {
      session_.reset();
      recover(still);
      open_session();
    }
  }
  suspect_ = false;
}

// What is wrong with the file as far as this connection is concerned; empty where it is open.
std::string KioskDatabase::damage_found() {
  try {
    open_session();
    const auto found = suspect_
                           ? find_damage(session_->database(), Look::thorough, thorough_check)
                           : find_damage(session_->database(), Look::quick, options_.check_for);
    return found.value_or("");
  } catch (const SQLite::Exception& error) {
    if (!says_damaged(error)) throw;
    return error.what();
  } catch (const std::runtime_error& error) {
    if (!is_of_damage(error)) throw;
    return error.what();
  }
}

void KioskDatabase::open_session() {
  const bool held = lock_.held();
  std::optional<Holding> lock;
  if (!held) lock.emplace(lock_);
  session_ = std::make_unique<Session>(file_, options_.vfs);
  inode_ = inode_of(file_);
  session_->migrate(options_.now);
  auto begin = [&](Session& session) {
    begin_first_epoch(session, options_.random);
    raise_floor_to(session, options_.built);
  };
  session_->transaction(Session::Access::write, begin);
}

void KioskDatabase::recover(const std::string& why) {
  const auto kept = link_aside(file_, options_.now);
  const std::filesystem::path fresh{file_.string() + ".saving"};
  for (const auto* side : {"", "-wal", "-shm"}) std::filesystem::remove(fresh.string() + side);
  salvage(kept, fresh, options_, why);
  if (std::filesystem::exists(fresh.string() + "-wal")) {
    throw std::runtime_error("the disk takes no new database for the damaged one: make space");
  }
  // The damaged file's log must be gone before the new file has its name, or it would be replayed.
  for (const auto* side : {"-wal", "-shm"}) std::filesystem::remove(file_.string() + side);
  std::filesystem::rename(fresh, file_);
  sync_folder(options_.folder);
}

// Another program may have put a new file in the place of a damaged one.
void KioskDatabase::ensure_current() {
  if (!suspect_ && session_ && inode_of(file_) == inode_) return;
  close();
  open();
}

void KioskDatabase::note(const SQLite::Exception& error) {
  if (says_damaged(error)) suspect_ = true;
}

}  // namespace fitmate::db::kiosk
