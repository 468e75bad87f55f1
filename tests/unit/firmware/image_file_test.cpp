#include "firmware/image_file.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <random>

#include <catch2/catch_test_macros.hpp>
#include <unistd.h>

#include "firmware/resample.h"

namespace fitmate::firmware {
namespace {

// A folder of its own, gone with the test.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "fitmate-image-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }

  [[nodiscard]] std::filesystem::path operator/(const char* name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

std::vector<std::byte> bytes_of(std::string_view text) {
  std::vector<std::byte> bytes(text.size());
  if (!text.empty()) std::memcpy(bytes.data(), text.data(), text.size());
  return bytes;
}

void write_file(const std::filesystem::path& file, std::size_t size) {
  std::ofstream(file).close();
  std::filesystem::resize_file(file, size);
}

RgbImage four_colours() {
  RgbImage image{64, 48, {}};
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      const std::uint8_t red = x < 32 ? 240 : 10;
      const std::uint8_t green = y < 24 ? 200 : 30;
      image.pixels.insert(image.pixels.end(), {red, green, 50});
    }
  }
  return image;
}

std::vector<std::byte> png_of(const RgbImage& image) {
  const Folder folder;
  REQUIRE(save_png(folder / "a.png", image));
  return *load_bytes(folder / "a.png");
}

// The header of a PNG that claims a size, with a sound check sum, and nothing behind it.
std::vector<std::byte> png_claiming(std::uint32_t width, std::uint32_t height) {
  std::string chunk = "IHDR";
  for (const auto value : {width, height}) {
    for (const int shift : {24, 16, 8, 0}) chunk += static_cast<char>(value >> shift & 0xff);
  }
  chunk += std::string("\x08\x00\x00\x00\x00", 5);
  std::uint32_t crc = 0xffffffff;
  for (const char c : chunk) {
    crc ^= static_cast<std::uint8_t>(c);
    for (int i = 0; i < 8; ++i) crc = crc & 1 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
  }
  crc = ~crc;
  std::string text("\x89PNG\r\n\x1a\n\0\0\0\x0d", 12);
  text += chunk;
  for (const int shift : {24, 16, 8, 0}) text += static_cast<char>(crc >> shift & 0xff);
  // libpng takes the header only with the chunk of pixels begun.
  text += std::string("\0\0\0\x01IDAT", 8);
  return bytes_of(text);
}

TEST_CASE("a PNG that was saved is loaded as the same pixels") {
  const Folder folder;
  const auto image = four_colours();
  REQUIRE(save_png(folder / "a.png", image));
  const auto loaded = load_rgb(folder / "a.png");
  REQUIRE(loaded);
  CHECK(loaded->width == 64);
  CHECK(loaded->height == 48);
  CHECK(loaded->pixels == image.pixels);
  CHECK(load_grey(folder / "a.png")->pixels == grey_of(image).pixels);
}

TEST_CASE("a grey frame with gaps between its rows is saved without them") {
  const Folder folder;
  const std::vector<std::uint8_t> pixels = {1, 2, 99, 3, 4};
  REQUIRE(save_png(folder / "g.png", FrameView{pixels, 2, 2, 3}));
  CHECK(load_grey(folder / "g.png")->pixels == std::vector<std::uint8_t>{1, 2, 3, 4});
}

TEST_CASE("a JPEG shows the colours it was made of, and its grey is their luma") {
  const auto image = four_colours();
  const auto jpeg = encode_jpeg(image, 95);
  REQUIRE(jpeg);
  const auto colour = decode_rgb(*jpeg);
  const auto grey = decode_grey(*jpeg);
  REQUIRE(colour);
  REQUIRE(grey);
  const auto wanted = grey_of(image);
  for (const std::size_t at : {std::size_t{0}, std::size_t{63}, wanted.pixels.size() - 1}) {
    CHECK(std::abs(grey->pixels[at] - wanted.pixels[at]) < 6);
    CHECK(std::abs(colour->pixels[3 * at] - image.pixels[3 * at]) < 12);
  }
}

TEST_CASE("a JPEG that ends too early is taken as far as it goes") {
  auto jpeg = *encode_jpeg(four_colours(), 95);
  jpeg.resize(jpeg.size() - jpeg.size() / 10);
  const auto grey = decode_grey(jpeg);
  CAPTURE(jpeg.size(), grey ? "" : grey.error().detail);
  REQUIRE(grey);
  CHECK(std::abs(grey->pixels[0] - grey_of(four_colours()).pixels[0]) < 6);
}

TEST_CASE("a PGM is read in bytes, in words, in plain numbers and with remarks") {
  const std::vector<std::uint8_t> wanted = {0, 255, 128, 64};
  CHECK(decode_grey(bytes_of(std::string("P5\n2 2\n255\n\x00\xff\x80\x40", 15)))->pixels == wanted);
  CHECK(decode_grey(bytes_of("P5 # two\n2 # by\n2 255\n" + std::string("\x00\xff\x80\x40", 4)))
            ->pixels == wanted);
  CHECK(decode_grey(bytes_of("P5\n2 2\n65535\n" + std::string("\0\0\xff\xff\x80\x80\x40\x40", 8)))
            ->pixels == wanted);
  CHECK(decode_grey(bytes_of("P2\n2 2\n255\n0 255\n128 64"))->pixels == wanted);
  CHECK(decode_rgb(bytes_of("P2\n1 1\n1\n1"))->pixels == std::vector<std::uint8_t>(3, 255));
}

TEST_CASE("a PGM whose numbers or pixels are missing is refused") {
  for (const auto* text :
       {"P5", "P5\n", "P5 2", "P5 2 2", "P5 2 2 0\nabcd", "P5 2 2 65536\nabcdefgh",
        "P5 2 2 255\nabc", "P5 0 2 255\n", "P2 2 2 255\n1 2 3", "P2 2 2 255\n1 2 3 x",
        "P5 99999999999 1 255\na", "P5 #", "P5 -1 2 9\nab"}) {
    CAPTURE(text);
    CHECK_FALSE(decode_grey(bytes_of(text)));
  }
}

TEST_CASE("twelve megapixels are taken and one row more is not") {
  const std::string pixels(std::size_t{4096} * 3072, 'x');
  CHECK(decode_grey(bytes_of("P5 4096 3072 255\n" + pixels)));
  const auto larger = decode_grey(bytes_of("P5 4096 3073 255\n" + pixels));
  REQUIRE_FALSE(larger);
  CHECK(larger.error().detail.contains("12 megapixels"));
}

TEST_CASE("a PNG that claims a huge size is refused before a byte is reserved for it") {
  CHECK(decode_grey(png_claiming(4097, 3073)).error().detail.contains("12 megapixels"));
  CHECK(decode_grey(png_claiming(0x7fffffff, 0x7fffffff)).error().detail.contains("PNG"));
}

TEST_CASE("a file of more than 20 MB is refused and one of 20 MB is read") {
  const Folder folder;
  write_file(folder / "a", max_image_bytes + 1);
  CHECK(load_bytes(folder / "a").error().detail.contains("20 MB"));
  write_file(folder / "b", max_image_bytes);
  CHECK(load_bytes(folder / "b"));
}

TEST_CASE("what is no picture is refused by name") {
  const Folder folder;
  CHECK(load_grey(folder / "missing.png").error().detail.contains("missing.png"));
  CHECK(load_grey("/").error().detail.contains("/"));
  write_file(folder / "empty.jpg", 0);
  CHECK(load_grey(folder / "empty.jpg").error().detail.contains("empty.jpg: the file is empty"));
  write_file(folder / "zeros.png", 100);
  CHECK(load_rgb(folder / "zeros.png").error().detail.contains("neither JPEG nor PNG nor PGM"));
}

TEST_CASE("a picture cannot be saved where there is no folder") {
  CHECK_FALSE(save_png("/nonexistent/a.png", four_colours()));
}

TEST_CASE("pictures with flipped, lost and doubled bytes never end the process") {
  const std::vector<std::vector<std::byte>> sound = {
      *encode_jpeg(four_colours(), 80), png_of(four_colours()),
      bytes_of("P5\n64 2\n255\n" + std::string(128, 'p')), bytes_of("P2\n3 2\n9\n1 2 3 4 5 6\n")};
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    auto bytes = sound[random() % sound.size()];
    for (auto hits = random() % 4; hits > 0; --hits) {
      bytes[random() % bytes.size()] ^= static_cast<std::byte>(1U << random() % 8);
    }
    if (random() % 3 == 0) bytes.resize(random() % bytes.size());
    const auto grey = decode_grey(bytes);
    const auto colour = decode_rgb(bytes);
    REQUIRE(grey.has_value() == colour.has_value());
    if (grey) REQUIRE(grey->pixels.size() * 3 == colour->pixels.size());
  }
}

}  // namespace
}  // namespace fitmate::firmware
