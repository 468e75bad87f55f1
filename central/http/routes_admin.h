#pragma once

#include "central/http/call.h"

namespace fitmate::central::http {

// The office's view of members, and the gym's settings.
void add_admin_routes(Routes& routes, const Gate& gate);

}  // namespace fitmate::central::http
