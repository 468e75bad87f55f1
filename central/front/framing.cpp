#include "central/front/framing.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <format>
#include <vector>

namespace fitmate::central::front {

struct Framing::Length {
  std::optional<std::size_t> bytes;
  bool is_chunked = false;
};

namespace {

using Refusal = Framing::Refusal;

constexpr std::size_t most_head = std::size_t{32} * 1024;
constexpr std::size_t most_request_line = std::size_t{8} * 1024;
constexpr std::size_t most_fields = 100;
constexpr std::size_t most_chunk_line = 256;
constexpr std::string_view line_end = "\r\n";
constexpr std::string_view head_end = "\r\n\r\n";

Refusal bad(std::string_view detail) {
  return {.status = 400, .detail = std::string{detail}};
}

// RFC 9110, section 5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           marks.contains(c);
  });
}

bool is_visible(char c) {
  return c > ' ' && c < '\x7f';
}

// Bytes above 127 are somebody's text; a control byte is nobody's.
bool may_stand_in_field(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return c == '\t' || (byte >= 0x20 && byte != 0x7f);
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string lower(std::string_view text) {
  std::string out{text};
  for (auto& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

template <int base>
std::optional<std::size_t> parse_size(std::string_view digits) {
  std::uint64_t size = 0;
  const auto* end = digits.data() + digits.size();
  const auto [stopped, error] = std::from_chars(digits.data(), end, size, base);
  if (error != std::errc{} || stopped != end || digits.starts_with('-')) return std::nullopt;
  return size;
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// The fields that say how a request is framed, and how often they were given.
struct Fields {
  std::vector<std::string> lengths;
  std::vector<std::string> codings;
  std::size_t hosts = 0;
  std::string upgrade;
  std::string expect;
};

std::optional<Refusal> read_request_line(std::string_view line, bool& is_old) {
  constexpr std::array<std::string_view, 7> methods{"GET",   "HEAD",   "POST",   "PUT",
                                                    "PATCH", "DELETE", "OPTIONS"};
  if (line.size() > most_request_line) return Refusal{414, "the address is too long"};
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return bad("the request line is broken");
  const auto target = line.substr(first + 1, last - first - 1);
  const auto version = line.substr(last + 1);
  if (!is_token(line.substr(0, first)) || target.empty() ||
      !std::ranges::all_of(target, is_visible)) {
    return bad("the request line is broken");
  }
  if (version != "HTTP/1.1" && version != "HTTP/1.0") {
    const bool is_http = version.starts_with("HTTP/");
    return is_http ? Refusal{505, "HTTP/1.1 is spoken here"} : bad("the request line is broken");
  }
  is_old = version == "HTTP/1.0";
  if (!std::ranges::contains(methods, line.substr(0, first))) {
    return Refusal{405, "this method is not known here"};
  }
  return std::nullopt;
}

std::optional<Refusal> read_field(std::string_view line, Fields& fields) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon)) ||
      !std::ranges::all_of(line, may_stand_in_field)) {
    return bad("a header is broken");
  }
  const auto name = lower(line.substr(0, colon));
  const auto value = lower(trim(line.substr(colon + 1)));
  if (name == "content-length") fields.lengths.push_back(value);
  if (name == "transfer-encoding") fields.codings.push_back(value);
  if (name == "host") ++fields.hosts;
  if (name == "upgrade") fields.upgrade += value;
  if (name == "expect") fields.expect += value;
  return std::nullopt;
}

std::optional<Refusal> judge(const Fields& fields, bool is_old) {
  if (!is_old && fields.hosts != 1) return bad("a request has one Host");
  if (!fields.lengths.empty() && !fields.codings.empty()) {
    return bad("a request has Content-Length or Transfer-Encoding, not both");
  }
  if (fields.lengths.size() > 1) return bad("a request has one Content-Length");
  if (!fields.lengths.empty() && !is_digits(fields.lengths.front())) {
    return bad("Content-Length is no number");
  }
  if (!fields.codings.empty() && is_old) return bad("HTTP/1.0 has no Transfer-Encoding");
  if (fields.codings.size() > 1 || (!fields.codings.empty() && fields.codings[0] != "chunked")) {
    return Refusal{501, "of transfer codings only chunked is known here"};
  }
  if (fields.upgrade.contains("websocket")) return bad("there are no web sockets here");
  if (!fields.expect.empty() && fields.expect != "100-continue") {
    return Refusal{417, "of expectations only 100-continue is known here"};
  }
  return std::nullopt;
}

}  // namespace

Framing::Within Framing::within() const {
  if (part_ != Part::head) return Within::body;
  return held_.empty() ? Within::nothing : Within::head;
}

Refusal Framing::too_large() const {
  return {.status = 413, .detail = std::format("the body is over {} bytes", most_body_)};
}

std::optional<Refusal> Framing::take(std::string_view bytes, std::string& onward) {
  while (!bytes.empty()) {
    std::optional<Refusal> refusal;
    switch (part_) {
      case Part::head:
        refusal = take_head(bytes, onward);
        break;
      case Part::body:
      case Part::chunk:
        take_body(bytes, onward);
        break;
      case Part::chunk_size:
        refusal = take_chunk_size(bytes, onward);
        break;
      case Part::chunk_end:
      case Part::last_line:
        refusal = take_line_end(bytes, onward);
        break;
    }
    if (refusal) return refusal;
  }
  return std::nullopt;
}

std::optional<Refusal> Framing::take_head(std::string_view& bytes, std::string& onward) {
  // An empty line before a request is somebody's old habit.
  while (held_.size() < line_end.size() && bytes.starts_with(line_end.substr(held_.size()))) {
    bytes.remove_prefix(line_end.size() - held_.size());
    held_.clear();
  }
  if (bytes.empty()) return std::nullopt;
  // What was held may end within the mark.
  const auto from = held_.size() < head_end.size() ? 0 : held_.size() - head_end.size() + 1;
  const auto before = held_.size();
  held_ += bytes;
  const auto end = held_.find(head_end, from);
  const auto whole = end == std::string::npos ? held_.size() : end + head_end.size();
  for (auto at = held_.find('\n', before); at < whole; at = held_.find('\n', at + 1)) {
    if (at == 0 || held_[at - 1] != '\r') return bad("lines end with CR and LF");
  }
  if (whole > most_head) {
    const bool is_line = held_.find(line_end) > most_request_line;
    return is_line ? Refusal{414, "the address is too long"}
                   : Refusal{431, "the headers are too large"};
  }
  bytes.remove_prefix(whole - before);
  if (end == std::string::npos) return std::nullopt;
  held_.resize(whole);
  Length length;
  if (auto refusal = read_head(std::string_view{held_}.substr(0, end), length)) return refusal;
  onward += held_;
  held_.clear();
  ++heads_;
  begin_body(length);
  return std::nullopt;
}

std::optional<Refusal> Framing::read_head(std::string_view head, Length& length) const {
  Fields fields;
  bool is_old = false;
  std::size_t count = 0;
  while (true) {
    const auto end = std::min(head.find(line_end), head.size());
    const auto line = head.substr(0, end);
    auto refusal = count == 0 ? read_request_line(line, is_old) : read_field(line, fields);
    if (refusal) return refusal;
    if (count++ > most_fields) return Refusal{431, "there are too many headers"};
    if (end == head.size()) break;
    head.remove_prefix(end + line_end.size());
  }
  if (auto refusal = judge(fields, is_old)) return refusal;
  length.is_chunked = !fields.codings.empty();
  if (fields.lengths.empty()) return std::nullopt;
  length.bytes = parse_size<10>(fields.lengths.front());
  if (!length.bytes || *length.bytes > most_body_) return too_large();
  return std::nullopt;
}

void Framing::begin_body(const Length& length) {
  body_ = 0;
  left_ = length.bytes.value_or(0);
  if (length.is_chunked) {
    part_ = Part::chunk_size;
  } else if (left_ > 0) {
    part_ = Part::body;
  }
}

void Framing::take_body(std::string_view& bytes, std::string& onward) {
  const auto some = bytes.substr(0, std::min(left_, bytes.size()));
  onward += some;
  left_ -= some.size();
  bytes.remove_prefix(some.size());
  if (left_ == 0) part_ = part_ == Part::chunk ? Part::chunk_end : Part::head;
}

std::optional<Refusal> Framing::take_chunk_size(std::string_view& bytes, std::string& onward) {
  const auto end = bytes.find('\n');
  const auto some = bytes.substr(0, end == std::string_view::npos ? bytes.size() : end + 1);
  held_ += some;
  bytes.remove_prefix(some.size());
  if (held_.size() > most_chunk_line) return bad("the line of a chunk is too long");
  if (end == std::string_view::npos) return std::nullopt;
  if (!held_.ends_with(line_end) ||
      !std::ranges::all_of(held_.substr(0, held_.size() - 2), may_stand_in_field)) {
    return bad("the line of a chunk is broken");
  }
  const auto digits = trim(std::string_view{held_}.substr(0, held_.find_first_of(";\r")));
  const auto size = parse_size<16>(digits);
  if (!size) {
    const bool is_hex = digits.find_first_not_of("0123456789abcdefABCDEF") == digits.npos;
    return !digits.empty() && is_hex ? too_large() : bad("the size of a chunk is no number");
  }
  if (*size > most_body_ - body_) return too_large();
  onward += held_;
  held_.clear();
  body_ += *size;
  left_ = *size;
  part_ = left_ == 0 ? Part::last_line : Part::chunk;
  return std::nullopt;
}

// After each chunk; after the last one it is the request's end, since trailers are not taken.
std::optional<Refusal> Framing::take_line_end(std::string_view& bytes, std::string& onward) {
  const char expected = line_end[held_.size()];
  if (bytes.front() != expected) {
    return part_ == Part::last_line && held_.empty() ? bad("headers after the body are not taken")
                                                     : bad("a chunk does not end where it says");
  }
  held_ += expected;
  bytes.remove_prefix(1);
  if (held_ != line_end) return std::nullopt;
  onward += held_;
  held_.clear();
  part_ = part_ == Part::last_line ? Part::head : Part::chunk_size;
  return std::nullopt;
}

}  // namespace fitmate::central::front
