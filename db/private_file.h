#pragma once

#include <filesystem>

namespace fitmate::db {

// Makes an empty file of mode 0600 unless there is one. An existing file is not opened: closing any
// descriptor of a database drops every lock that this process holds on it
// (sqlite.org/howtocorrupt.html, section 2.2). Any thread. Throws std::system_error.
void make_private(const std::filesystem::path& file);

}  // namespace fitmate::db
