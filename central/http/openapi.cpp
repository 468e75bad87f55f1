#include "central/http/openapi.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <set>
#include <utility>

#include <nlohmann/json.hpp>

#include "central/http/call.h"
#include "central/http/docs.html.h"
#include "central/http/examples.h"
#include "central/http/router.h"

namespace fitmate::central::http {
namespace {

using Json = nlohmann::ordered_json;

Json reference(std::string_view schema) {
  return {{"$ref", std::format("#/components/schemas/{}", schema)}};
}

std::string_view type_of(Kind kind) {
  switch (kind) {
    case Kind::number:
    case Kind::money:
      return "number";
    case Kind::integer:
      return "integer";
    case Kind::boolean:
      return "boolean";
    default:
      return "string";
  }
}

std::string_view format_of(Kind kind) {
  switch (kind) {
    case Kind::email:
      return "email";
    case Kind::password:
    case Kind::secret:
      return "password";
    case Kind::instant:
      return "date-time";
    case Kind::day:
      return "date";
    case Kind::uuid:
      return "uuid";
    default:
      return "";
  }
}

void add_limits(Json& schema, const Field& field) {
  const bool numeric = field.kind == Kind::number || field.kind == Kind::integer;
  if (numeric || field.kind == Kind::money) {
    schema["minimum"] = field.least;
    if (std::isfinite(field.most)) schema["maximum"] = field.most;
  }
  if (field.kind == Kind::money) schema["multipleOf"] = 0.01;
  if (field.kind == Kind::text) schema["maxLength"] = field.longest;
  if (field.kind == Kind::text && field.required) schema["minLength"] = 1;
  if (field.kind == Kind::password) schema["minLength"] = 8;
  if (field.kind == Kind::time_of_day) schema["pattern"] = "^[0-2][0-9]:[0-5][0-9]$";
  if (!field.choices.empty()) schema["enum"] = field.choices;
}

Json schema_of(const Field& field, bool asked) {
  const bool nullable = !field.required && field.nullable;
  Json schema;
  if (field.kind == Kind::json) {
    schema["type"] = nullable ? Json{"object", "array", "null"} : Json{"object", "array"};
    schema["additionalProperties"] = true;
    return schema;
  }
  const std::string type{type_of(field.kind)};
  schema["type"] = nullable ? Json{type, "null"} : Json(type);
  if (const auto format = format_of(field.kind); !format.empty()) schema["format"] = format;
  if (asked) add_limits(schema, field);
  if (!field.choices.empty()) {
    auto choices = Json(field.choices);
    if (nullable) choices.push_back(nullptr);
    schema["enum"] = std::move(choices);
  }
  return schema;
}

Json object_of(const std::vector<Field>& fields, bool asked, bool all_are_there) {
  Json schema{{"type", "object"}, {"properties", Json::object()}};
  auto required = Json::array();
  for (const auto& field : fields) {
    schema["properties"][field.name] = schema_of(field, asked);
    if (asked ? field.required : all_are_there) required.push_back(field.name);
  }
  if (!required.empty()) schema["required"] = std::move(required);
  return schema;
}

Json form_of(const Call& call) {
  auto schema = object_of(call.body, true, false);
  schema["properties"][call.file] = {{"type", "string"},
                                     {"contentMediaType", "application/octet-stream"}};
  if (call.file_required) schema["required"].push_back(call.file);
  return schema;
}

Json form_content(const Call& call) {
  auto example = example_of(call.body);
  example[call.file] = example_of_file(call.file);
  return {{"schema", form_of(call)},
          {"encoding", {{call.file, {{"contentType", types_of_file(call.file)}}}}},
          {"examples",
           {{"form",
             {{"summary", "The file is written as a data: URL here; what is sent are its bytes."},
              {"value", std::move(example)}}}}}};
}

Json parameter(const Field& field, std::string_view place) {
  auto without_null = field;
  without_null.required = true;
  return {{"name", field.name},
          {"in", place},
          {"required", place == "path" || field.required},
          {"schema", schema_of(without_null, true)},
          {"example", example_of(field)}};
}

Json content(Json schema) {
  return {{"application/json", {{"schema", std::move(schema)}}}};
}

Json page_of(const Shape& shape) {
  return {{"type", "object"},
          {"properties",
           {{"items", {{"type", "array"}, {"items", reference(shape.name)}}},
            {"total", {{"type", "integer"}}}}},
          {"required", {"items", "total"}}};
}

Json answer_schema(const Call& call) {
  if (call.gives == Call::Gives::page) return page_of(call.shape);
  if (call.sections.empty()) return reference(call.shape.name);
  auto whole = object_of(call.shape.fields, false, true);
  for (const auto& section : call.sections) {
    whole["properties"][section.name] =
        section.is_list() ? page_of(section.shape)
                          : Json{{"anyOf", {reference(section.shape.name), {{"type", "null"}}}}};
    whole["required"].push_back(section.name);
  }
  return whole;
}

void add_schema(Description& description, const Shape& shape) {
  description.schemas.emplace(shape.name,
                              object_of(shape.fields, false, !shape.leaves_out_null).dump());
}

std::string_view meaning_of(int status) {
  switch (status) {
    case 401:
      return "not known: the token is missing, false, over or given up";
    case 403:
      return "not allowed";
    case 404:
      return "not there, or another's";
    case 409:
      return "conflicts with what is there";
    case 413:
      return "too large";
    case 415:
      return "of the wrong type";
    case 422:
      return "fields that cannot be taken, all at once";
    case 429:
      return "too often; Retry-After says when";
    case 503:
      return "cannot be done at the moment; Retry-After says when to try again";
    default:
      return "done";
  }
}

void add_refusals(Json& responses, const Call& call) {
  // Any call may find the database away, or the centre busy.
  std::set<int> statuses{call.refusals.begin(), call.refusals.end()};
  statuses.insert(503);
  if (call.who != may::anyone) statuses.insert({401, 403});
  if (!call.body.empty() || !call.file.empty()) statuses.insert({413, 415});
  for (const auto status : statuses) {
    auto& response = responses[std::to_string(status)];
    response = {{"description", meaning_of(status)}, {"content", content(reference("Detail"))}};
    if (status == 429 || status == 503) {
      response["headers"]["Retry-After"] = {{"description", "in seconds"},
                                            {"schema", {{"type", "integer"}}}};
    }
  }
  if (!call.body.empty() || !call.file.empty() || !call.query.empty() ||
      !call.path_fields.empty()) {
    responses["422"] = {{"description", meaning_of(422)},
                        {"content", content(reference("ValidationError"))}};
  }
}

std::string who_text(unsigned who) {
  std::string text;
  const auto add = [&](unsigned one, std::string_view name) {
    if ((who & one) != 0) text += (text.empty() ? "" : ", ") + std::string{name};
  };
  add(may::trainee, "TRAINEE");
  add(may::trainer, "TRAINER");
  add(may::admin, "ADMIN");
  return text;
}

// "getApiTraineeProfile": one of a kind, because method and path are.
std::string operation_id(std::string_view method, std::string_view path) {
  std::string id;
  for (const char c : method) id += static_cast<char>(c - 'A' + 'a');
  bool begins = true;
  for (const char c : path) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (letter) id += begins && c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
    begins = !letter;
  }
  return id;
}

Json common_schemas() {
  const Json fault{{"type", "object"},
                   {"properties",
                    {{"loc", {{"type", "array"}, {"items", {{"type", {"string", "integer"}}}}}},
                     {"msg", {{"type", "string"}}},
                     {"type", {{"type", "string"}}}}},
                   {"required", {"loc", "msg", "type"}}};
  return {{"Detail",
           {{"type", "object"},
            {"properties", {{"detail", {{"type", "string"}}}}},
            {"required", {"detail"}}}},
          {"ValidationError",
           {{"type", "object"},
            {"properties", {{"detail", {{"type", "array"}, {"items", fault}}}}},
            {"required", {"detail"}}}}};
}

}  // namespace

Description describe(const Call& call) {
  Json operation{{"summary", call.summary}};
  Description description;
  if (call.who != may::anyone) {
    operation["security"] = Json::array({{{"bearer", Json::array()}}});
    operation["description"] = "For: " + who_text(call.who) + ".";
  }
  auto parameters = Json::array();
  for (const auto& field : call.path_fields) parameters.push_back(parameter(field, "path"));
  for (const auto& field : call.query) parameters.push_back(parameter(field, "query"));
  if (!parameters.empty()) operation["parameters"] = std::move(parameters);
  if (!call.file.empty()) {
    operation["requestBody"] = {{"required", true},
                                {"content", {{"multipart/form-data", form_content(call)}}}};
  } else if (!call.body.empty()) {
    auto body = content(object_of(call.body, true, false));
    body["application/json"]["example"] = example_of(call.body);
    operation["requestBody"] = {{"required", true}, {"content", std::move(body)}};
  }
  Json responses;
  if (call.gives == Call::Gives::nothing) {
    responses["204"] = {{"description", "done"}};
  } else if (call.gives == Call::Gives::file) {
    Json types;
    for (const auto* type : {"image/jpeg", "image/png", "application/pdf"}) {
      types[type] = Json::object();
    }
    responses["200"] = {{"description", "the file"}, {"content", std::move(types)}};
  } else {
    responses[std::to_string(call.status)] = {{"description", "done"},
                                              {"content", content(answer_schema(call))}};
    add_schema(description, call.shape);
    for (const auto& section : call.sections) add_schema(description, section.shape);
  }
  add_refusals(responses, call);
  operation["responses"] = std::move(responses);
  description.operation = operation.dump();
  return description;
}

Description describe(std::string_view summary, bool needs_token,
                     const std::map<int, std::string_view>& answers,
                     std::string_view content_type) {
  Json operation{{"summary", summary}};
  if (needs_token) operation["security"] = Json::array({{{"bearer", Json::array()}}});
  for (const auto& [status, what] : answers) {
    Json response{{"description", what}};
    if (status < 300) response["content"] = {{content_type, Json::object()}};
    operation["responses"][std::to_string(status)] = std::move(response);
  }
  return {.operation = operation.dump(), .schemas = {}};
}

std::string openapi_text(const Routes& routes, std::string_view version) {
  auto schemas = common_schemas();
  Json paths;
  for (const auto& route : routes) {
    auto operation = Json::parse(route.description.operation);
    const auto method = name_of(route.method);
    operation["operationId"] = operation_id(method, route.path);
    std::string key{method};
    std::ranges::transform(key, key.begin(), [](char c) { return static_cast<char>(c | 0x20); });
    auto& path = paths[route.path];
    if (!operation.contains("parameters") && route.path.contains('{')) {
      for (auto at = route.path.find('{'); at != std::string::npos;
           at = route.path.find('{', at + 1)) {
        const auto name = route.path.substr(at + 1, route.path.find('}', at) - at - 1);
        operation["parameters"].push_back(
            {{"name", name}, {"in", "path"}, {"required", true}, {"schema", {{"type", "string"}}}});
      }
    }
    path[key] = std::move(operation);
    for (const auto& [name, schema] : route.description.schemas)
      schemas[name] = Json::parse(schema);
  }
  const Json document{
      {"openapi", "3.1.0"},
      {"info", {{"title", "FitMate"}, {"version", version}}},
      {"paths", std::move(paths)},
      {"components",
       {{"schemas", std::move(schemas)},
        {"securitySchemes",
         {{"bearer", {{"type", "http"}, {"scheme", "bearer"}, {"bearerFormat", "JWT"}}}}}}}};
  return document.dump();
}

void add_openapi_route(Routes& routes, std::string_view version) {
  routes.push_back(
      {.method = Method::get,
       .path = "/docs",
       .handler = DirectHandler{[](const Request&) {
         return Response{.status = 200,
                         .body = std::string{docs},
                         .content_type = "text/html; charset=utf-8",
                         .headers = {}};
       }},
       .description = describe("The calls, for people.", false, {{200, "a page"}}, "text/html")});
  routes.push_back({.method = Method::get,
                    .path = "/openapi.json",
                    .handler = DirectHandler{},
                    .description = describe("This document.", false, {{200, "the document"}})});
  routes.back().handler = DirectHandler{
      [text = openapi_text(routes, version)](const Request&) { return json(200, text); }};
}

}  // namespace fitmate::central::http
