#include "kiosk/invitation.h"

#include <algorithm>

namespace fitmate::kiosk {
namespace {

constexpr std::string_view prefix = "FE1:";
// Longer than any address and code together; what is longer is another's.
constexpr std::size_t longest = 400;

// Both become arguments and a line of another program.
bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char letter) { return letter > ' ' && letter < 0x7f; });
}

}  // namespace

std::optional<Invitation> parse_invitation(std::string_view text) {
  if (!text.starts_with(prefix) || text.size() > longest || !is_plain(text)) return std::nullopt;
  text.remove_prefix(prefix.size());
  const auto cut = text.rfind('#');
  if (cut == std::string_view::npos) return std::nullopt;
  const auto url = text.substr(0, cut);
  const auto code = text.substr(cut + 1);
  const bool is_web = url.starts_with("https://") || url.starts_with("http://");
  if (!is_web || code.empty()) return std::nullopt;
  return Invitation{.central_url = std::string{url}, .code = std::string{code}};
}

}  // namespace fitmate::kiosk
