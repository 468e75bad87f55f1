#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>

#include <SQLiteCpp/Database.h>

#include "db/kiosk/query.h"
#include "domain/instant.h"

namespace fitmate::db::kiosk {

// One open kiosk database with our settings, and its statements. Knows nothing of other programs:
// KioskDatabase guards it. Throws SQLite::Exception.
class Session {
 public:
  // Makes the file where missing, readable by this user alone. An empty `vfs` is SQLite's own.
  Session(const std::filesystem::path& file, const std::string& vfs);

  // Brings the schema up, to `to` or the newest. Throws std::runtime_error, by name, where a newer
  // program wrote it.
  void migrate(domain::Instant now, std::optional<int> to = std::nullopt);

  enum class Access : std::uint8_t { read, write };

  // Runs `body` in a transaction and answers what it answers; undone when it throws.
  template <class Body>
  auto transaction(Access access, Body& body) {
    Transaction transaction{*this, access};
    if constexpr (std::is_void_v<decltype(body(*this))>) {
      body(*this);
      transaction.commit();
    } else {
      auto result = body(*this);
      transaction.commit();
      return result;
    }
  }

  // The text is a constant of the program.
  Query query(std::string_view sql);

  template <class... Values>
  int run(std::string_view sql, const Values&... values) {
    return query(sql).bind(values...).run();
  }

  SQLite::Database& database() { return database_; }

 private:
  // SQLiteCpp's own has its statements compiled anew each time.
  class Transaction {
   public:
    Transaction(Session& session, Access access);
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();
    void commit();

   private:
    Session& session_;
    bool open_ = true;
  };

  SQLite::Database database_;
  std::unordered_map<const char*, std::unique_ptr<SQLite::Statement>> statements_;  // by their text
};

}  // namespace fitmate::db::kiosk
