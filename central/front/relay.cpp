#include "central/front/relay.h"

#include <algorithm>
#include <cerrno>
#include <format>
#include <new>
#include <utility>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

namespace fitmate::central::front {
namespace {

// Of 16 KiB each; then the other callers have their turn.
constexpr int most_rounds = 16;
// Whoever still sends would lose the end of the answer if the connection went at once.
constexpr std::chrono::seconds lingering{2};

std::string_view reason_of(int status) {
  switch (status) {
    case 405:
      return "Method Not Allowed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 417:
      return "Expectation Failed";
    case 431:
      return "Request Header Fields Too Large";
    case 501:
      return "Not Implemented";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Bad Request";
  }
}

bool would_block() {
  return errno == EAGAIN || errno == EINTR;
}

}  // namespace

Relay::Relay(const Context& context, db::Descriptor outer, const RelayLimits& limits,
             SteadyTime now)
    : limits_{limits},
      outer_{std::move(outer)},
      ssl_{context ? SSL_new(context.get()) : nullptr, SSL_free},
      deadline_{now + limits.handshake},
      framing_{limits.most_body} {
  if (!context) {
    phase_ = Phase::joining;
    return;
  }
  if (!ssl_ || SSL_set_fd(ssl_.get(), *outer_) != 1) throw std::bad_alloc{};
  SSL_set_accept_state(ssl_.get());
}

void Relay::join(db::Descriptor inner, SteadyTime now) {
  inner_ = std::move(inner);
  phase_ = Phase::relaying;
  moved(now);
}

Relay::Next Relay::step(SteadyTime now, std::span<char> scratch) {
  ERR_clear_error();
  outer_wants_ = {};
  inner_wants_ = {};
  switch (phase_) {
    case Phase::greeting:
      return greet();
    case Phase::joining:
      return Next::connect;
    case Phase::relaying:
      return relay(now, scratch);
    case Phase::closing:
      return close(now);
    case Phase::lingering:
      return linger(scratch);
  }
  return Next::end;
}

void Relay::moved(SteadyTime now) {
  using Within = Framing::Within;
  const auto within = framing_.within();
  const bool is_another = framing_.heads() != heads_ && within == Within::head;
  heads_ = framing_.heads();
  if (within == Within::nothing) began_.reset();
  if (within != Within::nothing && (!began_ || is_another)) began_ = now;
  deadline_ = now + limits_.idle;
  if (!began_) return;
  const auto most = within == Within::head ? limits_.idle : limits_.request;
  deadline_ = std::min(deadline_, *began_ + most);
}

int Relay::receive(std::span<char> scratch) {
  const auto size = static_cast<int>(scratch.size());
  if (ssl_) return SSL_read(ssl_.get(), scratch.data(), size);
  return static_cast<int>(::recv(*outer_, scratch.data(), scratch.size(), 0));
}

int Relay::send(std::string_view bytes) {
  if (ssl_) return SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
  return static_cast<int>(::send(*outer_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
}

bool Relay::has_ended(int outcome) const {
  return ssl_ ? SSL_get_error(ssl_.get(), outcome) == SSL_ERROR_ZERO_RETURN : outcome == 0;
}

// True, and noted for what, if that goes on once the caller's socket is ready.
bool Relay::waits_for_caller(int outcome, bool is_writing) {
  if (!ssl_) {
    const bool waits = outcome < 0 && would_block();
    (is_writing ? outer_wants_.write : outer_wants_.read) |= waits;
    return waits;
  }
  const int reason = SSL_get_error(ssl_.get(), outcome);
  outer_wants_.read |= reason == SSL_ERROR_WANT_READ;
  outer_wants_.write |= reason == SSL_ERROR_WANT_WRITE;
  return reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE;
}

Relay::Next Relay::greet() {
  const int outcome = SSL_do_handshake(ssl_.get());
  if (outcome != 1) return waits_for_caller(outcome, false) ? Next::wait : Next::end;
  phase_ = Phase::joining;
  return Next::connect;
}

Relay::Next Relay::relay(SteadyTime now, std::span<char> scratch) {
  const auto in = move_in(now, scratch);
  const auto out = in == Flow::broken ? Flow::broken : move_out(now, scratch);
  if (in == Flow::broken || out == Flow::broken) return Next::end;
  if (framework_ended_ && to_caller_.empty() && !last_words_.empty()) {
    to_caller_ = std::exchange(last_words_, {});
    return Next::again;
  }
  if (framework_ended_ && to_caller_.empty()) {
    phase_ = Phase::closing;
    return close(now);
  }
  return in == Flow::more || out == Flow::more ? Next::again : Next::wait;
}

Relay::Flow Relay::move_in(SteadyTime now, std::span<char> scratch) {
  for (int round = 0; round < most_rounds; ++round) {
    if (const auto flow = write_framework(now); flow != Flow::more) return flow;
    if (const auto flow = read_caller(now, scratch); flow != Flow::more) return flow;
  }
  return Flow::more;
}

Relay::Flow Relay::move_out(SteadyTime now, std::span<char> scratch) {
  for (int round = 0; round < most_rounds; ++round) {
    if (const auto flow = write_caller(now); flow != Flow::more) return flow;
    if (const auto flow = read_framework(now, scratch); flow != Flow::more) return flow;
  }
  return Flow::more;
}

// More: all that was kept is gone.
Relay::Flow Relay::write_framework(SteadyTime now) {
  while (!to_framework_.empty()) {
    const auto sent = ::send(*inner_, to_framework_.data(), to_framework_.size(), MSG_NOSIGNAL);
    if (sent < 0 && would_block()) {
      inner_wants_.write = true;
      return Flow::quiet;
    }
    if (sent < 0) {
      framework_is_deaf_ = true;
      to_framework_.clear();
      break;
    }
    to_framework_.erase(0, static_cast<std::size_t>(sent));
    moved(now);
  }
  return Flow::more;
}

Relay::Flow Relay::read_caller(SteadyTime now, std::span<char> scratch) {
  if (caller_ended_ || framework_is_deaf_) return Flow::quiet;
  const int got = receive(scratch);
  if (got > 0) {
    const std::string_view bytes{scratch.data(), static_cast<std::size_t>(got)};
    auto refusal = framing_.take(bytes, to_framework_);
    moved(now);
    if (!refusal) return Flow::more;
    refuse(*std::move(refusal));
    return Flow::quiet;
  }
  if (has_ended(got)) {
    caller_ended_ = true;
    ::shutdown(*inner_, SHUT_WR);
    return Flow::quiet;
  }
  return waits_for_caller(got, false) ? Flow::quiet : Flow::broken;
}

// Whoever sends that has lost the thread of it, so nothing after it is read.
void Relay::refuse(Framing::Refusal refusal) {
  const auto body = std::format(R"({{"detail":"{}"}})", refusal.detail);
  last_words_ = std::format(
      "HTTP/1.1 {} {}\r\ncontent-length: {}\r\ncontent-type: application/json\r\n"
      "connection: close\r\ncache-control: no-store\r\nx-content-type-options: nosniff\r\n\r\n{}",
      refusal.status, reason_of(refusal.status), body.size(), body);
  framework_is_deaf_ = true;
  framework_ended_ = true;
  to_framework_.clear();
  refusal_ = std::move(refusal);
}

// More: all that was kept is gone.
Relay::Flow Relay::write_caller(SteadyTime now) {
  while (!to_caller_.empty()) {
    const int sent = send(to_caller_);
    if (sent <= 0) return waits_for_caller(sent, true) ? Flow::quiet : Flow::broken;
    to_caller_.erase(0, static_cast<std::size_t>(sent));
    moved(now);
  }
  return Flow::more;
}

Relay::Flow Relay::read_framework(SteadyTime now, std::span<char> scratch) {
  if (framework_ended_) return Flow::quiet;
  const auto got = ::recv(*inner_, scratch.data(), scratch.size(), 0);
  if (got > 0) {
    to_caller_.assign(scratch.data(), static_cast<std::size_t>(got));
    moved(now);
    return Flow::more;
  }
  if (got < 0 && would_block()) {
    inner_wants_.read = true;
    return Flow::quiet;
  }
  framework_ended_ = true;
  return Flow::quiet;
}

Relay::Next Relay::close(SteadyTime now) {
  if (ssl_) {
    const int outcome = SSL_shutdown(ssl_.get());
    if (outcome < 0 && waits_for_caller(outcome, true)) return Next::wait;
  }
  ::shutdown(*outer_, SHUT_WR);
  phase_ = Phase::lingering;
  deadline_ = now + lingering;
  return Next::again;
}

Relay::Next Relay::linger(std::span<char> scratch) {
  for (int round = 0; round < most_rounds; ++round) {
    const auto got = ::recv(*outer_, scratch.data(), scratch.size(), 0);
    if (got < 0 && would_block()) {
      outer_wants_.read = true;
      return Next::wait;
    }
    if (got <= 0) return Next::end;
  }
  return Next::again;
}

}  // namespace fitmate::central::front
