# generated/version.h: the version, and the time the program was built: true time is not before it. It is that of
# SOURCE_DATE_EPOCH or of the last commit, so that the same source makes the same program.
set(built $ENV{SOURCE_DATE_EPOCH})
if(NOT built)
  execute_process(COMMAND git -c safe.directory=* -C ${CMAKE_SOURCE_DIR} log -1 --format=%ct
                  OUTPUT_VARIABLE built OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
if(NOT built)
  set(built 0)
endif()
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/version.h CONTENT [[#pragma once

#include <cstdint>
#include <string_view>

namespace fitmate {
inline constexpr std::string_view version = "@PROJECT_VERSION@";
inline constexpr std::int64_t built_at_s = @built@;  // seconds of UTC
}  // namespace fitmate
]] @ONLY)
