#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "db/sql/connection.h"

namespace fitmate::central::http {

// One call and its answer, whatever the web framework.

enum class Method : std::uint8_t { get, post, put, patch, remove };

struct Request {
  Method method{};
  std::string path;
  std::vector<std::string> parts;  // what stood in the braces of the route's path
  std::unordered_map<std::string, std::string> query;
  std::unordered_map<std::string, std::string> headers;  // names in lower case
  std::string body;
  std::string address;  // of the caller
  std::string id;       // of this call, as in the log and in X-Request-Id

  // Empty where there is none.
  std::string_view header(const std::string& name) const;
  // The token of "Authorization: Bearer"; empty where there is none.
  std::string_view bearer() const;
};

struct Response {
  int status = 200;
  std::string body;
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;
};

Response json(int status, std::string body);
// {"detail": "..."}
Response detail(int status, std::string_view text);
// The same with Retry-After.
Response retry_later(int status, std::string_view text, std::chrono::seconds after);

// A field that cannot be taken: where it stands ("body", "email"), in words, and FastAPI's name.
struct FieldFault {
  std::vector<std::string> place;
  std::string message;
  std::string type = "value_error";
};
// 422 {"detail":[{"loc","msg","type"}]}
Response invalid(const std::vector<FieldFault>& faults);

inline constexpr std::size_t body_limit = std::size_t{1024} * 1024;

// What needs much of the machine, or waits for another, has a few threads of its own, so that it
// never holds up the others: password hashes two, pictures one, mails four.
enum class Lane : std::uint8_t { usual, passwords, pictures, mails };

// The rest of a call, done on that lane without a database connection; may block and throw.
struct Later {
  Lane lane{};
  std::function<Response()> work;
};
using Outcome = std::variant<Response, Later>;

// Answered at once on the network's thread: must not block.
using DirectHandler = std::function<Response(const Request&)>;
// Answered on a worker thread with a database connection; may block and throw.
using Handler = std::function<Outcome(const Request&, db::sql::Connection&)>;

// A call's part of /openapi.json, as JSON texts.
struct Description {
  std::string operation;
  std::map<std::string, std::string> schemas;
};

struct Route {
  Method method{};
  std::string path;  // "/api/sync/photos/{sha256}"
  std::variant<Handler, DirectHandler> handler;
  std::size_t most_body = body_limit;
  Lane lane = Lane::usual;
  bool is_for_kiosks = false;  // who wait apart from people
  Description description;
};
using Routes = std::vector<Route>;

}  // namespace fitmate::central::http
