#pragma once

#include "central/http/call.h"
#include "central/http/routes_api.h"

namespace fitmate::central::http {

// What trainees do with what is theirs, under /api/trainee.
void add_trainee_routes(Routes& routes, const Gate& gate, const ApiServices& services);

}  // namespace fitmate::central::http
