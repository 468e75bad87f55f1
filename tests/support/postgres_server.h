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

  PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;
  ~PostgresServer();

  // Makes an empty database and gives its DATABASE_URL; its user may do everything.
  std::string create_database();

 private:
  std::string url(const std::string& database) const;

  TempFolder folder_{"/dev/shm"};  // a thousand small files a server: no work for a disk
  pid_t process_ = 0;
  int databases_ = 0;
};

}  // namespace fitmate::tests
