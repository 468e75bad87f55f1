#include "central/http/openapi.h"

#include <algorithm>
#include <format>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "central/http/routes_health.h"
#include "domain/crypto.h"
#include "tests/support/api.h"
#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace fitmate::tests {
namespace {

using db::sql::Engine;
using Json = Api::Json;

Json document_of(const Api& api) {
  auto routes = api.routes();
  central::http::add_health_routes(routes);
  central::http::add_openapi_route(routes, "1.2.3");
  const auto& route = routes.back();
  return Json::parse(
      std::get<central::http::DirectHandler>(route.handler)(central::http::Request{}).body);
}

const Json& schema_of(const Json& document, const Json& schema) {
  if (!schema.contains("$ref")) return schema;
  const auto name = schema.at("$ref").get<std::string>();
  return document.at("components").at("schemas").at(name.substr(name.rfind('/') + 1));
}

bool has_type(const Json& type, const Json& value) {
  if (type.is_array()) {
    return std::ranges::any_of(type, [&](const Json& one) { return has_type(one, value); });
  }
  return (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
         (type == "string" && value.is_string()) || (type == "boolean" && value.is_boolean()) ||
         (type == "integer" && value.is_number_integer()) ||
         (type == "number" && value.is_number()) || (type == "null" && value.is_null());
}

// The part of JSON Schema that our document uses; nothing beside the described fields may be there.
void check_matches(const Json& document, const Json& given, const Json& value) {
  if (given.contains("anyOf")) {
    // Something, or null.
    if (!value.is_null()) check_matches(document, given.at("anyOf").at(0), value);
    CHECK(given.at("anyOf").at(1) == Json{{"type", "null"}});
    return;
  }
  const auto& schema = schema_of(document, given);
  CAPTURE(schema.dump(), value.dump());
  CHECK(has_type(schema.at("type"), value));
  if (value.is_object() && schema.contains("properties")) {
    for (const auto& [name, one] : value.items()) {
      REQUIRE(schema.at("properties").contains(name));
      check_matches(document, schema.at("properties").at(name), one);
    }
    for (const auto& name : schema.value("required", Json::array())) {
      CHECK(value.contains(name.get<std::string>()));
    }
  }
  if (value.is_array() && schema.contains("items")) {
    for (const auto& one : value) check_matches(document, schema.at("items"), one);
  }
  if (schema.contains("enum")) CHECK(std::ranges::contains(schema.at("enum"), value));
}

struct Body {
  std::string content;
  std::string type = "application/json";
};

// What a field of a form is sent as: a file, written as a data: URL, as its bytes.
std::string sent(const Json& value) {
  if (!value.is_string()) return value.dump();
  auto text = value.get<std::string>();
  constexpr std::string_view mark = ";base64,";
  if (!text.starts_with("data:")) return text;
  text.erase(0, text.find(mark) + mark.size());
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  text.erase(std::min(text.find('='), text.size()));
  const auto bytes = domain::from_base64url(text).value();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Body body_of_example(const Json& operation) {
  if (!operation.contains("requestBody")) return {};
  const auto& content = operation.at("requestBody").at("content");
  if (content.contains("application/json")) {
    return {.content = content.at("application/json").at("example").dump()};
  }
  Body form{.content = {}, .type = "multipart/form-data; boundary=XX"};
  const auto& example = content.at("multipart/form-data").at("examples").at("form").at("value");
  for (const auto& [name, value] : example.items()) {
    form.content += std::format("--XX\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{}\r\n",
                                name, sent(value));
  }
  form.content += "--XX--\r\n";
  return form;
}

bool ends_tokens(const std::string& path) {
  return path == "/api/auth/logout" || path == "/api/auth/change-password";
}

std::string path_of_example(std::string path, const Json& operation) {
  std::string query;
  for (const auto& parameter : operation.value("parameters", Json::array())) {
    const auto name = parameter.at("name").get<std::string>();
    const auto& example = parameter.at("example");
    const auto text = example.is_string() ? example.get<std::string>() : example.dump();
    if (parameter.at("in") == "query") {
      query += (query.empty() ? "?" : "&") + name + "=" + text;
    } else {
      const auto mark = "{" + name + "}";
      path.replace(path.find(mark), mark.size(), text);
    }
  }
  return path + query;
}

}  // namespace

TEST_CASE("The document has every route, each under a name of its own") {
  const Api api{Engine::sqlite};
  const auto document = document_of(api);
  std::set<std::string> names;
  std::size_t calls = 0;
  for (const auto& [path, methods] : document.at("paths").items()) {
    for (const auto& [method, operation] : methods.items()) {
      ++calls;
      names.insert(operation.at("operationId").get<std::string>());
      CHECK_FALSE(operation.at("summary").get<std::string>().empty());
    }
  }
  CHECK(calls == api.routes().size() + 4);
  CHECK(names.size() == calls);
  CHECK(document.at("info").at("version") == "1.2.3");
}

TEST_CASE("An independent validator takes the document") {
  const Api api{Engine::sqlite};
  const TempFolder folder;
  const auto file = folder.path() / "openapi.json";
  std::ofstream{file} << document_of(api);
  const auto checked = run({"/usr/bin/python3", "-m", "openapi_spec_validator", file.string()});
  CAPTURE(checked.out, checked.err);
  CHECK(checked.exit_code == 0);
}

TEST_CASE("The manual's page of calls is the code's") {
  const Api api{Engine::sqlite};
  std::set<std::string> described;
  for (const auto& route : api.routes()) {
    const auto operation = Json::parse(route.description.operation);
    const auto who = operation.value("description", std::string{"anyone"});
    described.insert(std::format("{} {}: {}", central::http::name_of(route.method), route.path,
                                 who == "For: TRAINEE, TRAINER, ADMIN." ? "all" : who));
  }
  std::set<std::string> written;
  std::ifstream manual{FITMATE_SOURCE_DIR "/central/README.md"};
  const std::regex row{R"(\| ((?:GET |POST )+)(/\S+) \| ([a-z, ]+) \| [^|]+ \|)"};
  std::smatch found;
  for (std::string line; std::getline(manual, line);) {
    if (!std::regex_match(line, found, row)) continue;
    auto who = found[3].str();
    if (who != "all" && who != "anyone") {
      std::ranges::transform(who, who.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      });
      who = "For: " + who + ".";
    }
    std::istringstream methods{found[1].str()};
    for (std::string method; methods >> method;) {
      written.insert(std::format("{} {}: {}", method, found[2].str(), who));
    }
  }
  CHECK(written == described);
}

TEST_CASE("Answers are what the document says, refusals too") {
  Api api{Engine::sqlite};
  const auto document = document_of(api);
  const auto jo = api.trainee("jo@example.com");
  const auto boss = api.admin("boss@example.com");
  const auto tom = api.trainer("tom@example.com");
  api.post("/api/trainee/measurements", jo, {{"weight", 70}});
  api.post("/api/trainee/workouts", jo, {{"exercise_type", "run"}});
  api.post("/api/messages", jo,
           {{"receiver_id", api.user_of("boss@example.com").value}, {"message", "x"}});
  for (const auto& route : api.routes()) {
    const bool reads = route.method == central::http::Method::get;
    if (route.path.contains('{')) continue;
    for (const auto& token : {std::string{}, jo, boss, tom}) {
      if (ends_tokens(route.path) && !token.empty()) continue;
      const auto answer = api.call(route.method, route.path, token, "{}");
      CAPTURE(route.path, answer.status, answer.text);
      const auto& responses =
          document.at("paths").at(route.path).at(reads ? "get" : "post").at("responses");
      REQUIRE(responses.contains(std::to_string(answer.status)));
      const auto& response = responses.at(std::to_string(answer.status));
      if (answer.status == 204) continue;
      check_matches(document, response.at("content").at("application/json").at("schema"),
                    answer.body);
    }
  }
}

TEST_CASE("Every example of the document is answered as it describes, and does what it is for") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto document = document_of(api);
  // Those whose ids the examples name.
  const auto jo = api.trainee("jo@example.com");
  const auto tom = api.trainer("tom@example.com");
  const auto boss = api.admin("boss@example.com");
  api.centre.connection().script("update trainers set id = '01890000-0000-7000-8000-000000000001'");
  std::set<std::string> done;
  std::set<std::string> all;
  // What one needs another makes, which may come later.
  for (int turn = 0; turn < 2; ++turn) {
    for (const auto& route : api.routes()) {
      const auto method = route.method == central::http::Method::get ? "get" : "post";
      const auto& operation = document.at("paths").at(route.path).at(method);
      const auto path = path_of_example(route.path, operation);
      // It makes the only trainee a trainer; the others end the tokens.
      const bool is_other = route.path == "/api/trainer/create" || ends_tokens(route.path);
      if (is_other) continue;
      all.insert(method + route.path);
      for (const auto& token : {jo, tom, boss}) {
        const auto body = body_of_example(operation);
        const auto answer = api.call(route.method, path, token, body.content, body.type);
        CAPTURE(method, path, answer.status, answer.text);
        CHECK(answer.status != 422);
        const auto& responses = operation.at("responses");
        REQUIRE(responses.contains(std::to_string(answer.status)));
        const auto& content =
            responses.at(std::to_string(answer.status)).at("content").at("application/json");
        check_matches(document, content.at("schema"), answer.body);
        if (answer.status < 300) done.insert(method + route.path);
      }
    }
  }
  for (const auto& [path, token] :
       {std::pair{"/api/auth/logout", tom}, std::pair{"/api/auth/change-password", boss}}) {
    CAPTURE(path);
    const auto body = body_of_example(document.at("paths").at(path).at("post"));
    CHECK(api.call(central::http::Method::post, path, token, body.content).status == 204);
  }
  for (const auto& call : done) all.erase(call);
  // No code is known beforehand, no file is there, and address and number are somebody's once they
  // were registered.
  CHECK(all == std::set<std::string>{"get/profile_uploads/{file}", "post/api/admin/create-trainer",
                                     "post/api/auth/verify-otp", "post/api/trainee/update-profile",
                                     "post/api/trainer/update-profile"});
}

}  // namespace fitmate::tests
