#include "sync/wakeups.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <limits>
#include <system_error>
#include <utility>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace fitmate::sync {
namespace {

int watch_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGUSR1}) sigaddset(&set, signal);
  if (::sigprocmask(SIG_BLOCK, &set, nullptr) != 0) return -1;
  return ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

// Tells when an address appears (rtnetlink(7)). Without it the timers still fire.
int watch_network() {
  const int file = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
  if (file < 0) return -1;
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
  if (::bind(file, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return file;
  ::close(file);
  return -1;
}

}  // namespace

Wakeups::Wakeups() : signals_{watch_signals()}, network_{watch_network()} {
  if (signals_ < 0) throw std::system_error(errno, std::generic_category(), "signalfd");
}

Wakeups::~Wakeups() {
  ::close(signals_);
  if (network_ >= 0) ::close(network_);
}

void Wakeups::read_signals() {
  signalfd_siginfo info{};
  while (::read(signals_, &info, sizeof info) == sizeof info) {
    if (info.ssi_signo == SIGUSR1) {
      is_asked_ = true;
    } else {
      is_stopping_ = true;
    }
  }
}

bool Wakeups::read_network() {
  if (network_ < 0) return false;
  alignas(nlmsghdr) std::array<char, 8192> buffer{};
  bool came_up = false;
  while (true) {
    const auto size = ::recv(network_, buffer.data(), buffer.size(), 0);
    // An overrun is a burst of news.
    if (size < 0 && errno == ENOBUFS) came_up = true;
    if (size <= 0) return came_up;
    auto left = static_cast<std::uint32_t>(size);
    const auto* head = reinterpret_cast<const nlmsghdr*>(buffer.data());
    for (; NLMSG_OK(head, left); head = NLMSG_NEXT(head, left)) {
      came_up = came_up || head->nlmsg_type == RTM_NEWADDR;
    }
  }
}

bool Wakeups::is_stopping() {
  read_signals();
  return is_stopping_;
}

Wakeups::Why Wakeups::wait(std::chrono::milliseconds at_most) {
  std::array<pollfd, 2> files{{{.fd = signals_, .events = POLLIN, .revents = 0},
                               {.fd = network_, .events = POLLIN, .revents = 0}}};
  const auto most = std::clamp<std::int64_t>(at_most.count(), 0, std::numeric_limits<int>::max());
  if (::poll(files.data(), files.size(), static_cast<int>(most)) < 0 && errno != EINTR) {
    throw std::system_error(errno, std::generic_category(), "poll");
  }
  if (is_stopping()) return Why::stop;
  const bool network = read_network();
  return network || std::exchange(is_asked_, false) ? Why::hurry : Why::time;
}

}  // namespace fitmate::sync
