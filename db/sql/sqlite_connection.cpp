#include "db/sql/sqlite_connection.h"

#include <charconv>
#include <format>
#include <map>
#include <system_error>

#include <sqlite3.h>

#include "db/private_file.h"
#include "db/write_lock.h"

namespace fitmate::db::sql {
namespace {

// Statements are constants of the program; the limit only bounds one that is composed.
constexpr std::size_t most_statements = 256;

constexpr const char* settings =
    "pragma synchronous = full;"
    "pragma foreign_keys = on;"
    "pragma trusted_schema = off;"
    "pragma cell_size_check = on;";

SqlErrorKind kind_of(int code) {
  switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return SqlErrorKind::unique_violation;
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return SqlErrorKind::foreign_key_violation;
    case SQLITE_CONSTRAINT_CHECK:
      return SqlErrorKind::check_violation;
    case SQLITE_CONSTRAINT_NOTNULL:
      return SqlErrorKind::not_null_violation;
    case SQLITE_CONSTRAINT_DATATYPE:
      return SqlErrorKind::invalid_value;
    default:
      break;
  }
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return SqlErrorKind::busy;
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
      return SqlErrorKind::invalid_value;
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
      return SqlErrorKind::connection_lost;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_NOMEM:
      return SqlErrorKind::broken;
    default:
      return SqlErrorKind::other;
  }
}

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
using DatabaseHandle = std::unique_ptr<sqlite3, CloseDatabase>;

struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

DatabaseHandle open_file(const std::filesystem::path& file) {
  // SQLite gives its side files the mode of the database, which holds people's data.
  make_private(file);
  sqlite3* opened = nullptr;
  const int code =
      sqlite3_open_v2(file.c_str(), &opened,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  DatabaseHandle database{opened};
  if (code != SQLITE_OK) {
    throw SqlError{kind_of(code),
                   std::format("cannot open {}: {}", file.string(), sqlite3_errstr(code))};
  }
  return database;
}

int bind(sqlite3_stmt* statement, int index, const Value& value) {
  struct Binder {
    sqlite3_stmt* statement;
    int index;
    int operator()(std::monostate) const { return sqlite3_bind_null(statement, index); }
    int operator()(std::int64_t number) const {
      return sqlite3_bind_int64(statement, index, number);
    }
    int operator()(double number) const { return sqlite3_bind_double(statement, index, number); }
    int operator()(const std::string& text) const {
      return sqlite3_bind_text64(statement, index, text.data(), text.size(), SQLITE_STATIC,
                                 SQLITE_UTF8);
    }
    int operator()(const Bytes& bytes) const {
      if (bytes.empty()) return sqlite3_bind_zeroblob(statement, index, 0);
      return sqlite3_bind_blob64(statement, index, bytes.data(), bytes.size(), SQLITE_STATIC);
    }
  };
  return std::visit(Binder{statement, index}, value);
}

Value column(sqlite3_stmt* statement, int index) {
  switch (sqlite3_column_type(statement, index)) {
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(statement, index)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, index);
    case SQLITE_NULL:
      return {};
    default:
      break;
  }
  const auto* data = static_cast<const std::byte*>(sqlite3_column_blob(statement, index));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, index));
  const std::span bytes{data, size};
  if (sqlite3_column_type(statement, index) == SQLITE_BLOB) return to_value(bytes);
  return std::string{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// The n of "$n", or 0.
std::size_t parameter_number(const char* name) {
  const std::string_view text{name == nullptr ? "" : name};
  std::size_t number = 0;
  if (text.starts_with('$')) std::from_chars(text.data() + 1, text.data() + text.size(), number);
  return number;
}

class SqliteConnection final : public Connection {
 public:
  SqliteConnection(const std::filesystem::path& file, std::chrono::milliseconds busy)
      : busy_{busy}, lock_{file.string() + "-writer"}, database_{open_file(file)} {
    sqlite3_busy_timeout(database_.get(), static_cast<int>(busy.count()));
    sqlite3_db_config(database_.get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    // A misspelt column in double quotes must not pass for a string.
    sqlite3_db_config(database_.get(), SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(database_.get(), SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    execute_all(settings);
    // Only the first connection ever has to wait for writers here.
    if (step_all(prepare("pragma journal_mode").get()).front().get<std::string>(0) != "wal") {
      SqliteConnection::run_script("pragma journal_mode = wal");
    }
  }

  ~SqliteConnection() override {
    statements_.clear();
    // The last connection checkpoints as it closes; while another writes, this is not the last.
    if (!lock_now()) {
      sqlite3_db_config(database_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    }
    database_.reset();
  }

  Engine engine() const override { return Engine::sqlite; }

 private:
  Answer run(std::string_view sql, std::span<const Value> parameters) override;
  void run_script(std::string_view sql) override;
  bool is_open() override { return true; }
  bool engine_in_transaction() const override {
    return sqlite3_get_autocommit(database_.get()) == 0;
  }

  // Resets a statement that is kept, so that it holds no lock and none of the caller's memory.
  struct Use {
    sqlite3_stmt* statement;
    ~Use() {
      sqlite3_reset(statement);
      sqlite3_clear_bindings(statement);
    }
  };
  // Gives the write lock back once no transaction is open.
  struct Unlocking {
    SqliteConnection& connection;
    ~Unlocking() {
      if (connection.lock_.held() && !connection.engine_in_transaction()) {
        connection.lock_.release();
      }
    }
  };

  Statement prepare(std::string_view sql);
  sqlite3_stmt* prepared(std::string_view sql);
  void execute_all(std::string_view sql);
  void bind_all(sqlite3_stmt* statement, std::span<const Value> parameters);
  Rows step_all(sqlite3_stmt* statement);
  bool lock_now() noexcept;
  void take_lock_or_throw();
  [[noreturn]] void throw_last(int code) const;

  std::chrono::milliseconds busy_;
  WriteLock lock_;
  DatabaseHandle database_;
  std::map<std::string, Statement, std::less<>> statements_;
};

void SqliteConnection::throw_last(int code) const {
  throw SqlError{kind_of(code),
                 std::format("{} (SQLite {})", sqlite3_errmsg(database_.get()), code)};
}

bool SqliteConnection::lock_now() noexcept {
  try {
    return lock_.acquire(std::chrono::milliseconds{0});
  } catch (const std::system_error&) {
    return false;
  }
}

void SqliteConnection::take_lock_or_throw() {
  if (!lock_.acquire(busy_)) {
    throw SqlError{SqlErrorKind::busy, "another writer kept the database for too long"};
  }
}

Statement SqliteConnection::prepare(std::string_view sql) {
  sqlite3_stmt* made = nullptr;
  const char* rest = nullptr;
  const int code = sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &made, &rest);
  Statement statement{made};
  if (code != SQLITE_OK) throw_last(code);
  const std::string_view tail{rest, sql.data() + sql.size()};
  if (made == nullptr || tail.find_first_not_of(" \t\r\n;") != std::string_view::npos) {
    throw SqlError{SqlErrorKind::other, "exactly one statement is run at a time"};
  }
  return statement;
}

sqlite3_stmt* SqliteConnection::prepared(std::string_view sql) {
  if (const auto found = statements_.find(sql); found != statements_.end()) {
    return found->second.get();
  }
  auto statement = prepare(sql);
  if (statements_.size() >= most_statements) statements_.clear();
  return statements_.emplace(sql, std::move(statement)).first->second.get();
}

void SqliteConnection::bind_all(sqlite3_stmt* statement, std::span<const Value> parameters) {
  const int count = sqlite3_bind_parameter_count(statement);
  if (static_cast<std::size_t>(count) != parameters.size()) {
    throw SqlError{SqlErrorKind::other, std::format("the statement uses {} parameters, {} came",
                                                    count, parameters.size())};
  }
  for (int index = 1; index <= count; ++index) {
    const auto number = parameter_number(sqlite3_bind_parameter_name(statement, index));
    if (number == 0 || number > parameters.size()) {
      throw SqlError{SqlErrorKind::other, "parameters are named $1, $2, ... without a gap"};
    }
    const int code = bind(statement, index, parameters[number - 1]);
    if (code != SQLITE_OK) throw_last(code);
  }
}

Rows SqliteConnection::step_all(sqlite3_stmt* statement) {
  Rows rows;
  std::shared_ptr<Row::Columns> columns;
  int code = sqlite3_step(statement);
  for (; code == SQLITE_ROW; code = sqlite3_step(statement)) {
    const int count = sqlite3_column_count(statement);
    if (!columns) {
      columns = std::make_shared<Row::Columns>();
      for (int i = 0; i < count; ++i) columns->emplace_back(sqlite3_column_name(statement, i));
    }
    std::vector<Value> values;
    values.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) values.push_back(column(statement, i));
    rows.emplace_back(columns, std::move(values));
  }
  if (code != SQLITE_DONE) throw_last(code);
  return rows;
}

Connection::Answer SqliteConnection::run(std::string_view sql, std::span<const Value> parameters) {
  auto* statement = prepared(sql);
  const Unlocking unlocking{*this};
  const Use use{statement};
  bind_all(statement, parameters);
  // False for "begin immediate" too, so a transaction holds the lock from its beginning.
  const bool reads = sqlite3_stmt_readonly(statement) != 0;
  if (!reads) take_lock_or_throw();
  Answer answer;
  answer.rows = step_all(statement);
  if (!reads) answer.affected = sqlite3_changes64(database_.get());
  return answer;
}

void SqliteConnection::run_script(std::string_view sql) {
  const Unlocking unlocking{*this};
  take_lock_or_throw();
  execute_all(sql);
}

void SqliteConnection::execute_all(std::string_view sql) {
  const int code =
      sqlite3_exec(database_.get(), std::string{sql}.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw_last(code);
}

}  // namespace

std::unique_ptr<Connection> connect_sqlite(const std::filesystem::path& file,
                                           std::chrono::milliseconds busy) {
  return std::make_unique<SqliteConnection>(file, busy);
}

}  // namespace fitmate::db::sql
