#include "central/http/router.h"

#include <catch2/catch_test_macros.hpp>

namespace fitmate::central::http {
namespace {

Routes some_routes() {
  const DirectHandler nothing = [](const Request&) { return Response{}; };
  Routes routes;
  routes.push_back({.method = Method::get, .path = "/a", .handler = nothing});
  routes.push_back({.method = Method::post, .path = "/a", .handler = nothing});
  routes.push_back(
      {.method = Method::put, .path = "/a/{x}/b/{y}", .handler = nothing, .most_body = 2 << 20});
  return routes;
}

TEST_CASE("A route is found by method and whole path, with what stands in its braces") {
  const Router router{some_routes()};
  const auto found = router.find(Method::put, "/a/12/b/z");
  REQUIRE(std::holds_alternative<Router::Found>(found));
  CHECK(std::get<Router::Found>(found).parts == std::vector<std::string>{"12", "z"});
  CHECK(std::get<Router::Found>(router.find(Method::post, "/a")).route->method == Method::post);
}

TEST_CASE("Anything but the whole path is no such path") {
  const Router router{some_routes()};
  for (const auto* path : {"", "/", "/a/", "//a", "/A", "/a/1/b", "/a//b/z", "/a/1/b/", "/a/1/c/2",
                           "/a/1/b/2/3", "/{x}"}) {
    CAPTURE(path);
    CHECK(std::holds_alternative<Router::NoSuchPath>(router.find(Method::put, path)));
  }
}

TEST_CASE("A path that takes other methods names them") {
  const Router router{some_routes()};
  const auto found = router.find(Method::remove, "/a");
  REQUIRE(std::holds_alternative<Router::OtherMethods>(found));
  CHECK(std::get<Router::OtherMethods>(found).allow == "GET, POST");
}

TEST_CASE("The largest body of any route is the framework's limit") {
  CHECK(Router{some_routes()}.most_body() == std::size_t{2} << 20U);
  CHECK(Router{Routes{}}.most_body() == body_limit);
}

TEST_CASE("A bearer's token is read from the header, the scheme in any case") {
  Request request;
  CHECK(request.bearer().empty());
  for (const auto* value : {"Bearer abc", "bearer abc", "BEARER abc"}) {
    request.headers["authorization"] = value;
    CHECK(request.bearer() == "abc");
  }
  for (const auto* value : {"Basic abc", "Bearer", "Bearer ", "Bearerabc", ""}) {
    request.headers["authorization"] = value;
    CHECK(request.bearer().empty());
  }
}

TEST_CASE("Errors have FastAPI's shape") {
  CHECK(detail(404, "no \"such\" thing").body == R"({"detail":"no \"such\" thing"})");
  const auto answer = invalid({{.place = {"body", "email"}, .message = "no", .type = "t"}});
  CHECK(answer.status == 422);
  CHECK(answer.body == R"({"detail":[{"loc":["body","email"],"msg":"no","type":"t"}]})");
  CHECK(detail(500, "\xff").body.contains("detail"));
}

}  // namespace
}  // namespace fitmate::central::http
