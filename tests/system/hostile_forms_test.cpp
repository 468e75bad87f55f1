// What hostile forms meet: every call that takes a file, and every way we know to get it wrong.

#include <algorithm>
#include <filesystem>
#include <format>
#include <regex>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "firmware/image_file.h"
#include "tests/support/eventually.h"
#include "tests/system/served_centre.h"

namespace fitmate::tests {
namespace {

using db::sql::Engine;
using Json = ServedCentre::Json;

constexpr std::string_view form_type = "multipart/form-data; boundary=XX";

// A call that takes a file, and what it takes.
struct Upload {
  std::string path;
  std::string token;
  std::string file;  // the field's name
  std::string text;  // another field's; empty: none
  std::string good;  // a file that is taken
  int done = 201;
  bool may_lack_file = false;
};

struct Attack {
  std::string what;
  std::vector<int> statuses;
  std::string body;
  std::string type{form_type};
};

std::string picture() {
  firmware::RgbImage image{.width = 16, .height = 12, .pixels = {}};
  image.pixels.assign(std::size_t{16} * 12 * 3, std::uint8_t{90});
  const auto bytes = firmware::encode_jpeg(image, 90).value();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// The smallest head of a PNG that names this size, and no pixels.
std::string png_head(std::uint32_t width, std::uint32_t height) {
  std::string bytes{"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", 16};
  for (const auto number : {width, height}) {
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift);
  }
  return bytes + std::string{"\x08\x06\0\0\0\0\0\0\0\0\0\0\0IEND\xae\x42\x60\x82", 21};
}

// A JPEG whose frame names the largest size there is.
std::string jpeg_bomb() {
  auto bytes = picture();
  const auto frame = bytes.find("\xff\xc0");
  REQUIRE(frame != std::string::npos);
  return bytes.replace(frame + 5, 4, "\xff\xff\xff\xff");
}

std::string document(const std::string& catalogue = {}) {
  std::string text = "%PDF-1.4\n";
  std::string table = "xref\n0 4\n0000000000 65535 f \n";
  int number = 0;
  for (const auto& body : {"<< /Type /Catalog /Pages 2 0 R " + catalogue + " >>",
                           std::string{"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"},
                           std::string{"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"}}) {
    table += std::format("{:010} 00000 n \n", text.size());
    text += std::format("{} 0 obj\n{}\nendobj\n", ++number, body);
  }
  const auto at = text.size();
  return text + table +
         std::format("trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n{}\n%%EOF\n", at);
}

std::string part(const std::string& disposition, const std::string& content) {
  return std::format("--XX\r\nContent-Disposition: form-data; {}\r\n\r\n{}\r\n", disposition,
                     content);
}

std::string named(const std::string& name, const std::string& content) {
  return part(std::format("name=\"{}\"", name), content);
}

std::string end() {
  return "--XX--\r\n";
}

std::string times(std::size_t count, const std::string& text) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

std::string with_text(const Upload& upload) {
  return upload.text.empty() ? "" : named(upload.text, "fine");
}

// What a good form has beside its file, and the file.
std::string whole(const Upload& upload) {
  return with_text(upload) + named(upload.file, upload.good) + end();
}

std::vector<Attack> broken_forms(const Upload& upload) {
  const auto good = whole(upload);
  const auto file = named(upload.file, upload.good);
  std::vector<Attack> attacks{
      {"no boundary", {422}, good, "multipart/form-data"},
      {"an empty boundary", {422}, good, "multipart/form-data; boundary="},
      {"a boundary of 71", {422}, good, "multipart/form-data; boundary=" + std::string(71, 'X')},
      {"a quote that never ends", {422}, good, "multipart/form-data; boundary=\"XX"},
      {"another boundary", {422}, good, "multipart/form-data; boundary=YY"},
      {"a boundary of control bytes", {422}, good, "multipart/form-data; boundary=\"\t\t\""},
      {"nothing", {422}, ""},
      {"only the end", {422}, end()},
      {"text before the form", {422}, "preamble\r\n" + good},
      {"lines that end with LF", {422}, std::regex_replace(good, std::regex{"\r\n"}, "\n")},
      {"no end", {422}, good.substr(0, good.size() - end().size())},
      {"a part without a name", {422}, part("filename=\"a.jpg\"", upload.good) + good},
      {"a part without a head", {422}, "--XX\r\n\r\n" + upload.good + "\r\n" + good},
      {"a head without an end", {422}, "--XX\r\nContent-Disposition: form-data" + good},
      {"a name in the file's name",
       {422},
       with_text(upload) + part("filename=\"; name=" + upload.file + "; \"", "x") + end()},
      {"a part's head of a mebibyte",
       {422},
       part("name=\"x\"\r\nX: " + std::string(1 << 20, 'x'), "x") + good},
      {"a part's head of a hundred thousand lines",
       {422},
       part("name=\"x\"" + times(100'000, "\r\nX: x"), "x") + good},
      {"a file's name of 5000",
       {422},
       part("name=\"x\"; filename=\"" + std::string(5000, 'a'), "x")},
      {"a hundred thousand parts", {422}, times(100'000, named("x", "y")) + good},
      {"33 parts", {422}, times(33, named("x", "y")) + good},
      {"only boundaries", {422}, times(10'000, "--XX\r\n")},
      {"a form in a form",
       {415, 422},
       with_text(upload) +
           part(std::format("name=\"{}\"\r\nContent-Type: multipart/mixed; boundary=YY",
                            upload.file),
                "--YY\r\n\r\n" + upload.good + "\r\n--YY--") +
           end()},
      {"a form that is JSON", {422}, R"({"item":"a","title":"a","image":"x"})"},
      {"JSON", {415}, R"({"item":"a","title":"a","image":"x"})", "application/json"},
      {"no type", {415}, good, ""},
      {"a plain text", {415}, good, "text/plain"},
      {"another multipart", {415}, good, "multipart/mixed; boundary=XX"},
      {"a form of a web page", {415}, "item=a&image=x", "application/x-www-form-urlencoded"}};
  for (std::size_t tenth = 1; tenth < 10; ++tenth) {
    attacks.push_back({"cut", {422}, good.substr(0, good.size() * tenth / 10)});
  }
  if (!upload.may_lack_file) {
    attacks.push_back({"no file", {422}, with_text(upload) + end()});
    attacks.push_back({"an empty file", {422}, with_text(upload) + named(upload.file, "") + end()});
  }
  if (upload.text.empty()) return attacks;
  for (const std::string text : {"a\xff", "\xed\xa0\x80", "\xc0\xaf", "\xf5\x80\x80\x80"}) {
    attacks.push_back({"no UTF-8", {422}, named(upload.text, text) + file + end()});
  }
  attacks.push_back({"zero", {422}, named(upload.text, std::string{"a\0b", 3}) + file + end()});
  attacks.push_back({"long", {422}, named(upload.text, std::string(5000, 'a')) + file + end()});
  return attacks;
}

std::vector<Attack> broken_files(const Upload& upload) {
  const bool is_picture = upload.good.starts_with("\xff\xd8");
  const std::string script = "<script>alert(1)</script>";
  std::vector<std::pair<std::string, std::string>> wrong_type{
      {"a web page", "<html>" + script},
      {"SVG", "<svg xmlns='http://www.w3.org/2000/svg'>" + script + "</svg>"},
      {"XML that names a file", "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><x>&y;</x>"},
      {"a zip", "PK\x03\x04" + upload.good},
      {"a GIF that is a script", "GIF89a=1;" + script},
      {"a program",
       "\x7f"
       "ELF" +
           std::string(200, '\0')},
      {"a picture behind a line", "\n" + upload.good},
      {"noise", std::string{"\0\1\2\3\xff\xfe", 6}},
      {"ten MiB of nothing", std::string(std::size_t{10} << 20U, '\0')},
      {"the other kind", is_picture ? document() : picture()}};
  std::vector<std::pair<std::string, std::string>> damaged;
  if (is_picture) {
    damaged = {{"a JPEG that is a page", "\xff\xd8\xff\xe0" + script},
               {"a JPEG of 65535 x 65535", jpeg_bomb()},
               {"a PNG of 2^31 x 2^31", png_head(0x7fffffff, 0x7fffffff)},
               {"a PNG of 100000 x 100000", png_head(100'000, 100'000)},
               {"a PNG of nothing", png_head(0, 0)},
               {"a PNG without pixels", png_head(8, 8)},
               {"half a JPEG", upload.good.substr(0, upload.good.size() / 2)}};
  } else {
    damaged = {{"a PDF that is a page", "%PDF-1.4\n" + script},
               {"a PDF that runs", document("/OpenAction << /S /JavaScript /JS (x) >>")},
               {"a PDF with a file in it", document("/Names << /EmbeddedFiles << >> >>")},
               {"half a PDF", upload.good.substr(0, upload.good.size() / 2)},
               {"a PDF of a loop", std::regex_replace(document(), std::regex{"3 0 R"}, "2 0 R")}};
  }
  std::vector<Attack> attacks;
  const auto add = [&](int status, const auto& files) {
    for (const auto& [what, bytes] : files) {
      attacks.push_back({what, {status}, with_text(upload) + named(upload.file, bytes) + end()});
    }
  };
  add(415, wrong_type);
  add(422, damaged);
  add(413, std::vector{std::pair{"a byte over 10 MiB", std::string((10 << 20) + 1, 'x')},
                       std::pair{"30 MB", std::string(30'000'000, 'x')}});
  attacks.push_back({"a bad file before the good one",
                     {415},
                     with_text(upload) + named(upload.file, script) + whole(upload)});
  return attacks;
}

// Forms that are sound, whatever their file is called.
std::vector<std::string> tricky_names(const Upload& upload) {
  std::vector<std::string> forms;
  for (const std::string name : {"../../../../etc/passwd", "..\\\\..\\\\x.php", "/etc/cron.d/x",
                                 "a.jpg.php", "con", ".", "%2e%2e%2f", "x\\\"; name=other; y",
                                 "; name=other; ", "\xff\xfe", "a\tb", "'; drop table users; --"}) {
    forms.push_back(
        with_text(upload) +
        part(std::format("name=\"{}\"; filename=\"{}\"", upload.file, name), upload.good) + end());
  }
  forms.push_back(whole(upload));
  return forms;
}

// The calls that take a file, with a payment and an expense for them.
std::vector<Upload> uploads_of(const ServedCentre& centre) {
  const auto made = [&](const std::string& path, const Json& body) {
    const auto answer = centre.post(path, body, centre.admin);
    CAPTURE(answer.body);
    REQUIRE(answer.status == 201);
    return Json::parse(answer.body).at("id").dump();
  };
  const auto jo = Json::parse(centre.get("/api/trainee/profile", centre.trainee).body).at("id");
  const auto payment =
      made("/api/billing/payments", {{"user_id", jo}, {"amount", 5}, {"status", "paid"}});
  const auto expense = made("/api/billing/expenses",
                            {{"category", "rent"}, {"amount", 5}, {"spent_on", "2026-03-01"}});
  return {{.path = "/api/trainee/avatar",
           .token = centre.trainee,
           .file = "image",
           .good = picture(),
           .done = 200},
          {.path = "/api/trainee/upload-progress-photo",
           .token = centre.trainee,
           .file = "image",
           .text = "note",
           .good = picture()},
          {.path = "/api/trainee/nutrition-log",
           .token = centre.trainee,
           .file = "image",
           .text = "item",
           .good = picture(),
           .may_lack_file = true},
          {.path = "/api/trainer/documents",
           .token = centre.trainer,
           .file = "document",
           .text = "title",
           .good = document()},
          {.path = std::format("/api/billing/payments/{}/receipt", payment),
           .token = centre.admin,
           .file = "receipt",
           .good = document(),
           .done = 200},
          {.path = std::format("/api/billing/expenses/{}/bill", expense),
           .token = centre.admin,
           .file = "bill",
           .good = document(),
           .done = 200}};
}

HttpAnswer send(const ServedCentre& centre, const Upload& upload, const Attack& attack) {
  return call(centre.port,
              {.method = "POST",
               .path = upload.path,
               .token = upload.token,
               .headers = attack.type.empty() ? "" : "Content-Type: " + attack.type + "\r\n",
               .body = attack.body});
}

std::vector<std::string> files_of(const ServedCentre& centre) {
  std::vector<std::string> names;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator{centre.central.folder() / "profile_uploads"}) {
    names.push_back(entry.path().filename().string());
  }
  return names;
}

std::int64_t count(const ServedCentre& centre, const std::string& what) {
  return centre.central.connect()->query_one("select count(*) from " + what)->get<std::int64_t>(0);
}

void check_nothing_is_kept(const ServedCentre& centre) {
  CHECK(files_of(centre).empty());
  for (const auto* table :
       {"progress_photos", "nutrition_logs", "trainer_documents", "uploads_begun", "sync_inbox",
        "users where avatar_url is not null", "payments where receipt_pdf_url is not null",
        "expenses where bill_url is not null"}) {
    CAPTURE(table);
    CHECK(count(centre, table) == 0);
  }
}

}  // namespace

TEST_CASE("A form that is broken, or whose file is, meets the right status and leaves nothing") {
  ServedCentre centre{GENERATE(Engine::sqlite, Engine::postgres)};
  Bystander bystander{centre.port};
  for (const auto& upload : uploads_of(centre)) {
    auto attacks = broken_forms(upload);
    std::ranges::move(broken_files(upload), std::back_inserter(attacks));
    for (const auto& attack : attacks) {
      CAPTURE(upload.path, attack.what);
      const auto answer = send(centre, upload, attack);
      CAPTURE(answer.status, answer.body);
      CHECK(std::ranges::contains(attack.statuses, answer.status));
      CHECK(has_detail(answer));
      CHECK(bystander.is_served());
      centre.log();
    }
  }
  check_nothing_is_kept(centre);
  CHECK_FALSE(centre.log().contains("\"error\""));
}

TEST_CASE("A form is for the calls that take one, and for those who may make them") {
  ServedCentre centre{Engine::sqlite};
  for (const auto& upload : uploads_of(centre)) {
    CAPTURE(upload.path);
    const auto status = [&](const std::string& token) {
      auto other = upload;
      other.token = token;
      return send(centre, other, {.what = {}, .statuses = {}, .body = whole(upload)}).status;
    };
    CHECK(status("") == 401);
    for (const auto& token : {centre.trainee, centre.trainer, centre.admin}) {
      if (token != upload.token) CHECK(status(token) == 403);
    }
  }
  for (const auto* path : {"/api/trainee/measurements", "/api/trainee/update-profile"}) {
    const Upload upload{.path = path, .token = centre.trainee, .file = "image", .good = picture()};
    CHECK(send(centre, upload, {.what = {}, .statuses = {}, .body = whole(upload)}).status == 415);
  }
  check_nothing_is_kept(centre);
}

TEST_CASE("A form whose sender goes away in its middle leaves nothing") {
  ServedCentre centre{GENERATE(Engine::sqlite, Engine::postgres)};
  Bystander bystander{centre.port};
  for (const auto& upload : uploads_of(centre)) {
    const auto body = whole(upload);
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, body.size() / 2, body.size() - 1}) {
      RawConnection connection{centre.port};
      connection.send(
          std::format("POST {} HTTP/1.1\r\nHost: c\r\nAuthorization: Bearer {}\r\n"
                      "Content-Type: {}\r\nContent-Length: {}\r\n\r\n{}",
                      upload.path, upload.token, form_type, body.size(), body.substr(0, size)));
    }
    CHECK(bystander.is_served());
  }
  check_nothing_is_kept(centre);
}

TEST_CASE("Whatever a file is called, it is kept under a name of ours, once a row names it") {
  ServedCentre centre{GENERATE(Engine::sqlite, Engine::postgres)};
  std::size_t kept = 0;
  for (const auto& upload : uploads_of(centre)) {
    for (const auto& form : tricky_names(upload)) {
      CAPTURE(upload.path, form.substr(0, 200));
      const auto answer = send(centre, upload, {.what = {}, .statuses = {}, .body = form});
      CAPTURE(answer.body);
      CHECK(answer.status == upload.done);
      ++kept;
      centre.log();
    }
  }
  const auto names = files_of(centre);
  CHECK(names.size() == kept);
  const std::regex ours{"user_[0-9]+_[0-9a-f]{32}\\.(jpg|pdf)"};
  for (const auto& name : names) CHECK(std::regex_match(name, ours));
  const auto each = static_cast<std::int64_t>(kept / 6);
  for (const auto* table : {"progress_photos", "nutrition_logs", "trainer_documents"}) {
    CHECK(count(centre, table) == each);
  }
  // Of avatar, receipt and bill the newest stays; the others are to be removed.
  CHECK(count(centre, "uploads_begun") == 3 * (each - 1));
}

}  // namespace fitmate::tests
