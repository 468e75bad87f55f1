#include "central/http/routes_health.h"

#include "db/central/schema.h"

namespace fitmate::central::http {
namespace {

Response live(const Request&) {
  return json(200, R"({"status":"ok"})");
}

// A database that does not answer throws, which is a 503 too.
Response ready(const Request&, db::sql::Connection& connection) {
  const auto schema = db::central::check_schema(connection);
  if (!schema) return detail(503, schema.error().detail);
  return json(200, R"({"status":"ok"})");
}

}  // namespace

void add_health_routes(Routes& routes) {
  routes.push_back({.method = Method::get, .path = "/health/live", .handler = DirectHandler{live}});
  routes.push_back({.method = Method::get, .path = "/health/ready", .handler = Handler{ready}});
}

}  // namespace fitmate::central::http
