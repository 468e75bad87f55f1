#include "central/http/body_budget.h"

namespace fitmate::central::http {
namespace {

// What is kept of a call beside its body: so calls without one do not take all the places either.
constexpr std::size_t of_each_call = std::size_t{32} * 1024;

}  // namespace

BodyBudget::Share::Share(BodyBudget& budget, std::string address, std::string token,
                         std::size_t size)
    : budget_{&budget}, address_{std::move(address)}, token_{std::move(token)}, size_{size} {}

BodyBudget::Share::Share(Share&& other) noexcept
    : budget_{std::exchange(other.budget_, nullptr)},
      address_{std::move(other.address_)},
      token_{std::move(other.token_)},
      size_{other.size_} {}

BodyBudget::Share::~Share() {
  if (budget_ != nullptr) budget_->give_back(*this);
}

bool BodyBudget::fits(const Held& held, const std::string& who, std::size_t size,
                      std::size_t most) {
  const auto found = held.find(who);
  return (found == held.end() ? 0 : found->second) + size <= most;
}

void BodyBudget::lessen(Held& held, const std::string& who, std::size_t size) {
  const auto found = held.find(who);
  found->second -= size;
  if (found->second == 0) held.erase(found);
}

std::optional<BodyBudget::Share> BodyBudget::take(const std::string& address,
                                                  const std::string& token, std::size_t body) {
  const auto size = body + of_each_call;
  const std::scoped_lock lock{mutex_};
  const bool has_room = held_ + size <= limits_.all &&
                        fits(by_address_, address, size, limits_.of_address) &&
                        (token.empty() || fits(by_token_, token, size, limits_.of_token));
  if (!has_room) return std::nullopt;
  held_ += size;
  by_address_[address] += size;
  if (!token.empty()) by_token_[token] += size;
  return Share{*this, address, token, size};
}

void BodyBudget::give_back(const Share& share) {
  const std::scoped_lock lock{mutex_};
  held_ -= share.size_;
  lessen(by_address_, share.address_, share.size_);
  if (!share.token_.empty()) lessen(by_token_, share.token_, share.size_);
}

}  // namespace fitmate::central::http
