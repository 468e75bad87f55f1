#pragma once

#include "central/http/call.h"

namespace fitmate::central::http {

// A trainee with all that belongs to it, for the own trainer and for the office.
void add_history_routes(Routes& routes, const Gate& gate);

}  // namespace fitmate::central::http
