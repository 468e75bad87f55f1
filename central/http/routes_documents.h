#pragma once

#include "central/http/call.h"
#include "central/http/routes_api.h"

namespace fitmate::central::http {

// Papers as PDF: trainers' documents, receipts of payments, bills of expenses.
void add_document_routes(Routes& routes, const Gate& gate, const ApiServices& services);

}  // namespace fitmate::central::http
