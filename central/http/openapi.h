#pragma once

#include <map>
#include <string>

#include "central/http/exchange.h"

namespace fitmate::central::http {

struct Call;

// A call's part of the document.
Description describe(const Call& call);
// Of a call that is not declared as a Call: its answers are by status, with what each is.
Description describe(std::string_view summary, bool needs_token,
                     const std::map<int, std::string_view>& answers,
                     std::string_view content_type = "application/json");

// The document for these routes (OpenAPI 3.1).
std::string openapi_text(const Routes& routes, std::string_view version);

// GET /openapi.json and the page /docs that shows it, for all routes that are there already and
// these two.
void add_openapi_route(Routes& routes, std::string_view version);

}  // namespace fitmate::central::http
