#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "central/http/exchange.h"

namespace fitmate::central::http {

// Finds the route of a call. Built once, then read by any thread.
class Router {
 public:
  struct Found {
    const Route* route;
    std::vector<std::string> parts;
  };
  struct NoSuchPath {};
  struct OtherMethods {
    std::string allow;  // "GET, PUT"
  };
  using Answer = std::variant<Found, NoSuchPath, OtherMethods>;

  explicit Router(Routes routes);

  Answer find(Method method, std::string_view path) const;
  std::size_t most_body() const;

 private:
  struct Entry {
    Route route;
    std::vector<std::string> segments;
  };
  std::vector<Entry> entries_;
};

std::string_view name_of(Method method);

}  // namespace fitmate::central::http
