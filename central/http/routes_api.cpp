#include "central/http/routes_api.h"

#include "central/http/call.h"
#include "central/http/routes_admin.h"
#include "central/http/routes_auth.h"
#include "central/http/routes_billing.h"
#include "central/http/routes_documents.h"
#include "central/http/routes_history.h"
#include "central/http/routes_messages.h"
#include "central/http/routes_staff.h"
#include "central/http/routes_trainee.h"
#include "central/http/routes_trainer.h"
#include "central/http/routes_uploads.h"

namespace fitmate::central::http {

void add_api_routes(Routes& routes, const ApiServices& services) {
  const Gate gate{.find_caller =
                      [&accounts = services.accounts](db::sql::Connection& connection,
                                                      std::string_view token, domain::Instant now) {
                        return accounts.find_caller(connection, token, now);
                      },
                  .now = services.now};
  add_auth_routes(routes, gate, services.accounts);
  add_trainee_routes(routes, gate, services);
  add_trainer_routes(routes, gate, services);
  add_staff_routes(routes, gate, services);
  add_admin_routes(routes, gate);
  add_billing_routes(routes, gate);
  add_message_routes(routes, gate);
  add_document_routes(routes, gate, services);
  add_history_routes(routes, gate);
  add_upload_routes(routes, gate, services);
}

}  // namespace fitmate::central::http
