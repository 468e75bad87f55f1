#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "central/http/field.h"

namespace fitmate::central::http {

// A value that the field takes. Ids name the first of their kind, which may not be there.
nlohmann::ordered_json example_of(const Field& field);

// A file for the form's field of that name, as a data: URL, and the types that it may be of.
std::string example_of_file(std::string_view field);
std::string_view types_of_file(std::string_view field);

// A whole body of such values.
nlohmann::ordered_json example_of(const std::vector<Field>& fields);

}  // namespace fitmate::central::http
