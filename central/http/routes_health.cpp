#include "central/http/routes_health.h"

#include "central/http/openapi.h"
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
  routes.push_back({.method = Method::get,
                    .path = "/health/live",
                    .handler = DirectHandler{live},
                    .description = describe("Does the process answer?", false, {{200, "yes"}})});
  routes.push_back(
      {.method = Method::get,
       .path = "/health/ready",
       .handler = Handler{ready},
       .description = describe("Does the database answer, with the schema of this program?", false,
                               {{200, "yes"}, {503, "no, and why"}})});
}

}  // namespace fitmate::central::http
