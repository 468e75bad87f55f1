#include "db/sql/postgres_connection.h"

#include <algorithm>
#include <charconv>
#include <format>
#include <map>
#include <ranges>
#include <utility>

#include <libpq-fe.h>

#include "db/sql/postgres_error.h"
#include "db/sql/postgres_value.h"

namespace fitmate::db::sql {
namespace {

// Statements are constants of the program; the limit only bounds one that is composed.
constexpr std::size_t most_statements = 256;

struct Finish {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
using Handle = std::unique_ptr<PGconn, Finish>;

struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, Clear>;

Handle open_server(const std::string& url, const Settings& settings) {
  // The later of two values counts: what stands before "dbname" the URL may change, the rest not.
  const auto timeout = std::to_string(settings.connect_timeout.count());
  const std::array<std::pair<const char*, const char*>, 9> words{{
      {"connect_timeout", timeout.c_str()},
      {"application_name", settings.application_name.c_str()},
      {"target_session_attrs", "read-write"},
      {"keepalives_idle", "10"},
      {"keepalives_interval", "5"},
      {"keepalives_count", "3"},
      {"tcp_user_timeout", "25000"},
      {"dbname", url.c_str()},
      {"client_encoding", "UTF8"},
  }};
  std::vector<const char*> keys;
  std::vector<const char*> values;
  for (const auto& [key, value] : words) {
    keys.push_back(key);
    values.push_back(value);
  }
  keys.push_back(nullptr);
  values.push_back(nullptr);
  return Handle{PQconnectdbParams(keys.data(), values.data(), 1)};
}

// The form that libpq wants parameters in. Bytes travel as they are, all else as text, so the
// server infers each type from the statement.
class Parameters {
 public:
  explicit Parameters(std::span<const Value> values) {
    texts_.reserve(values.size());
    for (const auto& value : values) add(value);
  }
  int count() const { return static_cast<int>(data_.size()); }
  const char* const* data() const { return data_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  void add(const Value& value) {
    if (const auto* bytes = std::get_if<Bytes>(&value)) {
      // A null pointer would mean null.
      push(bytes->empty() ? "" : reinterpret_cast<const char*>(bytes->data()), bytes->size(), 1);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      push(text->c_str(), text->size(), 0);
    } else if (std::holds_alternative<std::monostate>(value)) {
      push(nullptr, 0, 0);
    } else {
      push(texts_.emplace_back(number_text(value)).c_str(), 0, 0);
    }
  }
  void push(const char* data, std::size_t size, int format) {
    data_.push_back(data);
    lengths_.push_back(static_cast<int>(size));
    formats_.push_back(format);
  }

  std::vector<std::string> texts_;
  std::vector<const char*> data_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
};

class PostgresConnection final : public Connection {
 public:
  PostgresConnection(const std::string& url, const Settings& settings)
      : handle_{open_server(url, settings)} {
    if (PQstatus(handle_.get()) != CONNECTION_OK) throw_connecting(handle_.get());
    // Errors come as results. What comes as a notice is news about something done already, or the
    // goodbye to a connection that was idle.
    PQsetNoticeReceiver(
        handle_.get(),
        [](void* ended, const PGresult* notice) {
          if (is_goodbye(notice)) *static_cast<bool*>(ended) = true;
        },
        &ended_);
    // An abandoned transaction must not hold its locks for ever.
    PostgresConnection::run_script(
        std::format("set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set bytea_output = hex;"
                    "set idle_in_transaction_session_timeout = '60s'; set statement_timeout = {}",
                    settings.statement_timeout.count()));
  }

  Engine engine() const override { return Engine::postgres; }

 private:
  Answer run(std::string_view sql, std::span<const Value> parameters) override;
  void run_script(std::string_view sql) override;
  bool is_open() override {
    // Reads and takes apart what the server sent meanwhile.
    if (PQconsumeInput(handle_.get()) == 1) PQisBusy(handle_.get());
    return !ended_ && PQstatus(handle_.get()) == CONNECTION_OK;
  }
  bool engine_in_transaction() const override {
    return PQtransactionStatus(handle_.get()) != PQTRANS_IDLE;
  }

  std::string prepared(std::string_view sql);
  void forget(std::string_view sql, const PGresult* failed);
  Result checked(PGresult* result) const;

  bool ended_ = false;
  Handle handle_;
  std::map<std::string, std::string, std::less<>> statements_;
  std::uint64_t prepared_count_ = 0;
};

Result PostgresConnection::checked(PGresult* raw) const {
  Result result{raw};
  const auto status = PQresultStatus(raw);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) throw_result(handle_.get(), raw);
  return result;
}

std::string PostgresConnection::prepared(std::string_view sql) {
  if (const auto found = statements_.find(sql); found != statements_.end()) return found->second;
  if (statements_.size() >= most_statements) {
    checked(PQexec(handle_.get(), "deallocate all"));
    statements_.clear();
  }
  auto name = std::format("s{}", ++prepared_count_);
  std::string text{sql};
  checked(PQprepare(handle_.get(), name.c_str(), text.c_str(), 0, nullptr));
  return statements_.emplace(std::move(text), std::move(name)).first->second;
}

// A migration may have changed the type of a prepared answer: the next call prepares it anew.
void PostgresConnection::forget(std::string_view sql, const PGresult* failed) {
  if (!prepared_is_stale(failed)) return;
  if (const auto found = statements_.find(sql); found != statements_.end()) {
    statements_.erase(found);
  }
}

Connection::Answer PostgresConnection::run(std::string_view sql,
                                           std::span<const Value> parameters) {
  const auto name = prepared(sql);
  const Parameters given{parameters};
  auto* raw = PQexecPrepared(handle_.get(), name.c_str(), given.count(), given.data(),
                             given.lengths(), given.formats(), 0);
  forget(sql, raw);
  const auto result = checked(raw);

  Answer answer;
  const std::string_view affected{PQcmdTuples(result.get())};
  std::from_chars(affected.data(), affected.data() + affected.size(), answer.affected);
  const int columns = PQnfields(result.get());
  auto names = std::make_shared<Row::Columns>();
  for (int column = 0; column < columns; ++column) {
    names->emplace_back(PQfname(result.get(), column));
  }
  for (int row = 0; row < PQntuples(result.get()); ++row) {
    std::vector<Value> values;
    values.reserve(names->size());
    for (int column = 0; column < columns; ++column) {
      values.push_back(value_of(result.get(), row, column));
    }
    answer.rows.emplace_back(names, std::move(values));
  }
  return answer;
}

void PostgresConnection::run_script(std::string_view sql) {
  checked(PQexec(handle_.get(), std::string{sql}.c_str()));
}

bool is_port(std::string_view text) {
  return text.size() <= 5 &&
         std::ranges::all_of(text, [](char digit) { return digit >= '0' && digit <= '9'; });
}

bool are_ports(std::string_view ports) {
  return std::ranges::all_of(ports | std::views::split(','),
                             [](auto part) { return is_port(std::string_view{part}); });
}

}  // namespace

bool is_postgres_url(std::string_view url) {
  // libpq's own message is not used: it may quote the password.
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options{
      PQconninfoParse(std::string{url}.c_str(), nullptr), &PQconninfoFree};
  if (!options) return false;
  for (const auto* option = options.get(); option->keyword != nullptr; ++option) {
    if (std::string_view{option->keyword} == "port" && option->val != nullptr) {
      return are_ports(option->val);
    }
  }
  return true;
}

std::unique_ptr<Connection> connect_postgres(const std::string& url, const Settings& settings) {
  return std::make_unique<PostgresConnection>(url, settings);
}

}  // namespace fitmate::db::sql
