#include "central/services/portraits.h"

#include <algorithm>
#include <array>
#include <optional>

#include "central/services/jpeg.h"
#include "central/services/picture.h"
#include "db/central/portraits.h"
#include "db/sql/transaction.h"

namespace fitmate::central::services {
namespace {

// A turn of housekeeping has other things to do.
constexpr std::int64_t at_once = 100;

struct Square {
  int left = 0;
  int top = 0;
  int side = 0;
};

// Of a picture that is higher than wide, heads are above the middle.
Square middle_of(const domain::Pixels& picture) {
  const int side = std::min(picture.width, picture.height);
  return {.left = (picture.width - side) / 2, .top = (picture.height - side) / 3, .side = side};
}

// Each pixel is the mean of those that it stands for.
domain::Pixels shrink(const domain::Pixels& picture, Square from, int side) {
  domain::Pixels small{.width = side, .height = side, .bytes = {}};
  small.bytes.reserve(small.place_of(0, side));
  for (int y = 0; y < side; ++y) {
    const int top = from.top + y * from.side / side;
    const int bottom = from.top + (y + 1) * from.side / side;
    for (int x = 0; x < side; ++x) {
      const int left = from.left + x * from.side / side;
      const int right = from.left + (x + 1) * from.side / side;
      std::array<int, 3> sum{};
      for (int row = top; row < bottom; ++row) {
        for (int column = left; column < right; ++column) {
          const auto* pixel = &picture.bytes[picture.place_of(column, row)];
          for (std::size_t i = 0; i < sum.size(); ++i) sum.at(i) += pixel[i];
        }
      }
      const int count = (bottom - top) * (right - left);
      for (const int colour : sum) {
        small.bytes.push_back(static_cast<unsigned char>(colour / count));
      }
    }
  }
  return small;
}

std::optional<std::string> portrait_of(const Uploads& uploads, const db::central::Avatar& avatar) {
  const auto file =
      std::string_view{avatar.url}.substr(std::min(uploads_url.size(), avatar.url.size()));
  const auto bytes = uploads.load(file);
  if (!bytes) return std::nullopt;
  auto portrait = make_portrait(*bytes);
  if (!portrait) return std::nullopt;
  return *std::move(portrait);
}

}  // namespace

domain::Result<std::string, FileFault> make_portrait(std::string_view picture) {
  return decode_picture(picture, portrait_side).transform([](const domain::Pixels& pixels) {
    const auto middle = middle_of(pixels);
    return encode_jpeg(shrink(pixels, middle, std::min(middle.side, portrait_side)));
  });
}

std::size_t make_portraits(db::sql::Connection& connection, const Uploads& uploads) {
  db::central::drop_portraits_given_up(connection);
  const auto avatars = db::central::list_avatars_without_portrait(connection, at_once);
  for (const auto& avatar : avatars) {
    const auto portrait = portrait_of(uploads, avatar);
    db::sql::Transaction transaction{connection};
    db::central::put_portrait(connection, avatar, portrait);
    transaction.commit();
  }
  return avatars.size();
}

}  // namespace fitmate::central::services
