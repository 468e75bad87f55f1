#include "central/services/uploads.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <format>
#include <fstream>
#include <iterator>

#include "central/services/private_file.h"
#include "db/central/uploads.h"
#include "db/sql/transaction.h"
#include "domain/crypto.h"

namespace fitmate::central::services {
namespace {

using db::sql::Connection;

constexpr auto longest_upload = std::chrono::hours{1};
constexpr std::size_t random_digits = 32;

std::string random_name(domain::UserId owner, std::string_view extension,
                        const domain::Random& random) {
  std::array<std::byte, random_digits / 2> bytes{};
  random(bytes);
  return std::format("user_{}_{}.{}", owner.value, domain::to_hex(bytes), extension);
}

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

}  // namespace

bool Uploads::keep(Connection& connection, domain::UserId owner, const CleanFile& content,
                   domain::Instant now, const domain::Random& random,
                   const std::function<bool(std::string_view url)>& name) const {
  const auto file = random_name(owner, content.extension, random);
  db::central::begin_upload(connection, file, now);
  replace_private_file(folder_ / file, content.bytes);
  {
    db::sql::Transaction transaction{connection};
    if (name(std::string{uploads_url} + file)) {
      db::central::end_upload(connection, file);
      transaction.commit();
      return true;
    }
  }
  std::filesystem::remove(folder_ / file);
  db::central::end_upload(connection, file);
  return false;
}

void Uploads::drop(Connection& connection, std::string_view url) {
  if (!url.starts_with(uploads_url)) return;
  db::central::begin_upload(connection, url.substr(uploads_url.size()), domain::Instant{});
}

std::size_t Uploads::sweep(Connection& connection, domain::Instant now) const {
  const auto left = db::central::list_left_uploads(connection, now - longest_upload);
  std::optional<std::filesystem::filesystem_error> stuck;
  for (const auto& file : left) {
    const auto owner = owner_of(file);
    if (owner &&
        !db::central::is_upload_in_use(connection, std::string{uploads_url} + file, *owner)) {
      std::error_code error;
      std::filesystem::remove(folder_ / file, error);
      if (error) {
        stuck.emplace("a file nobody needs cannot be removed: see who owns it", folder_ / file,
                      error);
        continue;
      }
    }
    db::central::end_upload(connection, file);
  }
  if (stuck) throw *stuck;
  return left.size();
}

std::optional<std::string> Uploads::load(std::string_view file) const {
  if (!owner_of(file)) return std::nullopt;
  std::ifstream in{folder_ / file, std::ios::binary};
  if (!in) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>{in}, {}};
}

std::optional<domain::UserId> owner_of(std::string_view file) {
  constexpr std::string_view begins = "user_";
  if (!file.starts_with(begins)) return std::nullopt;
  file.remove_prefix(begins.size());
  std::int64_t owner = 0;
  const auto [end, error] = std::from_chars(file.data(), file.data() + file.size(), owner);
  if (error != std::errc{} || owner <= 0) return std::nullopt;
  file.remove_prefix(static_cast<std::size_t>(end - file.data()));
  if (file.size() != 1 + random_digits + 4 || file.front() != '_') return std::nullopt;
  const auto random = file.substr(1, random_digits);
  const auto extension = file.substr(1 + random_digits);
  if (!std::ranges::all_of(random, is_hex) ||
      (extension != ".jpg" && extension != ".png" && extension != ".pdf")) {
    return std::nullopt;
  }
  return domain::UserId{owner};
}

}  // namespace fitmate::central::services
