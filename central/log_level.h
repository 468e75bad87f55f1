#pragma once

#include <cstdint>

namespace fitmate::central {

// How much a line matters to whoever runs the server; each includes those after it.
enum class LogLevel : std::uint8_t { debug, info, warning, error };

}  // namespace fitmate::central
