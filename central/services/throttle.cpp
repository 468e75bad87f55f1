#include "central/services/throttle.h"

#include <algorithm>

namespace fitmate::central::services {

bool Throttle::allow(std::int64_t key, Time now) {
  const std::scoped_lock lock{mutex_};
  const auto most = static_cast<double>(per_second_);
  auto& bucket = buckets_.try_emplace(key, Bucket{.tokens = most, .at = now}).first->second;
  const std::chrono::duration<double> passed = now - bucket.at;
  bucket = {.tokens = std::min(most, bucket.tokens + passed.count() * most), .at = now};
  if (bucket.tokens < 1) return false;
  bucket.tokens -= 1;
  return true;
}

}  // namespace fitmate::central::services
