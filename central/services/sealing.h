#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "central/services/keys.h"
#include "domain/ids.h"

// Fields that the database holds sealed: "s1.KEY.BASE64URL", KEY being the id of a sealing key.
// Each is bound to its column and its owner, so that none can be put into another's place. Pure.
namespace fitmate::central::services {

struct SealedPlace {
  std::string_view column;  // "bank_account"
  domain::TrainerId owner;
};

std::string seal_field(const Keys& keys, const SealedPlace& place, std::string_view plain,
                       const domain::Random& random);

// Nothing where it was changed, belongs elsewhere, or its key is not there.
std::optional<std::string> open_field(const Keys& keys, const SealedPlace& place,
                                      std::string_view sealed);

// As an answer shows it: "****6789"; of eight characters or fewer nothing is shown.
std::string masked(std::string_view plain);

}  // namespace fitmate::central::services
