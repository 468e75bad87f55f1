#include "kiosk/decode.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <catch2/catch_test_macros.hpp>
#include <unistd.h>

#include "firmware/image_file.h"
#include "firmware/sim/drawn_codes.h"

namespace fitmate::kiosk {
namespace {

using firmware::sim::Correction;
using firmware::sim::HeldCode;

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "fitmate-decode-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }

  std::string draw(const char* name, std::span<const HeldCode> codes) const {
    const auto file = path_ / name;
    REQUIRE(firmware::save_png(file, firmware::sim::draw_scene(640, 480, codes, {}).view()));
    return file.string();
  }
  std::string write(const char* name, std::string_view bytes) const {
    std::ofstream(path_ / name, std::ios::binary) << bytes;
    return (path_ / name).string();
  }

 private:
  std::filesystem::path path_;
};

std::string text_of_line(std::string_view text) {
  const auto line = to_lines({"f", 1.5, {std::string(text)}});
  REQUIRE(line.starts_with("f\t1.50\t"));
  REQUIRE(line.ends_with("\n"));
  return line.substr(7, line.size() - 8);
}

TEST_CASE("a text is printed as it is, but what would break the line or the terminal") {
  CHECK(text_of_line("Grüße 東京 😀 'x'") == "Grüße 東京 😀 'x'");
  CHECK(text_of_line("a\nb\rc\td\\e") == "a\\nb\\rc\\td\\\\e");
  CHECK(text_of_line(std::string_view("\0\x1b\x7f\x1f ", 5)) == "\\x00\\x1b\\x7f\\x1f ");
}

TEST_CASE("bytes that are no UTF-8 are printed as numbers, and what follows them is not lost") {
  CHECK(text_of_line("\xff"
                     "a") == "\\xffa");
  CHECK(text_of_line("\xc3") == "\\xc3");
  CHECK(text_of_line("\xc0\xaf") == "\\xc0\\xaf");
  CHECK(text_of_line("\xe0\x80\x80") == "\\xe0\\x80\\x80");
  CHECK(text_of_line("\xed\xa0\x80") == "\\xed\\xa0\\x80");
  CHECK(text_of_line("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");
  CHECK(text_of_line("\xf4\x8f\xbf\xbf") == "\xf4\x8f\xbf\xbf");
  CHECK(text_of_line("\xe2\x82"
                     "x") == "\\xe2\\x82x");
}

TEST_CASE("a line a text, and one with an empty text where there is none") {
  CHECK(to_lines({"a b", 0, {}}) == "a b\t0.00\t\n");
  CHECK(to_lines({"f", 12.345, {"x", "y"}}) == "f\t12.35\tx\nf\t12.35\ty\n");
  CHECK(to_json_line({"f\xff", 1.5, {"x\ny"}}) ==
        "{\"file\":\"f\xef\xbf\xbd\",\"ms\":1.5,\"texts\":[\"x\\ny\"]}\n");
}

TEST_CASE("every code of a picture is answered once, and an unreadable file fails at the end") {
  const Folder folder;
  const auto one = encode_qr("FM1:ONE", Correction::medium);
  const auto two = encode_qr("https://example.org/?q=Grüße", Correction::medium);
  const std::array codes = {HeldCode{one, {.x = 0.2, .side = 110}},
                            HeldCode{two, {.x = 0.5, .side = 110}},
                            HeldCode{one, {.x = 0.8, .side = 110}}};
  const std::vector<std::string> files = {folder.write("bad.png", "no picture"),
                                          folder.draw("three.png", codes),
                                          folder.draw("empty.png", {})};
  std::ostringstream out;
  std::ostringstream talk;
  CHECK(decode_files(files, false, out, talk) == 1);
  CHECK(talk.str().contains("bad.png"));
  std::vector<std::string> lines;
  std::istringstream in(out.str());
  for (std::string line; std::getline(in, line);) {
    const auto tab = line.find('\t');
    const auto second = line.find('\t', tab + 1);
    lines.push_back(std::filesystem::path(line.substr(0, tab)).filename().string() +
                    line.substr(second));
  }
  std::ranges::sort(lines);
  CHECK(lines == std::vector<std::string>{"empty.png\t", "three.png\tFM1:ONE",
                                          "three.png\thttps://example.org/?q=Grüße"});
}

}  // namespace
}  // namespace fitmate::kiosk
