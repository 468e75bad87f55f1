#pragma once

#include <chrono>
#include <cstdint>

#include <sys/types.h>

namespace fitmate::bench {

// What a running process of ours uses, as the kernel counts it. Throws std::runtime_error where it
// has ended.

// Of all its threads, since its start.
std::chrono::duration<double> processor_time(pid_t process);

// Its proportional share of memory in bytes: pages that several processes share count in part.
std::int64_t proportional_memory(pid_t process);

}  // namespace fitmate::bench
