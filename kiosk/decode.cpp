#include "kiosk/decode.h"

#include <chrono>
#include <cstddef>
#include <format>
#include <ostream>
#include <string_view>

#include <nlohmann/json.hpp>

#include "firmware/image_file.h"
#include "firmware/qr_reader.h"

namespace fitmate::kiosk {
namespace {

// The length of the UTF-8 character at the front, 0 where there is none: RFC 3629, section 4.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto tail = [&](std::size_t i) { return byte(i) >= 0x80 && byte(i) <= 0xbf; };
  const auto first = byte(0);
  const auto second = byte(1);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return tail(1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    const bool overlong = first == 0xe0 && second < 0xa0;
    const bool surrogate = first == 0xed && second > 0x9f;
    return tail(1) && tail(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const bool overlong = first == 0xf0 && second < 0x90;
    const bool too_large = first == 0xf4 && second > 0x8f;
    return tail(1) && tail(2) && tail(3) && !overlong && !too_large ? 4 : 0;
  }
  return 0;
}

std::string escaped(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto length = utf8_length(text);
    const auto byte = static_cast<unsigned char>(text.front());
    if (byte == '\n') {
      out += "\\n";
    } else if (byte == '\r') {
      out += "\\r";
    } else if (byte == '\t') {
      out += "\\t";
    } else if (byte == '\\') {
      out += "\\\\";
    } else if (length == 0 || byte < 0x20 || byte == 0x7f) {
      out += std::format("\\x{:02x}", byte);
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

DecodedFile decoded(const std::string& file, const firmware::GreyImage& image) {
  const auto begin = std::chrono::steady_clock::now();
  auto reading = firmware::read_codes(image.view(), firmware::look_count);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  DecodedFile result{file, took.count(), {}};
  for (auto& code : reading.codes) result.texts.push_back(std::move(code.text));
  return result;
}

}  // namespace

std::string to_lines(const DecodedFile& decoded) {
  const auto line = [&](std::string_view text) {
    return std::format("{}\t{:.2f}\t{}\n", decoded.file, decoded.ms, escaped(text));
  };
  if (decoded.texts.empty()) return line("");
  std::string lines;
  for (const auto& text : decoded.texts) lines += line(text);
  return lines;
}

std::string to_json_line(const DecodedFile& decoded) {
  nlohmann::ordered_json line;
  line["file"] = decoded.file;
  line["ms"] = decoded.ms;
  line["texts"] = decoded.texts;
  // A file's name may be any bytes.
  return line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

int decode_files(std::span<const std::string> files, bool json, std::ostream& out,
                 std::ostream& talk) {
  int exit_code = 0;
  for (const auto& file : files) {
    const auto image = firmware::load_grey(file);
    if (!image) {
      talk << "fitmate-kiosk decode: " << image.error().detail << '\n';
      exit_code = 1;
      continue;
    }
    const auto result = decoded(file, *image);
    out << (json ? to_json_line(result) : to_lines(result)) << std::flush;
  }
  return exit_code;
}

}  // namespace fitmate::kiosk
