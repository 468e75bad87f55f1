#include "tests/support/raw_http.h"

#include <array>
#include <cctype>
#include <format>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace fitmate::tests {

bool listens(std::uint16_t port) {
  try {
    const RawConnection probe{port};
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

RawConnection::RawConnection(std::uint16_t port, const std::string& from)
    : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
  const timeval silence{.tv_sec = 20, .tv_usec = 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &silence, sizeof silence);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  ::inet_pton(AF_INET, from.c_str(), &to.sin_addr);
  const bool bound = ::bind(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (!bound || ::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
    const int error = errno;
    ::close(socket_);
    throw std::system_error{error, std::generic_category(), "cannot connect"};
  }
}

RawConnection::RawConnection(RawConnection&& other) noexcept
    : socket_{std::exchange(other.socket_, -1)} {}

RawConnection::~RawConnection() {
  if (socket_ >= 0) ::close(socket_);
}

bool RawConnection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawConnection::read_some(std::string& into) {
  std::array<char, 65536> piece{};
  const auto got = ::recv(socket_, piece.data(), piece.size(), 0);
  if (got <= 0) return false;
  into.append(piece.data(), static_cast<std::size_t>(got));
  return true;
}

bool RawConnection::has_more() const {
  char first = 0;
  return ::recv(socket_, &first, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

std::string RawConnection::read_all() {
  std::string all;
  while (read_some(all)) {
  }
  return all;
}

std::optional<HttpAnswer> parse_answer(const std::string& text) {
  const auto head_end = text.find("\r\n\r\n");
  if (!text.starts_with("HTTP/1.1 ") || head_end == std::string::npos) return std::nullopt;
  HttpAnswer answer{
      .status = std::stoi(text.substr(9, 3)), .headers = {}, .body = text.substr(head_end + 4)};
  for (auto at = text.find("\r\n") + 2; at < head_end;) {
    const auto end = text.find("\r\n", at);
    const auto line = text.substr(at, end - at);
    const auto colon = line.find(": ");
    std::string name = line.substr(0, colon);
    for (auto& letter : name) letter = static_cast<char>(std::tolower(letter));
    answer.headers[name] = line.substr(colon + 2);
    at = end + 2;
  }
  return answer;
}

HttpAnswer call(std::uint16_t port, const HttpCall& call) {
  RawConnection connection{port, call.from};
  const auto authorization =
      call.token.empty() ? std::string{} : "Authorization: Bearer " + call.token + "\r\n";
  connection.send(std::format(
      "{} {} HTTP/1.1\r\nHost: centre\r\nConnection: close\r\nContent-Length: {}\r\n{}{}\r\n{}",
      call.method, call.path, call.body.size(), authorization, call.headers, call.body));
  return parse_answer(connection.read_all()).value_or(HttpAnswer{});
}

}  // namespace fitmate::tests
