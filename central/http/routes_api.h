#pragma once

#include <functional>

#include "central/http/exchange.h"
#include "central/services/accounts.h"
#include "central/services/keys.h"
#include "central/services/uploads.h"
#include "domain/ids.h"
#include "domain/instant.h"

namespace fitmate::central::http {

// What the calls of people stand on beside the database; it outlives the routes.
struct ApiServices {
  const services::Accounts& accounts;
  services::KeyFolder& keys;
  const services::Uploads& uploads;
  std::function<domain::Instant()> now;
  domain::Random random;
};

// All calls under /api that a user's token opens, and those that give one.
void add_api_routes(Routes& routes, const ApiServices& services);

}  // namespace fitmate::central::http
