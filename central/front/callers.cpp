#include "central/front/callers.h"

namespace fitmate::central::front {

void Callers::add(const std::string& address, const std::function<std::uint16_t()>& connect) {
  const std::scoped_lock lock{mutex_};
  addresses_.insert_or_assign(connect(), address);
}

void Callers::remove(std::uint16_t port) {
  const std::scoped_lock lock{mutex_};
  addresses_.erase(port);
}

std::optional<std::string> Callers::find(std::uint16_t port) const {
  const std::scoped_lock lock{mutex_};
  const auto found = addresses_.find(port);
  return found == addresses_.end() ? std::nullopt : std::optional{found->second};
}

}  // namespace fitmate::central::front
