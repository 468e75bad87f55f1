#include "domain/trust_list.h"

#include <charconv>
#include <format>
#include <ranges>

namespace fitmate::domain {
namespace {

constexpr std::string_view context{"FitMate/trust-list/v1\0", 22};

Bytes message_of(ByteView body) {
  Bytes message(as_bytes(context).begin(), as_bytes(context).end());
  message.insert(message.end(), body.begin(), body.end());
  return message;
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (const auto word : std::views::split(line, ' ')) words.emplace_back(word);
  return words;
}

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number value{};
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

bool read_key(const std::vector<std::string_view>& words, TrustList& list) {
  if (words.size() != 6) return false;
  const auto id = parse_number<std::uint8_t>(words[1]);
  const auto bytes = from_hex(words[2]);
  const auto key = bytes ? to_array<32>(*bytes) : std::nullopt;
  const auto from = parse_instant(words[3]);
  const auto to = parse_instant(words[4]);
  const bool revoked = words[5] == "revoked";
  if (!id || *id > 15 || !key || !from || !to || (!revoked && words[5] != "active")) return false;
  list.issuers[*id] = {.key = *key, .from = *from, .to = *to, .revoked = revoked};
  return true;
}

bool read_line(std::string_view line, TrustList& list) {
  const auto words = words_of(line);
  if (words[0] == "key") return read_key(words, list);
  if (words.size() != 2) return false;
  if (words[0] == "version") {
    const auto version = parse_number<std::int64_t>(words[1]);
    list.version = version.value_or(0);
    return version.has_value();
  }
  const auto at = parse_instant(words[1]);
  if (!at) return false;
  if (words[0] == "issued_at") {
    list.issued_at = *at;
    return true;
  }
  if (words[0] == "not_after") {
    list.not_after = *at;
    return true;
  }
  return false;
}

std::string lines_of(const TrustList& list) {
  auto lines = std::format("version {}\nissued_at {}\nnot_after {}\n", list.version,
                           to_text(list.issued_at), to_text(list.not_after));
  for (const auto& [id, issuer] : list.issuers) {
    lines += std::format("key {} {} {} {} {}\n", id, to_hex(issuer.key), to_text(issuer.from),
                         to_text(issuer.to), issuer.revoked ? "revoked" : "active");
  }
  return lines;
}

}  // namespace

std::string to_text(const TrustList& list, const Seed& root) {
  const auto body = lines_of(list);
  const auto signature = sign(root, message_of(as_bytes(body)));
  return to_base64url(as_bytes(body)) + "." + to_base64url(signature);
}

Result<TrustList, std::string> parse_trust_list(std::string_view text, const PublicKey& root) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return std::unexpected("the trust list has no signature");
  const auto body = from_base64url(text.substr(0, dot));
  const auto bytes = from_base64url(text.substr(dot + 1));
  const auto signature = bytes ? to_array<64>(*bytes) : std::nullopt;
  if (!body || !signature || !verify(root, message_of(*body), *signature)) {
    return std::unexpected("the trust list is not signed by this gym's root key");
  }
  TrustList list;
  const std::string_view lines{reinterpret_cast<const char*>(body->data()), body->size()};
  for (const auto part : std::views::split(lines, '\n')) {
    const std::string_view line{part};
    if (!line.empty() && !read_line(line, list)) {
      return std::unexpected("the trust list holds a line that cannot be read");
    }
  }
  // A line that is missing, twice or out of its place would make two texts of one list.
  if (lines_of(list) != lines) {
    return std::unexpected("the trust list's lines are not those that an issuer writes");
  }
  return list;
}

}  // namespace fitmate::domain
