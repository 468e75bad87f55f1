#pragma once

#include "central/http/call.h"

namespace fitmate::central::http {

// Messages with the office, between trainer and trainee, and notifications.
void add_message_routes(Routes& routes, const Gate& gate);

}  // namespace fitmate::central::http
