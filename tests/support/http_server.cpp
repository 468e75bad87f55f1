#include "tests/support/http_server.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <format>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace fitmate::tests {
namespace {

int check(int result) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), "http server");
  return result;
}

std::size_t length_of(const std::string& head) {
  auto lower = head;
  std::ranges::transform(lower, lower.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto at = lower.find("content-length:");
  return at == std::string::npos ? 0 : std::stoul(lower.substr(at + 15));
}

}  // namespace

HttpServer::HttpServer(Handler handler) : handler_{std::move(handler)} {
  listener_ = check(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  stop_ = check(::eventfd(0, EFD_CLOEXEC));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  check(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size));
  check(::listen(listener_, 8));
  check(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size));
  port_ = ntohs(address.sin_port);
  thread_ = std::jthread{[this] { serve(); }};
}

HttpServer::~HttpServer() {
  ::eventfd_write(stop_, 1);
  thread_.join();
  ::close(stop_);
  ::close(listener_);
}

std::string HttpServer::url() const {
  return std::format("http://127.0.0.1:{}", port_);
}

std::vector<std::string> HttpServer::requests() const {
  const std::lock_guard lock{mutex_};
  return requests_;
}

bool HttpServer::wait_for(int file) const {
  std::array<pollfd, 2> files{{{.fd = stop_, .events = POLLIN}, {.fd = file, .events = POLLIN}}};
  check(::poll(files.data(), files.size(), -1));
  return files[0].revents == 0;
}

void HttpServer::serve() {
  while (wait_for(listener_)) {
    const int peer = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (peer < 0) continue;
    ++connections_;
    converse(peer);
    ::close(peer);
  }
}

bool HttpServer::read_request(int peer, std::string& buffer, std::string& request) const {
  while (true) {
    const auto end = buffer.find("\r\n\r\n");
    if (end != std::string::npos) {
      const auto size = end + 4 + length_of(buffer.substr(0, end));
      if (buffer.size() >= size) {
        request = buffer.substr(0, size);
        buffer.erase(0, size);
        return true;
      }
    }
    std::array<char, 4096> piece{};
    if (!wait_for(peer)) return false;
    const auto got = ::recv(peer, piece.data(), piece.size(), 0);
    if (got <= 0) return false;
    buffer.append(piece.data(), static_cast<std::size_t>(got));
  }
}

void HttpServer::converse(int peer) {
  std::string buffer;
  std::string request;
  while (read_request(peer, buffer, request)) {
    {
      const std::lock_guard lock{mutex_};
      requests_.push_back(request);
    }
    const auto reply = handler_(request);
    std::string_view rest = reply.bytes;
    while (!rest.empty()) {
      const auto sent = ::send(peer, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      rest.remove_prefix(static_cast<std::size_t>(sent));
    }
    if (reply.then == Reply::Then::close) return;
    // The connection stays, and nothing more is said, until the other end goes.
    if (reply.then == Reply::Then::say_no_more) wait_for(peer);
  }
}

std::string http_answer(const std::string& status, const std::string& body,
                        const std::string& headers) {
  return std::format("HTTP/1.1 {}\r\n{}Content-Length: {}\r\n\r\n{}", status, headers, body.size(),
                     body);
}

}  // namespace fitmate::tests
