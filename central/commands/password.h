#pragma once

#include <string>

#include "domain/result.h"

namespace fitmate::central::commands {

// From the terminal, twice and unseen, or where stdin is none, as its next line. Blocks for it; in
// words why there is none that follows the rule.
domain::Result<std::string, std::string> read_new_password();

}  // namespace fitmate::central::commands
