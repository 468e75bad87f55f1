#pragma once

#include <filesystem>
#include <functional>

#include "central/http/exchange.h"
#include "central/services/keys.h"
#include "domain/ids.h"
#include "domain/instant.h"

namespace fitmate::central::http {

// What the calls of sync need beside the database; it outlives the routes.
struct SyncServices {
  services::KeyFolder& keys;
  std::function<domain::Instant()> now;
  domain::Random random;
  std::filesystem::path uploads;  // PROFILE_UPLOAD_DIR; prepared
  bool throttled = true;          // 2 pushes and 4 pulls a second a kiosk
};

// enrol, token, push, pull and photos under /api/sync.
void add_sync_routes(Routes& routes, const SyncServices& services);

}  // namespace fitmate::central::http
