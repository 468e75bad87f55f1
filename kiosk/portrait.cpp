#include "kiosk/portrait.h"

#include <utility>

#include "firmware/image_file.h"

namespace fitmate::kiosk {

std::shared_ptr<const firmware::RgbImage> load_portrait(const db::PhotoFiles& files,
                                                        const domain::Hash& sha256) {
  const auto bytes = files.load(sha256);
  if (!bytes) return nullptr;
  auto picture = firmware::decode_photo(*bytes);
  if (!picture) return nullptr;
  return std::make_shared<const firmware::RgbImage>(*std::move(picture));
}

}  // namespace fitmate::kiosk
