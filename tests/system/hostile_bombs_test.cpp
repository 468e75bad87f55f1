// What files meet that are small and inflate enormously.

#include <filesystem>
#include <format>
#include <fstream>
#include <future>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include "tests/support/bombs.h"
#include "tests/system/served_centre.h"

namespace fitmate::tests {
namespace {

using db::sql::Engine;

HttpAnswer send(const ServedCentre& centre, const std::string& path, const std::string& token,
                const std::string& field, const std::string& bytes) {
  std::string body;
  for (const auto& [name, value] :
       {std::pair{std::string{"title"}, std::string{"x"}}, std::pair{field, bytes}}) {
    body += std::format("--XX\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{}\r\n", name,
                        value);
  }
  return call(centre.port, {.method = "POST",
                            .path = path,
                            .token = token,
                            .headers = "Content-Type: multipart/form-data; boundary=XX\r\n",
                            .body = body + "--XX--\r\n"});
}

// The most that the server ever held at once.
long most_kibibytes(const ServedCentre& centre) {
  std::ifstream status{std::format("/proc/{}/status", centre.process->pid())};
  for (std::string word; status >> word;) {
    if (word != "VmHWM:") continue;
    long kibibytes = 0;
    status >> kibibytes;
    return kibibytes;
  }
  FAIL("the server is gone");
  return 0;
}

auto files_of(const ServedCentre& centre) {
  return std::distance(
      std::filesystem::directory_iterator{centre.central.folder() / "profile_uploads"}, {});
}

}  // namespace

TEST_CASE("A file that inflates enormously meets the right status, and costs others nothing") {
  const auto pictures = png_bombs();
  const auto documents = pdf_bombs();
  ServedCentre centre{Engine::sqlite};
  Bystander bystander{centre.port};
  const auto before = most_kibibytes(centre);
  std::ptrdiff_t kept = 0;
  // The answer to the upload, after others were served meanwhile.
  const auto sent = [&](const auto&... upload) {
    auto answer = std::async(std::launch::async, [&] { return send(centre, upload...); });
    CHECK(centre.get("/api/trainee/profile", centre.trainee).status == 200);
    CHECK(bystander.is_served());
    answer.wait();
    centre.log();
    return answer.get();
  };
  for (const auto& [what, bytes] : pictures) {
    CAPTURE(what);
    CHECK(sent("/api/trainee/upload-progress-photo", centre.trainee, "image", bytes).status == 201);
    ++kept;
  }
  for (const auto& [what, bytes] : documents) {
    CAPTURE(what);
    const auto answer = sent("/api/trainer/documents", centre.trainer, "document", bytes);
    CHECK(answer.status == 422);
    CHECK(has_detail(answer));
  }
  CHECK(send(centre, "/api/trainer/documents", centre.trainer, "document", pdf_with_large_page())
            .status == 201);
  ++kept;
  CHECK(files_of(centre) == kept);
  constexpr long most_more = 256 * 1024;
  CHECK(most_kibibytes(centre) < before + most_more);
  CHECK(centre.get("/health/ready").status == 200);
}

}  // namespace fitmate::tests
