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
  void operator()(const std::string& text) const {
    out += '"';
    for (const char letter : text) {
      if (static_cast<unsigned char>(letter) < 0x20) {
        std::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(letter));
      } else {
        if (letter == '"' || letter == '\\') out += '\\';
        out += letter;
      }
    }
    out += '"';
  }
};

}  // namespace

void JsonRows::add_row(std::span<const Value> values) {
  assert(values.size() == columns_.size());
  rows_ += rows_.empty() ? "{" : ",{";
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::format_to(std::back_inserter(rows_), "{}\"{}\":", i == 0 ? "" : ",", columns_[i]);
    std::visit(Append{rows_}, values[i]);
  }
  rows_ += '}';
}

}  // namespace fitmate::db::sql
