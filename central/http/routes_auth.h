#pragma once

#include "central/http/call.h"
#include "central/services/accounts.h"

namespace fitmate::central::http {

// register, login, verify-otp and logout under /api/auth. `accounts` outlives the routes.
void add_auth_routes(Routes& routes, const Gate& gate, const services::Accounts& accounts);

}  // namespace fitmate::central::http
