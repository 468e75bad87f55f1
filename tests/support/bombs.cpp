#include "tests/support/bombs.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <format>
#include <stdexcept>

#include <zlib.h>

namespace fitmate::tests {
namespace {

constexpr std::size_t kibibyte = 1024;
constexpr std::size_t mebibyte = kibibyte * kibibyte;
constexpr std::size_t much = 256 * mebibyte;

std::string big_endian(std::uint64_t number, int bytes) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(number >> (8 * i));
  return out;
}

class Deflater {
 public:
  Deflater() {
    if (deflateInit(&state_, Z_BEST_COMPRESSION) != Z_OK) throw std::bad_alloc();
  }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;
  ~Deflater() { deflateEnd(&state_); }

  void add(std::string_view text, int flush = Z_NO_FLUSH) {
    std::array<char, 4096> piece{};
    state_.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(text.data()));
    state_.avail_in = static_cast<uInt>(text.size());
    do {
      state_.next_out = reinterpret_cast<Bytef*>(piece.data());
      state_.avail_out = static_cast<uInt>(piece.size());
      deflate(&state_, flush);
      out_.append(piece.data(), piece.size() - state_.avail_out);
    } while (state_.avail_out == 0);
  }
  void add(std::string_view unit, std::size_t times) {
    std::string block;
    const auto in_block = std::clamp<std::size_t>(times, 1, mebibyte / unit.size());
    for (std::size_t i = 0; i < in_block; ++i) block += unit;
    for (; times >= in_block; times -= in_block) add(block);
    add(std::string_view{block}.substr(0, times * unit.size()));
  }
  std::string finish() {
    add("", Z_FINISH);
    return std::move(out_);
  }

 private:
  z_stream state_{};
  std::string out_;
};

std::string chunk(const std::string& type, const std::string& content) {
  const auto summed = type + content;
  const auto sum =
      crc32(0, reinterpret_cast<const Bytef*>(summed.data()), static_cast<uInt>(summed.size()));
  return big_endian(content.size(), 4) + summed + big_endian(sum, 4);
}

std::string png(const std::string& before_rows, const std::string& rows) {
  return "\x89PNG\r\n\x1a\n" +
         chunk("IHDR", big_endian(16, 4) + big_endian(12, 4) + std::string{"\x08\x02\0\0\0", 5}) +
         before_rows + chunk("IDAT", rows) + chunk("IEND", "");
}

// One byte of filter and sixteen pixels a row.
std::string good_rows() {
  return deflated(std::string_view{"\0PpPpPpPpPpPpPpPpPpPpPpPpPpPpPpPpPpPpPpPpPpPpPpPp", 49}, 12);
}

// A profile as its head says, filled up with nothing.
std::string profile(std::size_t size) {
  std::string head = big_endian(size, 4) + std::string(4, '\0') + big_endian(0x02400000, 4) +
                     "mntrRGB XYZ " + std::string(12, '\0') + "acsp" + std::string(28, '\0') +
                     big_endian(0xf6d6, 4) + big_endian(0x10000, 4) + big_endian(0xd32d, 4);
  head.resize(132, '\0');
  Deflater deflater;
  deflater.add(head);
  deflater.add(std::string_view{"\0", 1}, size - head.size());
  return deflater.finish();
}

std::string repeated(std::size_t times, const std::string& text) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

const std::string page_begins = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] ";

// A document that grows object by object, and ends with a table of where each begins.
class Document {
 public:
  // Its pages are the objects from 3 on.
  Document(int objects, int pages)
      : places_(static_cast<std::size_t>(objects) + 2, std::string(7, '\0')) {
    std::string kids;
    for (int i = 0; i < pages; ++i) kids += std::format("{} 0 R ", 3 + i);
    add(1, "<< /Type /Catalog /Pages 2 0 R >>");
    add(2, std::format("<< /Type /Pages /Kids [{}] /Count {} >>", kids, pages));
  }

  void add(int number, const std::string& body) {
    places_[static_cast<std::size_t>(number)] =
        "\x01" + big_endian(text_.size(), 4) + big_endian(0, 2);
    text_ += std::format("{} 0 obj\n{}\nendobj\n", number, body);
  }
  void add_stream(int number, const std::string& dictionary, const std::string& packed) {
    add(number, std::format("<< {} /Filter /FlateDecode /Length {} >>\nstream\n{}\nendstream",
                            dictionary, packed.size(), packed));
  }
  // The object is the first of that stream.
  void place_in(int number, int stream) {
    places_[static_cast<std::size_t>(number)] =
        "\x02" + big_endian(static_cast<std::uint64_t>(stream), 4) + big_endian(0, 2);
  }
  std::string finish() {
    const auto at = text_.size();
    const auto own = static_cast<int>(places_.size()) - 1;
    places_.back() = "\x01" + big_endian(at, 4) + big_endian(0, 2);
    std::string table;
    for (const auto& place : places_) table += place;
    add_stream(own, std::format("/Type /XRef /Size {} /W [1 4 2] /Root 1 0 R", places_.size()),
               deflated(table, 1));
    return text_ + std::format("startxref\n{}\n%%EOF\n", at);
  }

 private:
  std::string text_ = "%PDF-1.5\n";
  std::vector<std::string> places_;  // rows of the table
};

std::string plain_pdf(const std::string& unit, std::size_t times) {
  Document document{3, 1};
  document.add(3, page_begins + "/X [" + repeated(times, unit) + "] >>");
  return document.finish();
}

// So many pages, each in a packed stream of its own that holds a list of that unit.
std::string packed_pdf(int pages, std::string_view unit, std::size_t times) {
  Document document{2 + 2 * pages, pages};
  for (int i = 0; i < pages; ++i) {
    const auto number = 3 + i;
    const auto head = std::format("{} 0 ", number);
    Deflater deflater;
    deflater.add(head + page_begins + "/X [");
    deflater.add(unit, times);
    deflater.add("] >>");
    document.place_in(number, number + pages);
    document.add_stream(number + pages, std::format("/Type /ObjStm /N 1 /First {}", head.size()),
                        deflater.finish());
  }
  return document.finish();
}

}  // namespace

std::string deflated(std::string_view unit, std::size_t times) {
  Deflater deflater;
  deflater.add(unit, times);
  return deflater.finish();
}

std::vector<Bomb> png_bombs() {
  const auto large = deflated("a", much);
  const auto text = chunk("zTXt", std::string{"Comment\0\0", 9} + deflated("a", 7'900'000));
  return {
      {"rows of 256 MiB behind its own", png("", deflated(std::string_view{"\0", 1}, much))},
      {"a text of 256 MiB", png(chunk("zTXt", std::string{"Comment\0\0", 9} + large), good_rows())},
      {"a translated text of 256 MiB",
       png(chunk("iTXt", std::string{"Comment\0\1\0\0\0", 12} + large), good_rows())},
      {"a thousand texts of 8 MB", png(repeated(1000, text), good_rows())},
      {"a profile of 256 MiB",
       png(chunk("iCCP", std::string{"icc\0\0", 5} + profile(much)), good_rows())},
      {"a profile of 8 MB",
       png(chunk("iCCP", std::string{"icc\0\0", 5} + profile(7'999'996)), good_rows())}};
}

std::vector<Bomb> pdf_bombs() {
  return {{"five million numbers", plain_pdf("1 ", 5'000'000)},
          {"five million lists", plain_pdf("[]", 5'000'000)},
          {"thirty million numbers, packed", packed_pdf(1, "1 ", 30 * mebibyte)},
          {"256 MiB of numbers, packed", packed_pdf(1, "1 ", much / 2)},
          {"fifty times five million numbers, packed", packed_pdf(50, "1 ", 5 * mebibyte)},
          {"forty times 60 MiB of nothing, packed", packed_pdf(40, " ", 60 * mebibyte)}};
}

std::string pdf_with_large_page() {
  Document document{4, 1};
  document.add(3, page_begins + "/Contents 4 0 R >>");
  document.add_stream(4, "", deflated("a", much));
  return document.finish();
}

}  // namespace fitmate::tests
