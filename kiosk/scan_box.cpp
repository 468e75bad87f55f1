#include "kiosk/scan_box.h"

#include <utility>

namespace fitmate::kiosk {

std::optional<std::string> ScanBox::put(SeenCode code) {
  const std::scoped_lock hold(lock_);
  std::optional<std::string> lost;
  auto& place = codes_.at(static_cast<std::size_t>(code.seer));
  if (place) {
    lost = std::move(place->text);
    ++overwritten_;
  }
  place = std::move(code);
  return lost;
}

std::optional<SeenCode> ScanBox::take() {
  const std::scoped_lock hold(lock_);
  auto& [camera, scanner] = codes_;
  const bool scanner_first = scanner && (!camera || scanner->seen_at < camera->seen_at);
  return std::exchange(scanner_first ? scanner : camera, std::nullopt);
}

std::uint64_t ScanBox::overwritten() const {
  const std::scoped_lock hold(lock_);
  return overwritten_;
}

void ScanBox::show(std::shared_ptr<const firmware::RgbImage> picture) {
  const std::scoped_lock hold(lock_);
  preview_ = {std::move(picture), preview_.number + 1};
}

Preview ScanBox::preview() const {
  const std::scoped_lock hold(lock_);
  return preview_;
}

void ScanBox::ask_for_photo() {
  const std::scoped_lock hold(lock_);
  photo_asked_for_ = true;
  photo_.reset();
}

bool ScanBox::is_photo_asked_for() const {
  const std::scoped_lock hold(lock_);
  return photo_asked_for_;
}

void ScanBox::give_photo(std::shared_ptr<const firmware::RgbImage> photo) {
  const std::scoped_lock hold(lock_);
  photo_asked_for_ = false;
  photo_ = std::move(photo);
}

std::shared_ptr<const firmware::RgbImage> ScanBox::take_photo() {
  const std::scoped_lock hold(lock_);
  return std::exchange(photo_, nullptr);
}

bool ScanBox::set_camera(const CameraView& view) {
  const std::scoped_lock hold(lock_);
  if (camera_ == view) return false;
  camera_ = view;
  return true;
}

CameraView ScanBox::camera() const {
  const std::scoped_lock hold(lock_);
  return camera_;
}

bool ScanBox::set_scanner_problem(const std::string& problem) {
  const std::scoped_lock hold(lock_);
  if (scanner_problem_ == problem) return false;
  scanner_problem_ = problem;
  return true;
}

std::string ScanBox::scanner_problem() const {
  const std::scoped_lock hold(lock_);
  return scanner_problem_;
}

}  // namespace fitmate::kiosk
