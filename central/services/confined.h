#pragma once

#include <functional>
#include <optional>

namespace fitmate::central::services {

// What a piece of confined work says: its process's exit status, clear of what others end with.
inline constexpr int confined_least = 64;
inline constexpr int confined_most = 127;

// Does work on bytes that anybody may have made, with a library that has no bounds of its own, in a
// process of its own: 256 MiB beyond what this one has, 5 s of a processor, and half a minute in
// all. Gives what the work gives (confined_least to confined_most); nothing where it crashed,
// threw, or wanted more. The work touches memory alone: files and sockets of this process are
// closed there, its other threads do not run, and what it changes is gone with it. Blocks. Throws
// std::system_error where there can be no further process.
std::optional<int> run_confined(const std::function<int()>& work);

}  // namespace fitmate::central::services
