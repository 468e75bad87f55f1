#include <format>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "central/services/pdf.h"
#include "tests/support/api.h"

namespace fitmate::tests {
namespace {

using central::http::Method;
using central::services::check_pdf;
using db::sql::Engine;

// A document of one empty page; `more` stands in its catalogue, `of_page` in its page.
std::string pdf(const std::string& more = {}, const std::string& of_page = {}) {
  std::string text = "%PDF-1.4\n";
  std::string table = "xref\n0 4\n0000000000 65535 f \n";
  int number = 0;
  for (const auto& body : {"<< /Type /Catalog /Pages 2 0 R " + more + " >>",
                           std::string{"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"},
                           "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] " + of_page + " >>"}) {
    table += std::format("{:010} 00000 n \n", text.size());
    text += std::format("{} 0 obj\n{}\nendobj\n", ++number, body);
  }
  const auto at = text.size();
  return text + table +
         std::format("trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n{}\n%%EOF\n", at);
}

Api::Answer post(Api& api, const std::string& path, const std::string& token,
                 const std::string& field, const std::string& bytes) {
  const auto body = std::format(
      "--XX\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nACE\r\n"
      "--XX\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"a.pdf\"\r\n\r\n{}\r\n"
      "--XX--\r\n",
      field, bytes);
  return api.call(Method::post, path, token, body, "multipart/form-data; boundary=XX");
}

}  // namespace

TEST_CASE("A PDF is taken as it is; what is damaged, or runs something, is not") {
  const auto good = check_pdf(pdf());
  REQUIRE(good);
  CHECK(good->bytes == pdf());
  for (const auto* more : {"/OpenAction << /S /JavaScript /JS (x) >>", "/AA << >>",
                           "/Names << /JavaScript << >> >>", "/Names << /EmbeddedFiles << >> >>"}) {
    CHECK_FALSE(check_pdf(pdf(more)));
  }
  for (const auto* of_page :
       {"/AA << /O << /S /JavaScript /JS (x) >> >>", "/Annots [<< /AA << >> >>]"}) {
    CHECK_FALSE(check_pdf(pdf("", of_page)));
  }
  CHECK(check_pdf(pdf("", "/Annots [<< /Subtype /Text >>]")));
  const auto whole = pdf();
  for (std::size_t cut = 0; cut + 30 < whole.size(); cut += 13) {
    CHECK_FALSE(check_pdf(whole.substr(0, cut)));
  }
  CHECK(check_pdf("<html>").error().kind == central::services::FileFault::Kind::wrong_type);
}

TEST_CASE(
    "A trainer's document is the trainer's and the office's, which says that it is verified") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto tom = api.trainer("tom@example.com");
  const auto tim = api.trainer("tim@example.com");
  const auto boss = api.admin("boss@example.com");
  const auto kept = post(api, "/api/trainer/documents", tom, "document", pdf());
  CAPTURE(kept.text);
  REQUIRE(kept.status == 201);
  CHECK(kept.body.at("is_verified") == false);
  const auto url = kept.body.at("document_url").get<std::string>();
  const auto shown = api.get(url, tom);
  CHECK(shown.text == pdf());
  CHECK(shown.headers ==
        std::vector<std::pair<std::string, std::string>>{{"Content-Disposition", "attachment"}});
  CHECK(api.get(url, boss).status == 200);
  CHECK(api.get(url, tim).status == 404);
  CHECK(api.get("/api/trainer/documents", tom).body.at("items").at(0) == kept.body);
  CHECK(api.get("/api/trainer/documents", tim).body.at("total") == 0);
  const auto verify = "/api/admin/documents/" + kept.body.at("id").dump();
  CHECK(api.post(verify, boss, {{"is_verified", true}}).body.at("is_verified") == true);
  CHECK(api.post("/api/admin/documents/4711", boss, {{"is_verified", true}}).status == 404);
  const auto trainer = kept.body.at("trainer_id").get<std::string>();
  CHECK(api.get("/api/admin/trainers/" + trainer + "/documents", boss).body.at("total") == 1);
  CHECK(post(api, "/api/trainer/documents", tom, "document", "GIF89a").status == 415);
}

TEST_CASE("A receipt is seen by who paid, and a newer one takes its place") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto boss = api.admin("boss@example.com");
  const auto jo = api.trainee("jo@example.com");
  const auto ann = api.trainee("ann@example.com");
  const auto paid = api.post(
      "/api/billing/payments", boss,
      {{"user_id", api.user_of("jo@example.com").value}, {"amount", 5}, {"status", "paid"}});
  const auto path = "/api/billing/payments/" + paid.body.at("id").dump() + "/receipt";
  const auto first = post(api, path, boss, "receipt", pdf());
  CAPTURE(first.text);
  REQUIRE(first.status == 200);
  const auto url = first.body.at("receipt_pdf_url").get<std::string>();
  CHECK(api.get(url, jo).status == 200);
  CHECK(api.get(url, ann).status == 404);
  CHECK(api.get("/api/trainee/payments", jo).body.at("items").at(0).at("receipt_pdf_url") == url);
  CHECK(post(api, path, boss, "receipt", pdf()).status == 200);
  CHECK(api.uploads().sweep(api.centre.connection(), api.now) == 1);
  CHECK(api.get(url, jo).status == 404);
  CHECK(post(api, "/api/billing/payments/4711/receipt", boss, "receipt", pdf()).status == 404);
  CHECK(post(api, path, boss, "receipt", "%PDF-1.4 nothing").status == 422);
}

TEST_CASE("A bill is kept with its expense, for the office alone") {
  Api api{GENERATE(Engine::sqlite, Engine::postgres)};
  const auto boss = api.admin("boss@example.com");
  const auto jo = api.trainee("jo@example.com");
  const auto expense = api.post("/api/billing/expenses", boss,
                                {{"category", "rent"}, {"amount", 5}, {"spent_on", "2026-03-01"}});
  const auto kept = post(api, "/api/billing/expenses/" + expense.body.at("id").dump() + "/bill",
                         boss, "bill", pdf());
  CAPTURE(kept.text);
  REQUIRE(kept.status == 200);
  CHECK(api.get(kept.body.at("bill_url"), boss).status == 200);
  CHECK(api.get(kept.body.at("bill_url"), jo).status == 404);
  CHECK(post(api, "/api/billing/expenses/4711/bill", boss, "bill", pdf()).status == 404);
}

}  // namespace fitmate::tests
