#include "tests/bench/http_load.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <vector>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace fitmate::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int patience_ms = 10'000;

[[noreturn]] void fail(const char* what) {
  throw std::system_error{errno, std::generic_category(), what};
}

// The whole length of the answer at the front of `text`; 0 while its head is not there.
std::size_t length_of(std::string_view text) {
  const auto head = text.find("\r\n\r\n");
  if (head == std::string_view::npos) return 0;
  if (!text.starts_with("HTTP/1.1 2")) {
    throw std::runtime_error{"the server answers " + std::string{text.substr(0, head)}};
  }
  constexpr std::string_view name = "content-length: ";
  const auto at = text.find(name);
  if (at == std::string_view::npos) throw std::runtime_error{"an answer has no length"};
  return head + 4 + std::stoul(std::string{text.substr(at + name.size(), 12)});
}

class Connection {
 public:
  Connection(std::uint16_t port, int epoll, const std::string& request)
      : request_{request}, socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) fail("connect");
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    epoll_event event{.events = EPOLLIN, .data = {.ptr = this}};
    if (::epoll_ctl(epoll, EPOLL_CTL_ADD, socket_, &event) != 0) fail("epoll");
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { ::close(socket_); }

  void ask() {
    std::string_view request = request_;
    began_ = Clock::now();
    while (!request.empty()) {
      const auto sent = ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL);
      if (sent < 0) fail("send");
      request.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  // Reads what is there; true once the answer is whole.
  bool read() {
    std::array<char, 65536> piece{};
    const auto got = ::recv(socket_, piece.data(), piece.size(), 0);
    if (got <= 0) fail("the server hung up");
    answer_.append(piece.data(), static_cast<std::size_t>(got));
    const auto whole = length_of(answer_);
    if (whole == 0 || answer_.size() < whole) return false;
    answer_.erase(0, whole);
    return true;
  }

  double waited_ms() const {
    return std::chrono::duration<double, std::milli>(Clock::now() - began_).count();
  }

 private:
  const std::string& request_;
  int socket_;
  Clock::time_point began_;
  std::string answer_;
};

}  // namespace

Measured drive(std::uint16_t port, std::span<const std::string> requests, const Load& load) {
  const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
  std::vector<std::unique_ptr<Connection>> connections;
  connections.reserve(load.connections);
  for (std::size_t i = 0; i < load.connections; ++i) {
    connections.push_back(std::make_unique<Connection>(port, epoll, requests[i % requests.size()]));
  }
  std::vector<double> times;
  const auto began = Clock::now();
  for (const auto& one : connections) one->ask();
  std::array<epoll_event, 256> events{};
  // What is asked is waited for, so that nothing of it is left for the next load.
  for (auto unanswered = connections.size(); unanswered > 0;) {
    const int count = ::epoll_wait(epoll, events.data(), events.size(), patience_ms);
    if (count <= 0) throw std::runtime_error{"the server answers no more"};
    for (int i = 0; i < count; ++i) {
      auto& one = *static_cast<Connection*>(events.at(static_cast<std::size_t>(i)).data.ptr);
      if (!one.read()) continue;
      times.push_back(one.waited_ms());
      if (Clock::now() < began + load.lasts) {
        one.ask();
      } else {
        --unanswered;
      }
    }
  }
  ::close(epoll);
  const std::chrono::duration<double> took = Clock::now() - began;
  std::ranges::sort(times);
  const auto at = [&](double share) {
    return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
  };
  return {.per_second = static_cast<double>(times.size()) / took.count(),
          .p50_ms = at(0.5),
          .p99_ms = at(0.99)};
}

}  // namespace fitmate::bench
