#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace fitmate::central::front {

// Who stands behind each connection that was made to the web framework, by the connection's own
// port of 127.0.0.1. Any thread may ask.
class Callers {
 public:
  // Runs `connect`, which gives the port that it got: nobody is told anything before it is noted.
  void add(const std::string& address, const std::function<std::uint16_t()>& connect);
  void remove(std::uint16_t port);
  // Nothing for a connection that others made.
  std::optional<std::string> find(std::uint16_t port) const;

 private:
  mutable std::mutex mutex_;
  std::unordered_map<std::uint16_t, std::string> addresses_;
};

}  // namespace fitmate::central::front
