#pragma once

#include "central/http/call.h"
#include "central/http/routes_api.h"

namespace fitmate::central::http {

// What the office does with trainers: make them, list them, set their hours and pay.
void add_staff_routes(Routes& routes, const Gate& gate, const ApiServices& services);

}  // namespace fitmate::central::http
