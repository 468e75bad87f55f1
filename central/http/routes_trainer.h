#pragma once

#include "central/http/call.h"
#include "central/http/routes_api.h"

namespace fitmate::central::http {

// What trainers do with what is theirs and their trainees', under /api/trainer.
void add_trainer_routes(Routes& routes, const Gate& gate, const ApiServices& services);

}  // namespace fitmate::central::http
