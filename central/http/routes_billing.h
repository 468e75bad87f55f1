#pragma once

#include "central/http/call.h"

namespace fitmate::central::http {

// Payments, packages and expenses: the office's books.
void add_billing_routes(Routes& routes, const Gate& gate);

}  // namespace fitmate::central::http
