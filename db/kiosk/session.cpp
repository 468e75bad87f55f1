#include "db/kiosk/session.h"

#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>

#include "db/kiosk/schema/migrations.h"
#include "db/migrate.h"
#include "db/private_file.h"
#include "domain/instant.h"

namespace fitmate::db::kiosk {
namespace {

constexpr int busy_ms = 5000;

// SQLite gives its side files the mode of the database, which holds people's data.
std::string made_private(const std::filesystem::path& file) {
  make_private(file);
  return file.string();
}

class SessionTarget final : public MigrationTarget {
 public:
  explicit SessionTarget(SQLite::Database& database) : database_{database} {}

  void begin() override { database_.exec("begin immediate"); }
  void commit() override { database_.exec("commit"); }
  void rollback() noexcept override { database_.tryExec("rollback"); }
  void script(std::string_view sql) override { database_.exec(std::string{sql}); }

  int version() override {
    if (!database_.tableExists("schema_migrations")) return 0;
    return database_.execAndGet("select coalesce(max(number), 0) from schema_migrations").getInt();
  }

  void record(const Migration& step, domain::Instant at) override {
    database_.exec(
        "create table if not exists schema_migrations (number integer primary key,"
        " name text not null, applied_at text not null) strict");
    SQLite::Statement insert{
        database_, "insert into schema_migrations (number, name, applied_at) values (?1, ?2, ?3)"};
    Query{insert}.bind(step.number, step.name, domain::to_text(at)).run();
  }

 private:
  SQLite::Database& database_;
};

}  // namespace

Session::Session(const std::filesystem::path& file, const std::string& vfs)
    : database_{made_private(file), SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX, busy_ms, vfs} {
  auto* handle = database_.getHandle();
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  // A misspelt column in double quotes must not pass for a string.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  database_.exec(
      "pragma trusted_schema = off;"
      "pragma cell_size_check = on;"
      "pragma journal_mode = wal;"
      "pragma synchronous = full;"
      "pragma secure_delete = on;"
      "pragma foreign_keys = on;");
}

void Session::migrate(domain::Instant now, std::optional<int> to) {
  SessionTarget target{database_};
  const auto done = db::migrate(target, schema::migrations, now, to);
  if (!done) throw std::runtime_error(database_.getFilename() + ": " + done.error().detail);
}

Session::Transaction::Transaction(Session& session, Access access) : session_{session} {
  session_.run(access == Access::write ? "begin immediate" : "begin");
}

Session::Transaction::~Transaction() {
  if (open_) session_.database_.tryExec("rollback");
}

void Session::Transaction::commit() {
  session_.run("commit");
  open_ = false;
}

Query Session::query(std::string_view sql) {
  auto& kept = statements_[sql.data()];
  if (!kept) kept = std::make_unique<SQLite::Statement>(database_, std::string{sql});
  return Query{*kept};
}

}  // namespace fitmate::db::kiosk
