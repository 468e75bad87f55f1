#include "central/http/routes_billing.h"

#include "central/http/records.h"
#include "central/http/shapes.h"
#include "db/central/billing.sql.h"

namespace fitmate::central::http {
namespace {

namespace billing = db::central::billing_sql;

Reply refund(const Asked& asked) {
  auto row =
      asked.connection.query_one(billing::refund_payment, asked.path.at("payment_id"),
                                 asked.body.at("refund_amount"), asked.body.at("refund_reason"));
  if (row) return *std::move(row);
  if (!asked.connection.query_one(billing::find_payment, asked.path.at("payment_id"))) {
    return detail(404, "there is no such payment");
  }
  return detail(409, "only what was paid and not yet refunded can be, and no more than that");
}

Reply settle(const Asked& asked) {
  auto row = asked.connection.query_one(billing::settle_payment, asked.path.at("payment_id"),
                                        asked.body.at("status"), asked.body.at("transaction_id"));
  if (row) return *std::move(row);
  if (!asked.connection.query_one(billing::find_payment, asked.path.at("payment_id"))) {
    return detail(404, "there is no such payment");
  }
  return detail(409, "the payment is paid or failed already");
}

void add_payments(Group& calls) {
  calls.post(
      {.path = "/api/billing/payments",
       .who = may::admin,
       .summary = "Keeps a payment.",
       .body = {required(id("user_id")), id("membership_id"), required(of(Kind::money, "amount")),
                required(choice("status", {"pending", "paid", "failed"})),
                text("transaction_id", 200)},
       .status = 201,
       .shape = shapes::payment(),
       .refusals = {404, 409},
       .handle =
           record(billing::add_payment, {given("user_id"), given("membership_id"), given("amount"),
                                         given("status"), given("transaction_id"), at_once()})});
  calls.post({.path = "/api/billing/payments/{payment_id}",
              .who = may::admin,
              .summary = "Says how a pending payment ended.",
              .path_fields = {id("payment_id")},
              .body = {required(choice("status", {"paid", "failed"})), text("transaction_id", 200)},
              .shape = shapes::payment(),
              .refusals = {404, 409},
              .handle = [](Asked& asked) { return settle(asked); }});
  calls.post(
      {.path = "/api/billing/payments/{payment_id}/refund",
       .who = may::admin,
       .summary = "Refunds what was paid, once, in whole or in part.",
       .path_fields = {id("payment_id")},
       .body = {required(of(Kind::money, "refund_amount")), required(text("refund_reason", 500))},
       .shape = shapes::payment(),
       .refusals = {404, 409},
       .handle = [](Asked& asked) { return refund(asked); }});
  calls.pages({.path = "/api/admin/payments",
               .who = may::admin,
               .summary = "All payments, newest first.",
               .shape = shapes::payment(),
               .handle = list({billing::count_payments, billing::list_payments})});
}

void add_packages(Group& calls) {
  calls.post(
      {.path = "/api/billing/packages",
       .who = may::admin,
       .summary = "Offers a package of sessions with a trainer.",
       .body = {required(text("name", 200)), required(integer("sessions_count", 1, 10'000)),
                required(integer("duration_days", 1, 10'000)), required(of(Kind::money, "price"))},
       .status = 201,
       .shape = shapes::package(),
       .handle = record(billing::add_package, {given("name"), given("sessions_count"),
                                               given("duration_days"), given("price")})});
  calls.post(
      {.path = "/api/billing/packages/{package_id}",
       .who = may::admin,
       .summary = "Offers a package, or no longer.",
       .path_fields = {id("package_id")},
       .body = {required(of(Kind::boolean, "is_active"))},
       .shape = shapes::package(),
       .refusals = {404},
       .handle = record(billing::switch_package, {in_path("package_id"), given("is_active")})});
  calls.pages({.path = "/api/billing/packages",
               .who = may::signed_in,
               .summary = "The packages, in the order they were made.",
               .shape = shapes::package(),
               .handle = list({billing::count_packages, billing::list_packages})});
}

void add_expenses(Group& calls) {
  calls.post({.path = "/api/billing/expenses",
              .who = may::admin,
              .summary = "Keeps an expense.",
              .body = {required(text("category", 100)), required(of(Kind::money, "amount")),
                       text("description", 1000), required(of(Kind::day, "spent_on"))},
              .status = 201,
              .shape = shapes::expense(),
              .handle = record(billing::add_expense,
                               {given("category"), given("amount"), given("description"),
                                given("spent_on"), at_once()})});
  calls.pages({.path = "/api/billing/expenses",
               .who = may::admin,
               .summary = "The expenses, newest first.",
               .shape = shapes::expense(),
               .handle = list({billing::count_expenses, billing::list_expenses})});
}

}  // namespace

void add_billing_routes(Routes& routes, const Gate& gate) {
  Group calls{routes, gate};
  add_payments(calls);
  add_packages(calls);
  add_expenses(calls);
}

}  // namespace fitmate::central::http
