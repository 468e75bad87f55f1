#include "central/http/routes_documents.h"

#include "central/http/shapes.h"
#include "central/http/upload.h"
#include "central/services/pdf.h"
#include "central/services/uploads.h"
#include "db/central/uploads.sql.h"

namespace fitmate::central::http {
namespace {

namespace uploads = db::central::uploads_sql;

Reply add_document(const ApiServices& services, const Asked& asked) {
  return keep_upload(
      services, asked, asked.caller.user, services::check_pdf, [&](std::string_view url) {
        return asked.connection.query_one(uploads::add_document, asked.caller.trainer.value(),
                                          asked.body.at("title"), url, asked.now);
      });
}

// A newer paper takes the place of the one before.
std::optional<db::sql::Row> replace(const Asked& asked, std::string_view sql,
                                    const db::sql::Value& id,
                                    const std::optional<std::string>& before,
                                    std::string_view url) {
  auto row = asked.connection.query_one(sql, id, url);
  if (row && before) services::Uploads::drop(asked.connection, *before);
  return row;
}

// The payer's file, so that the payer sees it.
Reply set_receipt(const ApiServices& services, const Asked& asked) {
  const auto& payment = asked.path.at("payment_id");
  const auto payer = asked.connection.query_one(uploads::find_payer, payment);
  if (!payer) return detail(404, "there is no such payment");
  return keep_upload(services, asked, payer->get<domain::UserId>("user_id"), services::check_pdf,
                     [&](std::string_view url) {
                       return replace(asked, uploads::set_receipt, payment,
                                      payer->get<std::optional<std::string>>("receipt_pdf_url"),
                                      url);
                     });
}

Reply set_bill(const ApiServices& services, const Asked& asked) {
  const auto& expense = asked.path.at("expense_id");
  const auto found = asked.connection.query_one(uploads::find_bill, expense);
  if (!found) return detail(404, "there is no such expense");
  return keep_upload(services, asked, asked.caller.user, services::check_pdf,
                     [&](std::string_view url) {
                       return replace(asked, uploads::set_bill, expense,
                                      found->get<std::optional<std::string>>("bill_url"), url);
                     });
}

void add_trainers_documents(Group& calls, const ApiServices& services) {
  calls.post(
      with_file({.path = "/api/trainer/documents",
                 .who = may::trainer,
                 .summary = "Adds an own document: a PDF of 10 MiB at most.",
                 .body = {required(text("title", 200))},
                 .status = 201,
                 .shape = shapes::document(),
                 .refusals = {404},
                 .handle = [services](Asked& asked) { return add_document(services, asked); }},
                "document", true));
  const Listing documents{uploads::count_documents, uploads::list_documents};
  calls.pages({.path = "/api/trainer/documents",
               .who = may::trainer,
               .summary = "The own documents, newest first.",
               .shape = shapes::document(),
               .handle = list(documents, {own_trainer()})});
  calls.post(
      {.path = "/api/admin/documents/{document_id}",
       .who = may::admin,
       .summary = "Says that a document was verified, or was not.",
       .path_fields = {id("document_id")},
       .body = {required(of(Kind::boolean, "is_verified"))},
       .shape = shapes::document(),
       .refusals = {404},
       .handle = record(uploads::verify_document, {in_path("document_id"), given("is_verified")})});
}

}  // namespace

void add_document_routes(Routes& routes, const Gate& gate, const ApiServices& services) {
  Group calls{routes, gate};
  add_trainers_documents(calls, services);
  calls.post(
      with_file({.path = "/api/billing/payments/{payment_id}/receipt",
                 .who = may::admin,
                 .summary = "The payment's receipt: a PDF, which the payer sees.",
                 .path_fields = {id("payment_id")},
                 .shape = shapes::payment(),
                 .refusals = {404},
                 .handle = [services](Asked& asked) { return set_receipt(services, asked); }},
                "receipt", true));
  calls.post(with_file({.path = "/api/billing/expenses/{expense_id}/bill",
                        .who = may::admin,
                        .summary = "The expense's bill: a PDF.",
                        .path_fields = {id("expense_id")},
                        .shape = shapes::expense(),
                        .refusals = {404},
                        .handle = [services](Asked& asked) { return set_bill(services, asked); }},
                       "bill", true));
}

}  // namespace fitmate::central::http
