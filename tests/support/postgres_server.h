#pragma once

#include <string>

#include <sys/types.h>

#include "tests/support/temp_folder.h"

namespace fitmate::tests {

// A private PostgreSQL 17 without durability, reached through a socket in its own folder. It dies
// with the thread that started it, even if that is killed.
class PostgresServer {
 public:
  // The one of this process, started at the first call (which the main thread should make).
  static PostgresServer& shared();

  PostgresServer() : PostgresServer{false} {}
  // One that keeps what it has committed through restart_at_once().
  explicit PostgresServer(bool keeps_commits);
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;
  ~PostgresServer();

  // Makes an empty database and gives its DATABASE_URL; its user may do everything.
  std::string create_database();

  // As `pg_ctl restart -m immediate`: every connection is cut, and what is not on the disk is found
  // again from the log. Returns once it takes connections.
  void restart_at_once();

 private:
  void begin();
  std::string url(const std::string& database) const;

  TempFolder folder_{"/dev/shm"};  // a thousand small files a server: no work for a disk
  bool keeps_commits_;
  pid_t process_ = 0;
  int databases_ = 0;
};

}  // namespace fitmate::tests
