#pragma once

#include <cstdint>
#include <optional>
#include <regex>
#include <string>
#include <string_view>

#include "tests/support/raw_http.h"
#include "tests/system/central_program.h"

namespace fitmate::tests {

// The real server, with a person of each role who is signed in.
class ServedCentre {
 public:
  using Json = CentralProgram::Json;
  static constexpr std::string_view password = "Correct-horse-1";
  static constexpr int people = 3;

  explicit ServedCentre(db::sql::Engine engine);

  HttpAnswer post(const std::string& path, const Json& body, const std::string& token = {},
                  const std::string& from = "127.0.0.1") const;
  HttpAnswer get(const std::string& path, const std::string& token = {}) const;
  // The token of somebody who needs no second step.
  std::string sign_in(const std::string& email) const;
  // What the server says has to be read, or it would wait for somebody to do so.
  std::string log();

  CentralProgram central;
  std::optional<Process> process;
  std::uint16_t port = 0;
  std::string trainee;
  std::string trainer;
  std::string admin;

 private:
  std::string await(const std::regex& words);
  std::string sign_in_admin();
  std::string make_trainer();
};

// Is it an error in FastAPI's shape?
bool has_detail(const HttpAnswer& answer);

// A client on one connection, who must not notice what others do.
class Bystander {
 public:
  explicit Bystander(std::uint16_t port) : connection_{port} {}
  bool is_served();

 private:
  RawConnection connection_;
};

}  // namespace fitmate::tests
