#pragma once

#include <memory>

#include "db/photo_files.h"
#include "firmware/frame.h"

namespace fitmate::kiosk {

// Somebody's picture, as sync put it among the files; null where it is not there, or is no picture.
// Blocks for the disk.
std::shared_ptr<const firmware::RgbImage> load_portrait(const db::PhotoFiles& files,
                                                        const domain::Hash& sha256);

}  // namespace fitmate::kiosk
