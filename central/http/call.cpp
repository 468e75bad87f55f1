#include "central/http/call.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "central/http/multipart.h"
#include "central/http/openapi.h"

namespace fitmate::central::http {
namespace {

using Json = nlohmann::ordered_json;
using db::sql::SqlErrorKind;
using db::sql::Value;

constexpr std::int64_t largest_page = 200;

Response not_known() {
  auto response = detail(401, "Not authenticated");
  response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

Json write(const Shape& shape, const db::sql::Row& row) {
  auto out = Json::object();
  for (const auto& field : shape.fields) {
    auto value = write_value(field, row.get<Value>(field.name));
    if (!shape.leaves_out_null || !value.is_null()) out[field.name] = std::move(value);
  }
  return out;
}

Json write(const Shape& shape, const Page& page) {
  auto items = Json::array();
  for (const auto& row : page.rows) items.push_back(write(shape, row));
  return {{"items", std::move(items)}, {"total", page.total}};
}

Json write(const Section& section, const Page& page) {
  if (section.is_list()) return write(section.shape, page);
  return page.rows.empty() ? Json(nullptr) : write(section.shape, page.rows.front());
}

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

struct Writer {
  const Call& call;

  Response operator()(std::monostate) const {
    return {.status = 204, .body = {}, .content_type = "application/json", .headers = {}};
  }
  Response operator()(const db::sql::Row& row) const {
    return json(call.status, text_of(write(call.shape, row)));
  }
  Response operator()(const Page& page) const {
    return json(call.status, text_of(write(call.shape, page)));
  }
  Response operator()(const Whole& whole) const {
    auto out = write(call.shape, whole.row);
    for (std::size_t i = 0; i < call.sections.size(); ++i) {
      const auto& section = call.sections[i];
      out[section.name] = write(section, whole.pages.at(i));
    }
    return json(call.status, text_of(out));
  }
  Response operator()(const Response& refusal) const { return refusal; }
};

// The call outlives what it defers.
struct Finisher {
  const Call& call;

  Outcome operator()(const auto& reply) const { return Writer{call}(reply); }
  Outcome operator()(const Deferred& rest) const {
    return Later{rest.lane,
                 [&call = call, work = rest.work] { return std::visit(Writer{call}, work()); }};
  }
};

bool is_json(std::string_view content_type) {
  const auto type = media_type_of(content_type);
  return type.empty() || type == "application/json" || type.ends_with("+json");
}

// The database has the last word where two calls meet.
Response refuse(const db::sql::SqlError& error) {
  if (error.kind() == SqlErrorKind::unique_violation) {
    return detail(409, "somebody or something else has that already: choose another");
  }
  if (error.kind() == SqlErrorKind::foreign_key_violation ||
      error.kind() == SqlErrorKind::not_null_violation) {
    return detail(404, "what it belongs to is not there: check the ids that you sent");
  }
  throw error;
}

Outcome run(const Call& call, const Gate& gate, const Request& request,
            db::sql::Connection& connection) {
  Asked asked{.request = request, .connection = connection, .now = gate.now()};
  if (call.who != may::anyone) {
    const auto caller = gate.find_caller(connection, request.bearer(), asked.now);
    if (!caller) return not_known();
    if ((standing_of(*caller) & call.who) == 0) return detail(403, "Not enough permissions");
    asked.caller = *caller;
  }
  const auto type = request.header("content-type");
  if (!call.file.empty() && !is_multipart(type)) {
    return detail(415, "the body must be multipart/form-data");
  }
  if (call.file.empty() && !call.body.empty() && !is_json(type)) {
    return detail(415, "the body must be application/json");
  }
  std::vector<FieldFault> faults;
  asked.path = read_path(call.path_fields, request, faults);
  asked.query = read_query(call.query, request, faults);
  if (call.file.empty()) {
    asked.body = read_body(call.body, request, faults);
  } else {
    auto form = read_form(call.body, call.file, call.file_required, request, faults);
    asked.body = std::move(form.fields);
    asked.file = form.file;
    asked.file_name = call.file;
  }
  if (call.forbids) {
    if (const auto why = call.forbids(asked)) return detail(403, *why);
  }
  if (!faults.empty()) return invalid(faults);
  try {
    return std::visit(Finisher{call}, call.handle(asked));
  } catch (const db::sql::SqlError& error) {
    return refuse(error);
  }
}

}  // namespace

unsigned standing_of(const services::Caller& caller) {
  if (caller.role == db::central::Role::admin) return may::admin;
  if (caller.trainer) return may::trainer;
  return caller.role == db::central::Role::trainee ? may::trainee : may::newcomer;
}

std::vector<Field> page_fields() {
  return {integer("limit", 1, largest_page), integer("offset", 0)};
}

db::sql::Row make_row(std::initializer_list<std::pair<std::string_view, db::sql::Value>> columns) {
  auto names = std::make_shared<db::sql::Row::Columns>();
  std::vector<Value> values;
  for (const auto& [name, value] : columns) {
    names->emplace_back(name);
    values.push_back(value);
  }
  return {std::move(names), std::move(values)};
}

Route to_route(Call call, const Gate& gate) {
  if (call.gives == Call::Gives::page) {
    for (auto& field : page_fields()) call.query.push_back(std::move(field));
  }
  Route route{.method = call.method,
              .path = call.path,
              .handler = DirectHandler{},
              .most_body = call.most_body,
              .lane = call.lane,
              .description = describe(call)};
  route.handler = Handler{
      [call = std::move(call), gate](const Request& request, db::sql::Connection& connection) {
        return run(call, gate, request, connection);
      }};
  return route;
}

}  // namespace fitmate::central::http
