#include "central/http/multipart.h"

#include <format>

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck.h>

namespace fitmate::central::http {
namespace {

std::string form(const std::vector<std::pair<std::string, std::string>>& parts) {
  std::string body;
  for (const auto& [name, content] : parts) {
    body += std::format("--B\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{}\r\n", name,
                        content);
  }
  return body + "--B--\r\n";
}

constexpr std::string_view type = "multipart/form-data; boundary=B";

TEST_CASE("The parts of a form are read as they were written") {
  const auto body = form({{"a", "1"}, {"b", ""}, {"c", "x\r\ny\r\n--A"}});
  const auto parts = read_parts("Multipart/Form-Data; charset=x; boundary=\"B\"", body);
  REQUIRE(parts);
  REQUIRE(parts->size() == 3);
  CHECK(parts->at(0).name == "a");
  CHECK(parts->at(0).content == "1");
  CHECK(parts->at(1).content.empty());
  CHECK(parts->at(2).content == "x\r\ny\r\n--A");
}

TEST_CASE("What is cut short, unnamed or without a boundary is no form") {
  const auto whole = form({{"a", "1"}, {"b", "2"}});
  for (std::size_t cut = 0; cut < whole.size() - 4; ++cut) {
    CHECK_FALSE(read_parts(type, whole.substr(0, cut)));
  }
  CHECK(read_parts(type, whole));
  CHECK_FALSE(read_parts("multipart/form-data", whole));
  CHECK_FALSE(read_parts("multipart/form-data; boundary=", whole));
  CHECK_FALSE(read_parts("multipart/form-data; boundary=" + std::string(71, 'B'), whole));
  CHECK_FALSE(read_parts(type, "--B\r\nContent-Type: x\r\n\r\n1\r\n--B--"));
}

std::string name_in(std::string_view disposition) {
  const auto body = std::format("--B\r\nContent-Disposition: {}\r\n\r\n1\r\n--B--", disposition);
  const auto parts = read_parts(type, body);
  return parts ? parts->at(0).name : parts.error();
}

TEST_CASE("A part's name is its own, whatever its file is called") {
  CHECK(name_in(R"(form-data; filename="; name=a; "; name="b")") == "b");
  CHECK(name_in(R"(form-data; filename="; name=a; ")") == "a part of the form has no name");
  CHECK(name_in(R"(form-data; filename="x\"; name=a; y"; name=b)") == "b");
  CHECK(name_in(R"(form-data; filename*=UTF-8''%2e; NAME=b)") == "b");
  CHECK(name_in(R"(form-data; x; name="b"; filename="\")") == "b");
  CHECK(name_in(R"(form-data; filename="a; name=b)") == "a part of the form has no name");
}

TEST_CASE("The head of a part has 4096 bytes at most, and says so") {
  const auto named = [](std::size_t more) {
    return name_in("form-data; name=\"b\"\r\nX: " + std::string(more, 'x'));
  };
  const auto before = std::string_view{"Content-Disposition: form-data; name=\"b\"\r\nX: "}.size();
  CHECK(named(4096 - before) == "b");
  CHECK(named(4097 - before) == "the head of a part is over 4096 bytes");
}

TEST_CASE("A form has 32 parts at most") {
  std::vector<std::pair<std::string, std::string>> parts(parts_most, {"a", "1"});
  CHECK(read_parts(type, form(parts)));
  parts.emplace_back("a", "1");
  CHECK_FALSE(read_parts(type, form(parts)));
}

TEST_CASE("No bytes at all bring the reader down") {
  rc::check([](const std::string& head, const std::string& body) {
    (void)read_parts(head, body);
    (void)read_parts(type, "--B\r\n" + body + "\r\n--B" + head);
  });
}

}  // namespace
}  // namespace fitmate::central::http
