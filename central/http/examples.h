#pragma once

#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "central/http/field.h"

namespace fitmate::central::http {

// A value that the field takes. Ids name the first of their kind, which may not be there.
nlohmann::ordered_json example_of(const Field& field);

// A whole body of such values.
nlohmann::ordered_json example_of(const std::vector<Field>& fields);

}  // namespace fitmate::central::http
