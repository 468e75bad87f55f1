#pragma once

#include <filesystem>
#include <vector>

#include "domain/ids.h"
#include "domain/instant.h"

namespace fitmate::bench {

struct Visitor {
  domain::UserId user;
  domain::PersonNumber number;
};

// Puts `events` into the store of an enrolled kiosk that nobody has open: these people coming in
// and going out, evenly over the 30 days before `now`, in an earlier boot.
void spend_month_offline(const std::filesystem::path& folder, const std::vector<Visitor>& visitors,
                         int events, domain::Instant now);

}  // namespace fitmate::bench
