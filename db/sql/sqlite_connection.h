#pragma once

#include <chrono>
#include <filesystem>
#include <memory>

#include "db/sql/connection.h"

namespace fitmate::db::sql {

// Opens the file, or makes it (mode 0600), in WAL mode with synchronous=FULL and foreign keys on.
// Writers wait for each other (db/write_lock.h, the file's name and "-writer") for `busy` at most,
// then throw SqlErrorKind::busy.
std::unique_ptr<Connection> connect_sqlite(const std::filesystem::path& file,
                                           std::chrono::milliseconds busy);

}  // namespace fitmate::db::sql
