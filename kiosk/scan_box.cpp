#include "kiosk/scan_box.h"

#include <utility>

namespace fitmate::kiosk {

std::optional<std::string> ScanBox::put(SeenCode code) {
  const std::scoped_lock hold(lock_);
  std::optional<std::string> lost;
  if (code_) {
    lost = std::move(code_->text);
    ++overwritten_;
  }
  code_ = std::move(code);
  return lost;
}

std::optional<SeenCode> ScanBox::take() {
  const std::scoped_lock hold(lock_);
  return std::exchange(code_, std::nullopt);
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
