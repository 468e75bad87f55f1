#include "tests/bench/shaped_line.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <deque>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

namespace fitmate::bench {
namespace {

using Clock = std::chrono::steady_clock;
using db::Descriptor;

// A piece takes 3 ms at 10 Mbit/s.
constexpr std::size_t piece = 4096;
constexpr std::size_t pieces_most = 256;  // on the way at once
constexpr int window = 64 * 1024;         // of a socket, in bytes

int check(int result) {
  if (result < 0) throw std::system_error{errno, std::generic_category(), "a line"};
  return result;
}

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

void send_at_once(int socket) {
  const int yes = 1;
  check(::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes));
}

Descriptor connect_to(std::uint16_t port) {
  Descriptor socket{check(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))};
  const auto address = loopback(port);
  if (::connect(*socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return {};
  }
  send_at_once(*socket);
  return socket;
}

// Ends without a word: a reset instead of an orderly end.
void break_off(int socket) {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

void wait(std::vector<pollfd>& files, std::chrono::nanoseconds most) {
  constexpr std::int64_t second = 1'000'000'000;
  const timespec timeout{.tv_sec = most.count() / second, .tv_nsec = most.count() % second};
  if (::ppoll(files.data(), files.size(), &timeout, nullptr) >= 0) return;
  for (auto& file : files) file.revents = 0;
}

// One way of a connection: what is on it, and when each piece arrives.
class Way {
 public:
  Way(int from, int to, const ShapedLine::Shape& shape) : from_{from}, to_{to}, shape_{shape} {}

  bool is_over() const { return has_ended_ && on_the_way_.empty(); }
  bool may_take(Clock::time_point now) const {
    return !has_ended_ && free_at_ <= now && on_the_way_.size() < pieces_most;
  }
  bool may_give(Clock::time_point now) const {
    return !on_the_way_.empty() && on_the_way_.front().arrives <= now;
  }
  int from() const { return from_; }
  int to() const { return to_; }
  // When it may take or give what it may not yet.
  Clock::time_point next(Clock::time_point now) const {
    auto next = Clock::time_point::max();
    if (!has_ended_ && free_at_ > now) next = free_at_;
    if (on_the_way_.empty() || on_the_way_.front().arrives <= now) return next;
    return std::min(next, on_the_way_.front().arrives);
  }

  // False where the connection is broken.
  bool take(Clock::time_point now) {
    std::string bytes(piece, '\0');
    const auto got = ::recv(from_, bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (got < 0) return errno == EAGAIN || errno == EINTR;
    has_ended_ = got == 0;
    bytes.resize(static_cast<std::size_t>(got));
    free_at_ = std::max(free_at_, now) + on_the_line(bytes.size());
    on_the_way_.push_back({std::move(bytes), free_at_ + shape_.there_and_back / 2});
    return true;
  }
  bool give() {
    auto& bytes = on_the_way_.front().bytes;
    if (bytes.empty()) {
      ::shutdown(to_, SHUT_WR);
    } else {
      const auto sent = ::send(to_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
      if (sent < 0) return errno == EAGAIN || errno == EINTR;
      bytes.erase(0, static_cast<std::size_t>(sent));
      if (!bytes.empty()) return true;
    }
    on_the_way_.pop_front();
    return true;
  }

 private:
  struct Piece {
    std::string bytes;  // empty: the end
    Clock::time_point arrives;
  };

  Clock::duration on_the_line(std::size_t bytes) const {
    if (shape_.bits_per_s == 0) return {};
    const std::chrono::duration<double> takes{static_cast<double>(bytes * 8) /
                                              static_cast<double>(shape_.bits_per_s)};
    return std::chrono::duration_cast<Clock::duration>(takes);
  }

  int from_;
  int to_;
  const ShapedLine::Shape& shape_;
  bool has_ended_ = false;
  Clock::time_point free_at_;
  std::deque<Piece> on_the_way_;
};

}  // namespace

// A connection: both of its ends, and its two ways.
class ShapedLine::Pipe {
 public:
  Pipe(Descriptor caller, Descriptor server, const Shape& shape)
      : caller_{std::move(caller)},
        server_{std::move(server)},
        ways_{Way{*caller_, *server_, shape}, Way{*server_, *caller_, shape}} {}

  bool is_over() const {
    return is_broken_ || std::ranges::all_of(ways_, [](const Way& way) { return way.is_over(); });
  }
  void break_off() {
    bench::break_off(*caller_);
    bench::break_off(*server_);
  }
  // What it waits for now.
  void ask(std::vector<pollfd>& files, Clock::time_point now) const {
    for (const auto& way : ways_) {
      const bool takes = way.may_take(now);
      const bool gives = way.may_give(now);
      files.push_back({takes ? way.from() : -1, POLLIN, 0});
      files.push_back({gives ? way.to() : -1, POLLOUT, 0});
    }
  }
  Clock::time_point next(Clock::time_point now) const {
    return std::min(ways_[0].next(now), ways_[1].next(now));
  }
  void move(const pollfd* answers, Clock::time_point now) {
    for (auto& way : ways_) {
      const bool took = answers[0].revents == 0 || way.take(now);
      const bool gave = answers[1].revents == 0 || way.give();
      is_broken_ = is_broken_ || !took || !gave;
      answers += 2;
    }
  }

 private:
  Descriptor caller_;
  Descriptor server_;
  std::array<Way, 2> ways_;
  bool is_broken_ = false;
};

ShapedLine::ShapedLine(std::uint16_t server, Shape shape)
    : server_{server},
      shape_{shape},
      listener_{check(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))},
      wake_{check(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))} {
  // Connections have it from here: a sender is to feel the rate.
  check(::setsockopt(*listener_, SOL_SOCKET, SO_RCVBUF, &window, sizeof window));
  auto address = loopback(0);
  socklen_t size = sizeof address;
  check(::bind(*listener_, reinterpret_cast<sockaddr*>(&address), size));
  check(::listen(*listener_, 8));
  check(::getsockname(*listener_, reinterpret_cast<sockaddr*>(&address), &size));
  port_ = ntohs(address.sin_port);
  thread_ = std::jthread{[this] { serve(); }};
}

ShapedLine::~ShapedLine() {
  is_over_ = true;
  wake();
  thread_.join();
}

void ShapedLine::cut() {
  is_cut_ = true;
  wake();
}

void ShapedLine::mend() {
  is_cut_ = false;
}

void ShapedLine::wake() const {
  check(::eventfd_write(*wake_, 1));
}

void ShapedLine::break_all() {
  broken_ += static_cast<int>(pipes_.size());
  for (auto& pipe : pipes_) pipe->break_off();
  pipes_.clear();
}

void ShapedLine::take_caller() {
  Descriptor caller{::accept4(*listener_, nullptr, nullptr, SOCK_CLOEXEC)};
  if (!caller) return;
  send_at_once(*caller);
  auto server = is_cut_ ? Descriptor{} : connect_to(server_);
  if (server) {
    pipes_.push_back(std::make_unique<Pipe>(std::move(caller), std::move(server), shape_));
  } else {
    ++broken_;
    break_off(*caller);
  }
}

void ShapedLine::serve() {
  std::vector<pollfd> files;
  while (!is_over_) {
    const auto now = Clock::now();
    files.assign({{*wake_, POLLIN, 0}, {*listener_, POLLIN, 0}});
    auto next = now + std::chrono::seconds{1};
    for (const auto& pipe : pipes_) {
      pipe->ask(files, now);
      next = std::min(next, pipe->next(now));
    }
    wait(files, next - now);
    ::eventfd_t woken = 0;
    if (files[0].revents != 0) ::eventfd_read(*wake_, &woken);
    for (std::size_t i = 0; i < pipes_.size(); ++i) {
      pipes_[i]->move(&files[2 + 4 * i], Clock::now());
    }
    std::erase_if(pipes_, [](const auto& pipe) { return pipe->is_over(); });
    if (is_cut_) break_all();
    if (files[1].revents != 0) take_caller();
  }
}

}  // namespace fitmate::bench
