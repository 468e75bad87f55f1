#pragma once

#include <expected>

namespace fitmate::domain {

// A value, or why there is none. For outcomes that are expected; broken machinery throws instead.
template <class T, class E>
using Result = std::expected<T, E>;

}  // namespace fitmate::domain
