#pragma once

#include <chrono>
#include <filesystem>

namespace fitmate::db {

// One writer at a time to a SQLite file, over threads and processes: SQLite 3.7.0 to 3.51.2 can
// corrupt a WAL database where one connection writes while another's checkpoint resets the log
// (sqlite.org/wal.html, "The WAL-Reset Bug"). Whoever writes or checkpoints holds this lock.
// One object a connection; a process that dies loses it.
class WriteLock {
 public:
  // Makes `file` where missing; throws std::system_error.
  explicit WriteLock(const std::filesystem::path& file);
  WriteLock(const WriteLock&) = delete;
  WriteLock& operator=(const WriteLock&) = delete;
  ~WriteLock();

  // Blocks for `wait` at most; false if another still holds it. True at once if held already.
  bool acquire(std::chrono::milliseconds wait);
  void release();
  bool held() const { return held_; }

 private:
  int file_;
  bool held_ = false;
};

}  // namespace fitmate::db
