#pragma once

#include <string_view>

#include "domain/crypto.h"
#include "domain/ids.h"

namespace fitmate::domain {

// One life of a kiosk's database: its name, which no other one has, ...
StoreEpoch random_epoch(const Random& random);

// ... and what holds its events together. Both ends hash the very bytes that travel; before the
// first event the chain is zero.
Hash next_chain(const Hash& previous, std::string_view event);

}  // namespace fitmate::domain
