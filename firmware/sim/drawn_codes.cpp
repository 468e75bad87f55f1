#include "firmware/sim/drawn_codes.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numbers>
#include <random>
#include <string>

#include <ZXing/BitMatrix.h>
#include <ZXing/MultiFormatWriter.h>

namespace fitmate::firmware::sim {
namespace {

// A body of this many modules around the quiet zone: the edge of a card, the frame of a phone.
constexpr double body_modules = 2;
constexpr double body_grey = 60;
// Squared samples a pixel: the edges of modules fall between pixels.
constexpr int samples = 3;
// From the eye to the code, in sides of the code.
constexpr double distance = 3;

struct Plane {
  std::vector<float> grey;
  int width;
  int height;

  [[nodiscard]] std::size_t at(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
           static_cast<std::size_t>(x);
  }
};

// From a point of the picture back to the code's own plane, whose sides run from -0.5 to 0.5.
class Placement {
 public:
  Placement(const Pose& pose, int width, int height)
      : pose_(pose), centre_x_(pose.x * width), centre_y_(pose.y * height) {
    const double cx = std::cos(pose.tilt_x);
    const double sx = std::sin(pose.tilt_x);
    const double cy = std::cos(pose.tilt_y);
    const double sy = std::sin(pose.tilt_y);
    const double ct = std::cos(pose.turn);
    const double st = std::sin(pose.turn);
    // Turned in its plane, then tilted sideways and backwards; the third row is the depth.
    axis_u_ = {cy * ct, cx * st + sx * sy * ct, sx * st - cx * sy * ct};
    axis_v_ = {-cy * st, cx * ct - sx * sy * st, sx * ct + cx * sy * st};
  }

  struct Point {
    double u;
    double v;
  };

  // Solves (x, y) = distance * (U u + V v).xy / (distance + (U u + V v).z) for u and v.
  [[nodiscard]] Point on_code(double x, double y) const {
    const double px = (x - centre_x_) / pose_.side;
    const double py = (y - centre_y_) / pose_.side;
    const double a = distance * axis_u_[0] - px * axis_u_[2];
    const double b = distance * axis_v_[0] - px * axis_v_[2];
    const double c = distance * axis_u_[1] - py * axis_u_[2];
    const double d = distance * axis_v_[1] - py * axis_v_[2];
    const double determinant = a * d - b * c;
    const double right_x = px * distance;
    const double right_y = py * distance;
    return worn(
        {(right_x * d - b * right_y) / determinant, (a * right_y - c * right_x) / determinant});
  }

 private:
  // What bending and folding do to the plane itself.
  [[nodiscard]] Point worn(Point at) const {
    at.v += pose_.bend * (0.25 - at.u * at.u) * 4;
    if (at.u > 0) at.u *= 1 + 2 * pose_.crease;
    return at;
  }

  Pose pose_;
  double centre_x_;
  double centre_y_;
  std::array<double, 3> axis_u_{};
  std::array<double, 3> axis_v_{};
};

// Grey of the code's plane there; negative where there is nothing of it.
double grey_at(const HeldCode& held, Placement::Point at) {
  const auto& pose = held.pose;
  const int size = held.modules.size;
  const double column = (at.u + 0.5) * size;
  const double row = (at.v + 0.5) * size;
  const double beyond = std::max({-column, -row, column - size, row - size});
  if (beyond > pose.margin + body_modules) return -1;
  if (beyond > pose.margin) return body_grey;
  const bool dark =
      beyond < 0 && held.modules.is_dark(static_cast<int>(column), static_cast<int>(row));
  const double worn = pose.crease > 0 && std::abs(at.u) * size < 0.4 ? 30 : 0;
  return std::min(255.0, (dark != pose.inverted ? pose.ink : pose.paper) + worn);
}

float sampled(const HeldCode& held, const Placement& placement, int x, int y, float behind) {
  double sum = 0;
  for (int j = 0; j < samples; ++j) {
    for (int i = 0; i < samples; ++i) {
      const double grey =
          grey_at(held, placement.on_code(x + (i + 0.5) / samples, y + (j + 0.5) / samples));
      sum += grey < 0 ? static_cast<double>(behind) : grey;
    }
  }
  return static_cast<float>(sum / (samples * samples));
}

void draw_code(Plane& plane, const HeldCode& held) {
  assert(held.modules.size > 0 && held.pose.side > 0);
  const auto& pose = held.pose;
  const Placement placement(pose, plane.width, plane.height);
  // Half the diagonal of code, quiet zone and body, and what perspective and bending may add.
  const double around = 1 + 2 * (pose.margin + body_modules) / held.modules.size;
  const double reach = pose.side * (around * 0.95 + std::abs(pose.bend));
  const auto bounded = [](double value, int limit) {
    return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(limit)));
  };
  const int bottom = bounded(pose.y * plane.height + reach, plane.height);
  const int right = bounded(pose.x * plane.width + reach, plane.width);
  for (int y = bounded(pose.y * plane.height - reach, plane.height); y < bottom; ++y) {
    for (int x = bounded(pose.x * plane.width - reach, plane.width); x < right; ++x) {
      auto& pixel = plane.grey[plane.at(x, y)];
      pixel = sampled(held, placement, x, y, pixel);
    }
  }
}

// A wall that is no plain grey: soft waves, so that thresholds have something to do.
Plane draw_room(int width, int height) {
  Plane room{std::vector<float>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height)),
             width, height};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      room.grey[room.at(x, y)] =
          static_cast<float>(110 + 25 * std::sin(x * 0.013) + 20 * std::sin(y * 0.021 + x * 0.004));
    }
  }
  return room;
}

// One direction of a symmetric filter; the edge repeats.
void filter(Plane& plane, std::span<const float> weights, bool down) {
  const Plane from = plane;
  const int reach = static_cast<int>(weights.size() / 2);
  for (int y = 0; y < plane.height; ++y) {
    for (int x = 0; x < plane.width; ++x) {
      float sum = 0;
      int away = -reach;
      for (const float weight : weights) {
        const int px = down ? x : std::clamp(x + away, 0, plane.width - 1);
        const int py = down ? std::clamp(y + away, 0, plane.height - 1) : y;
        sum += weight * from.grey[from.at(px, py)];
        ++away;
      }
      plane.grey[plane.at(x, y)] = sum;
    }
  }
}

std::vector<float> bell(double deviation) {
  const int reach = std::max(1, static_cast<int>(std::ceil(3 * deviation)));
  std::vector<float> weights;
  double sum = 0;
  for (int i = -reach; i <= reach; ++i) sum += std::exp(-i * i / (2 * deviation * deviation));
  for (int i = -reach; i <= reach; ++i) {
    weights.push_back(static_cast<float>(std::exp(-i * i / (2 * deviation * deviation)) / sum));
  }
  return weights;
}

void apply_light(Plane& plane, const Optics& optics) {
  const double radius = optics.glare_radius * plane.width;
  for (int y = 0; y < plane.height; ++y) {
    for (int x = 0; x < plane.width; ++x) {
      const double dx = (x - optics.glare_x * plane.width) / radius;
      const double dy = (y - optics.glare_y * plane.height) / radius;
      const double shade = 1 - optics.shade * x / plane.width;
      auto& pixel = plane.grey[plane.at(x, y)];
      pixel = static_cast<float>(static_cast<double>(pixel) * optics.light * shade +
                                 optics.glare * std::exp(-(dx * dx + dy * dy)));
    }
  }
}

// The standard library's normal distribution differs from one to the next; this sum of twelve is
// the same everywhere.
float noise_of(std::mt19937& random) {
  double sum = 0;
  for (int i = 0; i < 12; ++i) sum += static_cast<double>(random()) / 4294967296.0;
  return static_cast<float>(sum - 6);
}

GreyImage exposed(const Plane& plane, const Optics& optics) {
  std::mt19937 random(optics.seed);
  GreyImage image{plane.width, plane.height, {}};
  image.pixels.reserve(plane.grey.size());
  for (const float grey : plane.grey) {
    const float noise = optics.noise > 0 ? static_cast<float>(optics.noise) * noise_of(random) : 0;
    image.pixels.push_back(static_cast<std::uint8_t>(std::clamp(grey + noise + 0.5F, 0.F, 255.F)));
  }
  return image;
}

}  // namespace

Modules encode_qr(std::string_view text, Correction correction) {
  // The writer counts its levels from 0 to 8, two of them a level of the standard.
  constexpr std::array levels = {1, 3, 5, 8};
  ZXing::MultiFormatWriter writer(ZXing::BarcodeFormat::QRCode);
  writer.setMargin(0).setEccLevel(levels.at(static_cast<std::size_t>(correction)));
  const auto bits = writer.encode(std::string(text), 0, 0);
  Modules modules{bits.width(), {}};
  for (int y = 0; y < bits.height(); ++y) {
    for (int x = 0; x < bits.width(); ++x) modules.dark.push_back(bits.get(x, y) ? 1 : 0);
  }
  return modules;
}

GreyImage draw_scene(int width, int height, std::span<const HeldCode> codes, const Optics& optics) {
  assert(width > 0 && height > 0);
  Plane plane = draw_room(width, height);
  for (const auto& held : codes) draw_code(plane, held);
  apply_light(plane, optics);
  if (optics.motion >= 2) {
    const auto length = static_cast<std::size_t>(optics.motion) | 1U;
    filter(plane, std::vector<float>(length, 1.F / static_cast<float>(length)), false);
  }
  if (optics.blur > 0) {
    filter(plane, bell(optics.blur), false);
    filter(plane, bell(optics.blur), true);
  }
  return exposed(plane, optics);
}

}  // namespace fitmate::firmware::sim
