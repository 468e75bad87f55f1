#include "central/http/given.h"

#include <algorithm>
#include <cassert>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "central/http/multipart.h"

namespace fitmate::central::http {
namespace {

using Json = nlohmann::json;

FieldFault missing(std::string_view where, std::string_view name) {
  return {.place = {std::string{where}, std::string{name}},
          .message = "Field required",
          .type = "missing"};
}

void put(Given& given, std::string_view where, const Field& field, ReadValue value,
         std::vector<FieldFault>& faults) {
  if (!value) {
    faults.push_back({.place = {std::string{where}, std::string{field.name}},
                      .message = std::move(value.error().message),
                      .type = std::move(value.error().type)});
    given.put(field.name, {}, false);
  } else {
    given.put(field.name, *std::move(value), true);
  }
}

// Null, with a fault, where it is no object.
Json parse_object(const std::string& text, std::vector<FieldFault>& faults) {
  const auto refuse = [&](const char* message, const char* type) {
    faults.push_back({.place = {"body"}, .message = message, .type = type});
    return Json();
  };
  if (text.empty()) return refuse("Field required", "missing");
  if (is_too_deep(text)) return refuse("JSON nested deeper than 32 levels", "json_invalid");
  auto body = Json::parse(text, nullptr, false);
  if (body.is_discarded()) return refuse("JSON decode error", "json_invalid");
  if (!body.is_object()) return refuse("Input should be an object", "model_attributes_type");
  return body;
}

}  // namespace

void Given::put(std::string_view name, db::sql::Value value, bool was_given) {
  entries_.push_back({.name = name, .value = std::move(value), .was_given = was_given});
}

const Given::Entry& Given::entry(std::string_view name) const {
  const auto found = std::ranges::find(entries_, name, &Entry::name);
  assert(found != entries_.end());
  return *found;
}

bool Given::has(std::string_view name) const {
  const auto found = std::ranges::find(entries_, name, &Entry::name);
  return found != entries_.end() && found->was_given;
}

const db::sql::Value& Given::at(std::string_view name) const {
  return entry(name).value;
}

std::vector<db::sql::Value> Given::values() const {
  std::vector<db::sql::Value> values;
  values.reserve(entries_.size());
  for (const auto& entry : entries_) values.push_back(entry.value);
  return values;
}

Given read_path(const std::vector<Field>& fields, const Request& request,
                std::vector<FieldFault>& faults) {
  Given given;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    put(given, "path", fields[i], read_value(fields[i], std::string_view{request.parts.at(i)}),
        faults);
  }
  return given;
}

Given read_query(const std::vector<Field>& fields, const Request& request,
                 std::vector<FieldFault>& faults) {
  Given given;
  for (const auto& field : fields) {
    const auto found = request.query.find(std::string{field.name});
    if (found != request.query.end()) {
      put(given, "query", field, read_value(field, std::string_view{found->second}), faults);
    } else {
      if (field.required) faults.push_back(missing("query", field.name));
      given.put(field.name, {}, false);
    }
  }
  return given;
}

Given read_body(const std::vector<Field>& fields, const Request& request,
                std::vector<FieldFault>& faults) {
  Given given;
  const auto body = fields.empty() ? Json() : parse_object(request.body, faults);
  for (const auto& field : fields) {
    const auto found = body.is_object() ? body.find(field.name) : body.end();
    if (body.is_object() && found != body.end()) {
      put(given, "body", field, read_value(field, *found), faults);
    } else {
      if (body.is_object() && field.required) faults.push_back(missing("body", field.name));
      given.put(field.name, {}, false);
    }
  }
  return given;
}

Form read_form(const std::vector<Field>& fields, std::string_view file, bool file_required,
               const Request& request, std::vector<FieldFault>& faults) {
  Form form;
  auto parts = read_parts(request.header("content-type"), request.body);
  if (!parts) {
    faults.push_back({.place = {"body"}, .message = parts.error()});
    parts.emplace();
  }
  const auto find = [&](std::string_view name) -> const Part* {
    const auto found = std::ranges::find(*parts, name, &Part::name);
    return found == parts->end() || found->content.empty() ? nullptr : &*found;
  };
  for (const auto& field : fields) {
    if (const auto* part = find(field.name)) {
      put(form.fields, "body", field, read_value(field, part->content), faults);
    } else {
      if (field.required) faults.push_back(missing("body", field.name));
      form.fields.put(field.name, {}, false);
    }
  }
  if (const auto* part = find(file)) {
    form.file = part->content;
  } else if (file_required) {
    faults.push_back(missing("body", file));
  }
  return form;
}

}  // namespace fitmate::central::http
