#pragma once

#include "central/http/exchange.h"

namespace fitmate::central::http {

// /health/live: the process answers. /health/ready: the database does too, with the schema of this
// program.
void add_health_routes(Routes& routes);

}  // namespace fitmate::central::http
