#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace fitmate::central::http {

// The memory of calls that wait for a worker: bounded in all, and by shares, so that no single
// address and no single token takes it from the others. Any thread.
class BodyBudget {
 public:
  struct Limits {  // in bytes
    std::size_t all = 0;
    std::size_t of_address = 0;
    std::size_t of_token = 0;  // which nobody has looked at yet
  };

  // A call's part; given back with it. The budget outlives it.
  class Share {
   public:
    Share(Share&& other) noexcept;
    Share& operator=(Share&&) = delete;
    ~Share();

   private:
    friend class BodyBudget;
    Share(BodyBudget& budget, std::string address, std::string token, std::size_t size);

    BodyBudget* budget_;
    std::string address_;
    std::string token_;
    std::size_t size_;
  };

  explicit BodyBudget(const Limits& limits) : limits_{limits} {}

  // For a body of that size; nothing where there is too little left. Who shows no token has the
  // address's share alone.
  [[nodiscard]] std::optional<Share> take(const std::string& address, const std::string& token,
                                          std::size_t body);

 private:
  using Held = std::unordered_map<std::string, std::size_t>;

  static bool fits(const Held& held, const std::string& who, std::size_t size, std::size_t most);
  static void lessen(Held& held, const std::string& who, std::size_t size);
  void give_back(const Share& share);

  Limits limits_;
  std::mutex mutex_;
  std::size_t held_ = 0;
  Held by_address_;
  Held by_token_;
};

}  // namespace fitmate::central::http
