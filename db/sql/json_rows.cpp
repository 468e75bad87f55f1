#include "db/sql/json_rows.h"

#include <cassert>
#include <cmath>
#include <format>
#include <iterator>

namespace fitmate::db::sql {
namespace {

// Appends a value as JSON (RFC 8259).
struct Append {
  std::string& out;

  void operator()(std::monostate) const { out += "null"; }
  void operator()(std::int64_t number) const { out += std::to_string(number); }
  void operator()(double number) const {
    assert(std::isfinite(number));
    std::format_to(std::back_inserter(out), "{}", number);
  }
  void operator()(const Bytes& bytes) const {
    out += '"';
    for (const auto byte : bytes) {
      std::format_to(std::back_inserter(out), "{:02x}", std::to_integer<unsigned>(byte));
    }
    out += '"';
  }
  // Most of a text goes as it is.
  void operator()(const std::string& text) const {
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

void JsonRows::add_row(std::span<const Value> values) {
  assert(values.size() == columns_.size());
  rows_ += rows_.empty() ? "{" : ",{";
  for (std::size_t i = 0; i < values.size(); ++i) {
    rows_ += i == 0 ? "\"" : ",\"";
    rows_ += columns_[i];
    rows_ += "\":";
    std::visit(Append{rows_}, values[i]);
  }
  rows_ += '}';
}

}  // namespace fitmate::db::sql
