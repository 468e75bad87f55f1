#include "tests/bench/inbox_copy.h"

#include <algorithm>
#include <format>
#include <memory>
#include <span>
#include <stdexcept>
#include <utility>

#include <libpq-fe.h>

#include "tests/bench/at_once.h"

namespace fitmate::bench {
namespace {

struct Finish {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
using Connection = std::unique_ptr<PGconn, Finish>;

Connection connect(const std::string& url) {
  Connection connection{PQconnectdb(url.c_str())};
  if (PQstatus(connection.get()) != CONNECTION_OK) {
    throw std::runtime_error{PQerrorMessage(connection.get())};
  }
  return connection;
}

void run(PGconn* connection, const std::string& sql) {
  const std::unique_ptr<PGresult, decltype(&PQclear)> result{PQexec(connection, sql.c_str()),
                                                             &PQclear};
  const auto status = PQresultStatus(result.get());
  if (status == PGRES_FATAL_ERROR) throw std::runtime_error{PQerrorMessage(connection)};
}

void copy_batch(PGconn* connection, std::span<const std::string> rows) {
  run(connection, "copy copied from stdin");
  for (const auto& row : rows) {
    PQputCopyData(connection, row.data(), static_cast<int>(row.size()));
  }
  PQputCopyEnd(connection, nullptr);
  while (auto* result = PQgetResult(connection)) {
    const bool failed = PQresultStatus(result) == PGRES_FATAL_ERROR;
    PQclear(result);
    if (failed) throw std::runtime_error{PQerrorMessage(connection)};
  }
}

}  // namespace

InboxCopy::InboxCopy(std::string url) : url_{std::move(url)} {
  run(connect(url_).get(), "create table copied (like sync_inbox including all)");
}

std::vector<std::string> InboxCopy::rows_of(std::size_t kiosk, const Part& part) {
  const auto connection = connect(url_);
  run(connection.get(), std::format("copy (select * from sync_inbox where kiosk_id = {} and seq"
                                    " between {} and {} order by seq) to stdout",
                                    kiosk, part.first_seq, part.last_seq));
  std::vector<std::string> rows;
  char* line = nullptr;
  for (int size = 0; (size = PQgetCopyData(connection.get(), &line, 0)) > 0; PQfreemem(line)) {
    rows.emplace_back(line, static_cast<std::size_t>(size));
  }
  return rows;
}

double InboxCopy::copy(const Part& part, std::size_t batch) {
  std::vector<Connection> connections;
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < part.kiosks; ++i) {
    connections.push_back(connect(url_));
    rows.push_back(rows_of(part.first_kiosk + i, part));
  }
  return at_once(part.kiosks, [&](std::size_t i) {
    const std::span all{rows[i]};
    for (std::size_t done = 0; done < all.size(); done += batch) {
      copy_batch(connections[i].get(), all.subspan(done, std::min(batch, all.size() - done)));
    }
  });
}

}  // namespace fitmate::bench
