#include "central/front/front.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <format>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

namespace fitmate::central::front {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

// What an event of epoll is about: these two, or a connection's id with the side in the last bit.
constexpr std::uint64_t new_callers = 0;
constexpr std::uint64_t woken = 1;

// Deadlines are kept to this.
constexpr auto look_around_every = 250ms;
constexpr int most_waiting_callers = 511;  // of the kernel, until they are accepted
constexpr int most_accepted_at_once = 64;

[[noreturn]] void fail(const char* what) {
  throw std::system_error{errno, std::generic_category(), what};
}

struct Place {
  sockaddr_storage storage{};
  socklen_t size = sizeof(sockaddr_storage);

  sockaddr* raw() { return reinterpret_cast<sockaddr*>(&storage); }
  sockaddr_in& v4() { return reinterpret_cast<sockaddr_in&>(storage); }
  sockaddr_in6& v6() { return reinterpret_cast<sockaddr_in6&>(storage); }
};

std::optional<Place> parse_place(const std::string& host, std::uint16_t port) {
  Place place;
  if (::inet_pton(AF_INET, host.c_str(), &place.v4().sin_addr) == 1) {
    place.v4().sin_family = AF_INET;
    place.v4().sin_port = htons(port);
    place.size = sizeof(sockaddr_in);
    return place;
  }
  if (::inet_pton(AF_INET6, host.c_str(), &place.v6().sin6_addr) == 1) {
    place.v6().sin6_family = AF_INET6;
    place.v6().sin6_port = htons(port);
    place.size = sizeof(sockaddr_in6);
    return place;
  }
  return std::nullopt;
}

Place loopback(std::uint16_t port) {
  Place place;
  place.v4().sin_family = AF_INET;
  place.v4().sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  place.v4().sin_port = htons(port);
  place.size = sizeof(sockaddr_in);
  return place;
}

std::uint16_t own_port(int socket) {
  Place place;
  if (::getsockname(socket, place.raw(), &place.size) != 0) fail("a socket has no address");
  return ntohs(place.storage.ss_family == AF_INET6 ? place.v6().sin6_port : place.v4().sin_port);
}

// An IPv4 address that came through an IPv6 socket is written as what it is.
std::string text_of(Place place) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (place.storage.ss_family == AF_INET) {
    ::inet_ntop(AF_INET, &place.v4().sin_addr, text.data(), text.size());
    return text.data();
  }
  ::inet_ntop(AF_INET6, &place.v6().sin6_addr, text.data(), text.size());
  const std::string_view written{text.data()};
  constexpr std::string_view mapped = "::ffff:";
  const bool is_v4 = written.starts_with(mapped) && written.contains('.');
  return std::string{is_v4 ? written.substr(mapped.size()) : written};
}

void send_at_once(int socket) {
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Context load_or_throw(const std::optional<CertificateFiles>& files) {
  if (!files) return nullptr;
  auto loaded = load_certificate(*files);
  if (!loaded) throw std::runtime_error{loaded.error()};
  return *std::move(loaded);
}

}  // namespace

Front::Front(FrontOptions options)
    : options_{std::move(options)},
      context_{load_or_throw(options_.files)},
      stamp_{options_.files ? stamp_of(*options_.files) : ""},
      poll_{::epoll_create1(EPOLL_CLOEXEC)},
      wake_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)} {
  if (!poll_ || !wake_) fail("cannot watch connections");
  // OpenSSL writes to its socket without asking for silence.
  std::signal(SIGPIPE, SIG_IGN);
  listen();
}

Front::~Front() {
  finish({});
}

void Front::listen() {
  auto place = parse_place(options_.host, options_.port);
  if (!place) throw std::runtime_error{std::format("LISTEN: {} is no address", options_.host)};
  listener_ = db::Descriptor{
      ::socket(place->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  const int on = 1;
  ::setsockopt(*listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(*listener_, place->raw(), place->size) != 0 ||
      ::listen(*listener_, most_waiting_callers) != 0) {
    throw std::runtime_error{std::format("LISTEN: cannot listen on {}:{}: {}", options_.host,
                                         options_.port, std::generic_category().message(errno))};
  }
  port_ = own_port(*listener_);
}

void Front::begin(std::uint16_t framework_port) {
  framework_port_ = framework_port;
  thread_ = std::jthread{[this] {
    await_framework();
    run();
  }};
}

// It names its port a moment before it listens there.
void Front::await_framework() const {
  auto place = loopback(framework_port_);
  for (const auto deadline = Clock::now() + 10s; Clock::now() < deadline && !is_over();) {
    const db::Descriptor probe{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    if (::connect(*probe, place.raw(), place.size) == 0) return;
    ::poll(nullptr, 0, 5);
  }
}

void Front::finish(std::chrono::milliseconds within) {
  finish_by_ = Clock::now() + within;
  ::eventfd_write(*wake_, 1);
  if (thread_.joinable()) thread_.join();
}

bool Front::is_finishing() const {
  return finish_by_.load() != SteadyTime::max();
}

bool Front::is_over() const {
  return is_finishing() && (connections_.empty() || Clock::now() >= finish_by_.load());
}

void Front::run() {
  Relay::Wants told;
  if (!watch(*wake_, woken, told, {.read = true})) fail("cannot watch connections");
  while (!is_over()) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(next_look_around_ - Clock::now());
    wait(again_.empty() ? std::max(left, 0ms) : 0ms);
    step_again();
    if (Clock::now() >= next_look_around_) look_around();
  }
  while (!connections_.empty()) forget(connections_.begin()->first);
}

void Front::wait(std::chrono::milliseconds most) {
  std::array<epoll_event, 256> events{};
  const int count = ::epoll_wait(*poll_, events.data(), static_cast<int>(events.size()),
                                 static_cast<int>(most.count()));
  for (int i = 0; i < count; ++i) handle(events.at(static_cast<std::size_t>(i)).data.u64);
}

void Front::handle(Id event) {
  if (event == new_callers) return accept_some();
  if (event != woken) return step(event / 2);
  eventfd_t ignored = 0;
  ::eventfd_read(*wake_, &ignored);
  if (is_finishing()) listener_ = db::Descriptor{};
}

void Front::accept_some() {
  for (int i = 0; i < most_accepted_at_once; ++i) {
    Place place;
    db::Descriptor outer{
        ::accept4(*listener_, place.raw(), &place.size, SOCK_CLOEXEC | SOCK_NONBLOCK)};
    if (outer) {
      if (connections_.size() < options_.connections) accept(std::move(outer), text_of(place));
      continue;
    }
    if (errno == EAGAIN) return;
    if (errno == ECONNABORTED || errno == EINTR) continue;
    // Without a free descriptor the caller would stay the first, and wake us without end.
    watch(*listener_, new_callers, listener_told_, {});
    return;
  }
}

void Front::accept(db::Descriptor outer, std::string address) {
  send_at_once(*outer);
  const auto id = next_id_++;
  connections_.emplace(id, std::make_unique<Connection>(Connection{
                               .relay{context_, std::move(outer), options_.limits, Clock::now()},
                               .address = std::move(address)}));
  step(id);
}

void Front::step(Id id) {
  const auto found = connections_.find(id);
  if (found == connections_.end()) return;
  auto& connection = *found->second;
  auto& relay = connection.relay;
  auto next = relay.step(Clock::now(), scratch_);
  if (const auto refusal = relay.take_refusal(); refusal && options_.refused) {
    options_.refused(connection.address, *refusal);
  }
  if (next == Relay::Next::connect) {
    connect(connection);
    next = Relay::Next::again;
  }
  if (next == Relay::Next::end ||
      !watch(relay.outer(), id * 2, connection.outer, relay.outer_wants()) ||
      !watch(relay.inner(), id * 2 + 1, connection.inner, relay.inner_wants())) {
    return forget(id);
  }
  if (next == Relay::Next::again && !std::exchange(connection.is_due, true)) again_.push_back(id);
}

void Front::step_again() {
  for (const auto id : std::exchange(again_, {})) {
    const auto found = connections_.find(id);
    if (found == connections_.end()) continue;
    found->second->is_due = false;
    step(id);
  }
}

// The framework's thread asks who it is as soon as it sees the connection.
void Front::connect(Connection& connection) {
  db::Descriptor inner{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (!inner) return connection.relay.join(std::move(inner), Clock::now());
  send_at_once(*inner);
  callers_.add(connection.address, [&] {
    auto place = loopback(framework_port_);
    // Where there is none, the first byte that is sent shows it.
    const bool is_begun = ::connect(*inner, place.raw(), place.size) == 0 || errno == EINPROGRESS;
    return connection.framework_port = is_begun ? own_port(*inner) : std::uint16_t{0};
  });
  connection.relay.join(std::move(inner), Clock::now());
}

// A socket that nobody waits for is left out: its end would wake us without end.
bool Front::watch(int socket, Id event, Relay::Wants& told, Relay::Wants wants) const {
  if (told == wants) return true;
  const bool was_watched = told.read || told.write;
  const bool is_watched = wants.read || wants.write;
  epoll_event what{};
  what.events = (wants.read ? EPOLLIN : 0U) | (wants.write ? EPOLLOUT : 0U);
  what.data.u64 = event;
  const int change = !is_watched ? EPOLL_CTL_DEL : was_watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
  if (::epoll_ctl(*poll_, change, socket, &what) != 0) return false;
  told = wants;
  return true;
}

// Its port is another's as soon as its socket is closed.
void Front::forget(Id id) {
  const auto found = connections_.find(id);
  if (found->second->framework_port != 0) callers_.remove(found->second->framework_port);
  connections_.erase(found);
}

void Front::look_around() {
  const auto now = Clock::now();
  next_look_around_ = now + look_around_every;
  std::vector<Id> overdue;
  for (const auto& [id, connection] : connections_) {
    if (connection->relay.deadline() <= now) overdue.push_back(id);
  }
  for (const auto id : overdue) forget(id);
  if (!is_finishing()) watch(*listener_, new_callers, listener_told_, {.read = true});
  if (options_.files && now >= next_look_for_renewal_) look_for_renewal();
}

void Front::look_for_renewal() {
  next_look_for_renewal_ = Clock::now() + options_.look_every;
  const auto stamp = stamp_of(*options_.files);
  if (stamp == stamp_) return;
  stamp_ = stamp;
  auto loaded = load_certificate(*options_.files);
  const auto sentence = loaded ? "TLS_CERT and TLS_KEY were renewed: new connections get them"
                               : loaded.error() + "; connections get the certificate from before";
  if (loaded) context_ = *std::move(loaded);
  if (options_.note) options_.note(sentence);
}

}  // namespace fitmate::central::front
