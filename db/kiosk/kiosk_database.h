#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "db/disk.h"
#include "db/kiosk/session.h"
#include "db/write_lock.h"
#include "domain/ids.h"
#include "domain/instant.h"

namespace fitmate::db::kiosk {

struct KioskDatabaseOptions {
  std::filesystem::path folder;  // made where missing, for this user alone
  domain::Random random;
  domain::Instant now;    // names a damaged file that is kept aside
  domain::Instant built;  // of the program: true time is not before it
  // How long the check for damage may take; what it has not seen by then is taken for good; none
  // at 0.
  std::chrono::milliseconds check_for{1000};
  std::string vfs;                   // SQLite's own file layer unless told
  FreeShare free_share = disk_free;  // of the disk under the folder
};

// The kiosk's file, kiosk.db, as one program holds it open, and the lock that every writing
// transaction and checkpoint of every program takes. A damaged file is kept aside, what can be read
// of it is saved into a new one, and the store goes on in a new epoch. One thread. Throws
// SQLite::Exception, std::system_error, or std::runtime_error for a schema that is not ours.
class KioskDatabase {
 public:
  explicit KioskDatabase(KioskDatabaseOptions options);
  KioskDatabase(const KioskDatabase&) = delete;
  KioskDatabase& operator=(const KioskDatabase&) = delete;
  ~KioskDatabase();

  // Runs `body(Session&)` in a transaction of its own and answers what it answers. What was written
  // survives a power cut when this returns; nothing of it does when it throws.
  template <class Body>
  auto write(Body body) {
    return guarded([&] {
      const Holding lock{lock_};
      return session_->transaction(Session::Access::write, body);
    });
  }

  // Runs `body(Session&)` on one state of the database.
  template <class Body>
  auto read(Body body) {
    return guarded([&] { return session_->transaction(Session::Access::read, body); });
  }

  const domain::Random& random() const { return options_.random; }
  const Disk& disk() const { return disk_; }

 private:
  // Holds the writers' lock.
  class Holding {
   public:
    explicit Holding(WriteLock& lock);
    Holding(const Holding&) = delete;
    Holding& operator=(const Holding&) = delete;
    ~Holding() { lock_.release(); }

   private:
    WriteLock& lock_;
  };

  template <class Body>
  auto guarded(Body body) {
    ensure_current();
    try {
      return body();
    } catch (const SQLite::Exception& error) {
      note(error);
      throw;
    }
  }

  void open();
  void open_session();
  std::string damage_found();
  void recover(const std::string& why);
  void close() noexcept;
  void ensure_current();
  void note(const SQLite::Exception& error);

  KioskDatabaseOptions options_;
  std::filesystem::path file_;
  Disk disk_;
  WriteLock lock_;
  std::unique_ptr<Session> session_;
  std::uint64_t inode_ = 0;
  bool suspect_ = false;  // the file was found damaged while in use
};

}  // namespace fitmate::db::kiosk
