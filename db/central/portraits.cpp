#include "db/central/portraits.h"

#include "db/central/portraits.sql.h"

namespace fitmate::db::central {

std::vector<Avatar> list_avatars_without_portrait(sql::Connection& connection, std::int64_t most) {
  std::vector<Avatar> avatars;
  for (const auto& row : connection.query(portraits_sql::list_missing, most)) {
    avatars.push_back(
        {.user = row.get<domain::UserId>("user_id"), .url = row.get<std::string>("avatar_url")});
  }
  return avatars;
}

void drop_portraits_given_up(sql::Connection& connection) {
  connection.execute(portraits_sql::drop_given_up);
}

void put_portrait(sql::Connection& connection, const Avatar& avatar,
                  std::optional<std::string_view> jpeg) {
  const auto bytes = jpeg.transform(domain::as_bytes);
  const auto hash =
      bytes.transform([](auto content) { return domain::to_hex(domain::sha256(content)); });
  connection.execute(portraits_sql::put, avatar.user, avatar.url, hash, bytes);
}

std::optional<std::string> load_portrait(sql::Connection& connection, const domain::Hash& sha256) {
  const auto row = connection.query_one(portraits_sql::load_jpeg, domain::to_hex(sha256));
  if (!row) return std::nullopt;
  const auto bytes = row->get<sql::Bytes>("jpeg");
  return std::string{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace fitmate::db::central
