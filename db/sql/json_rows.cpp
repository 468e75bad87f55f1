#include "db/sql/json_rows.h"

#include <cassert>
#include <cmath>
#include <format>
#include <iterator>
#include <utility>

namespace fitmate::db::sql {
namespace {

// Appends a value as JSON.
struct Append {
  std::string& out;

  void operator()(std::monostate) const { out += "null"; }
  void operator()(std::int64_t number) const { out += std::to_string(number); }
  void operator()(double number) const {
    assert(std::isfinite(number));
    std::format_to(std::back_inserter(out), "{}", number);
  }
  void operator()(domain::Instant at) const { (*this)(domain::to_text(at)); }
  void operator()(domain::Day day) const { (*this)(domain::to_text(day)); }
  void operator()(const domain::Uuid& id) const { (*this)(domain::to_text(id)); }
  // Most of a text goes as it is.
  void operator()(std::string_view text) const {
    out += '"';
    std::size_t plain = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const auto letter = static_cast<unsigned char>(text[i]);
      if (letter >= 0x20 && letter != '"' && letter != '\\') continue;
      out.append(text, plain, i - plain);
      plain = i + 1;
      if (letter < 0x20) {
        std::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(letter));
      } else {
        out += {'\\', text[i]};
      }
    }
    out.append(text, plain);
    out += '"';
  }
};

}  // namespace

void JsonRows::add(std::span<const Cell> cells) {
  rows_ += rows_.empty() ? "[" : ",[";
  bool first = true;
  for (const auto& cell : cells) {
    if (!std::exchange(first, false)) rows_ += ',';
    std::visit(Append{rows_}, cell);
  }
  rows_ += ']';
}

}  // namespace fitmate::db::sql
