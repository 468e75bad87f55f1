#pragma once

#include "central/http/call.h"
#include "central/http/routes_api.h"

namespace fitmate::central::http {

// Pictures: avatar, progress photo, meal, and /profile_uploads, which shows them to who may see
// them.
void add_upload_routes(Routes& routes, const Gate& gate, const ApiServices& services);

}  // namespace fitmate::central::http
