#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/sql/connection.h"
#include "domain/crypto.h"
#include "domain/ids.h"

// The table portraits: people's pictures as the kiosks show them. Every function blocks on the
// database and throws sql::SqlError.
namespace fitmate::db::central {

// Of people who have no avatar any more.
void drop_portraits_given_up(sql::Connection& connection);

// An avatar of which there is no portrait yet.
struct Avatar {
  domain::UserId user;
  std::string url;
};
std::vector<Avatar> list_avatars_without_portrait(sql::Connection& connection, std::int64_t most);

// The portrait made of that avatar; no bytes where none can be made of it. Has no effect where the
// avatar's portrait is there.
void put_portrait(sql::Connection& connection, const Avatar& avatar,
                  std::optional<std::string_view> jpeg);

// Nothing where nobody's portrait has that hash.
std::optional<std::string> load_portrait(sql::Connection& connection, const domain::Hash& sha256);

}  // namespace fitmate::db::central
