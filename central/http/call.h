#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "central/http/exchange.h"
#include "central/http/field.h"
#include "central/http/given.h"
#include "central/services/accounts.h"
#include "db/sql/connection.h"
#include "domain/instant.h"

// A call is described once; its route, who may, what it takes and answers, and its part of
// /openapi.json all come from that.
namespace fitmate::central::http {

// Who may: nobody needs to be known for 0, else the sum of these.
namespace may {
inline constexpr unsigned anyone = 0;
inline constexpr unsigned trainee = 1;
inline constexpr unsigned trainer = 2;  // with a trainer's row
inline constexpr unsigned admin = 4;
inline constexpr unsigned newcomer = 8;  // registered as a trainer, not yet made one by an admin
inline constexpr unsigned signed_in = trainee | trainer | admin | newcomer;
}  // namespace may

// What an answer consists of, by its name in /openapi.json.
struct Shape {
  std::string_view name;
  std::vector<Field> fields;
  bool leaves_out_null = false;  // instead of writing null
};

struct Page {
  db::sql::Rows rows;
  std::int64_t total = 0;
};

// A row, and a page of each list of what belongs to it: those of the call's sections, in their
// order.
struct Whole {
  db::sql::Row row;
  std::vector<Page> pages;
};

// A list within an answer; `count` and `page` take the id of what it belongs to. Without a `count`
// it is no list but one row, or null.
struct Section {
  std::string_view name;
  Shape shape;
  std::string_view count;
  std::string_view page;

  bool is_list() const { return !count.empty(); }
};

// The reply is made on that lane, once this call has given back its database connection.
struct Deferred {
  Lane lane{};
  std::function<std::variant<db::sql::Row, Response>()> work;
};

// Nothing (204), a row, a page of rows, a row with its lists, or a file or refusal as it is.
using Reply = std::variant<std::monostate, db::sql::Row, Page, Whole, Response, Deferred>;

// A call that may be made, with all it gave.
struct Asked {
  const Request& request;
  db::sql::Connection& connection;
  services::Caller caller;  // nobody, where anyone may
  Given path;
  Given query;
  Given body;
  std::optional<std::string_view> file;  // of the form
  std::string file_name;                 // of its field
  domain::Instant now;
};

struct Call {
  enum class Gives : std::uint8_t { nothing, row, page, file };

  Method method{};
  std::string path;
  unsigned who = may::anyone;
  std::string summary;
  std::vector<Field> path_fields{};
  std::vector<Field> query{};  // beside limit and offset of a page
  std::vector<Field> body{};
  std::string_view file{};  // the form's file; with it the body is multipart/form-data
  bool file_required = false;
  int status = 200;
  Gives gives = Gives::row;
  Shape shape{};
  std::vector<Section> sections{};
  // Why just this may not be done by this caller, if so: said before what is bad in the fields,
  // which are null then.
  std::function<std::optional<std::string_view>(const Asked&)> forbids{};
  std::vector<int> refusals{};  // statuses beside 401, 403, 422
  Lane lane = Lane::usual;
  std::size_t most_body = body_limit;
  std::function<Reply(Asked&)> handle;
};

// What every call stands on; outlives the routes.
struct Gate {
  std::function<std::optional<services::Caller>(db::sql::Connection&, std::string_view token,
                                                domain::Instant now)>
      find_caller;
  std::function<domain::Instant()> now;
};

Route to_route(Call call, const Gate& gate);

// The caller's part in may.
unsigned standing_of(const services::Caller& caller);

// A row that no statement gave.
db::sql::Row make_row(std::initializer_list<std::pair<std::string_view, db::sql::Value>> columns);

// ?limit=&offset= of a page; 50 unless asked, 200 at most.
std::vector<Field> page_fields();

}  // namespace fitmate::central::http
