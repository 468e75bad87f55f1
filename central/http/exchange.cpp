#include "central/http/exchange.h"

#include <nlohmann/json.hpp>

namespace fitmate::central::http {
namespace {

using Json = nlohmann::json;

std::string write(const Json& body) {
  return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

}  // namespace

std::string_view Request::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string_view{} : std::string_view{found->second};
}

// RFC 6750, section 2.1; the scheme's name in any case (RFC 9110, section 11.1).
std::string_view Request::bearer() const {
  constexpr std::string_view scheme = "bearer ";
  const auto value = header("authorization");
  if (value.size() <= scheme.size()) return {};
  for (std::size_t i = 0; i < scheme.size(); ++i) {
    if (lower(value[i]) != scheme[i]) return {};
  }
  return value.substr(scheme.size());
}

Response json(int status, std::string body) {
  return {
      .status = status, .body = std::move(body), .content_type = "application/json", .headers = {}};
}

Response detail(int status, std::string_view text) {
  return json(status, write({{"detail", text}}));
}

Response retry_later(int status, std::string_view text, std::chrono::seconds after) {
  auto response = detail(status, text);
  response.headers.emplace_back("Retry-After", std::to_string(after.count()));
  return response;
}

Response invalid(const std::vector<FieldFault>& faults) {
  auto list = Json::array();
  for (const auto& fault : faults) {
    list.push_back({{"loc", fault.place}, {"msg", fault.message}, {"type", fault.type}});
  }
  return json(422, write({{"detail", std::move(list)}}));
}

}  // namespace fitmate::central::http
