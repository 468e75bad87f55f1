#include "firmware/sim/folder_camera.h"

#include <algorithm>
#include <array>
#include <format>
#include <string_view>
#include <system_error>

#include "firmware/image_file.h"
#include "firmware/sim/owned_frame.h"

namespace fitmate::firmware::sim {
namespace {

bool is_picture(const std::filesystem::path& file) {
  constexpr std::array<std::string_view, 4> endings = {".jpg", ".jpeg", ".png", ".pgm"};
  auto ending = file.extension().string();
  std::ranges::transform(ending, ending.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return std::ranges::contains(endings, ending);
}

}  // namespace

FolderCamera::FolderCamera(std::filesystem::path folder, int frames_per_second, Waiting waiting)
    : folder_(std::move(folder)), metronome_(frames_per_second, std::move(waiting)) {
  status_.name = std::format("pictures of {}", folder_.string());
}

bool FolderCamera::list() {
  files_.clear();
  position_ = 0;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder_, error), end; !error && at != end;
       at.increment(error)) {
    if (is_picture(at->path())) files_.push_back(at->path());
  }
  std::ranges::sort(files_);
  if (error) {
    status_.problem =
        std::format("{}: {}; name another folder of pictures", folder_.string(), error.message());
  } else if (files_.empty()) {
    status_.problem =
        std::format("{} has no pictures; put JPEG, PNG or PGM files there", folder_.string());
  }
  return !error && !files_.empty();
}

std::optional<Frame> FolderCamera::load_next(Moment at) {
  if (position_ >= files_.size() && !list()) {
    status_.state = CameraStatus::State::gone;
    return {};
  }
  auto image = load_rgb(files_[position_++]);
  if (!image) {
    ++status_.broken;
    status_.problem = std::format("{}; take it out of the folder", image.error().detail);
    return {};
  }
  status_.state = CameraStatus::State::streaming;
  status_.problem.clear();
  ++status_.taken;
  return Frame(std::make_shared<OwnedPixels>(at_most(std::move(*image), longest_side)), at);
}

std::optional<Frame> FolderCamera::next(std::chrono::milliseconds patience) {
  const auto at = metronome_.next(patience);
  if (!at) return {};
  // Missed beats are no lost pictures here: each is shown once a round.
  status_.replaced = metronome_.missed();
  return load_next(*at);
}

}  // namespace fitmate::firmware::sim
