#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <openssl/types.h>

#include "central/front/certificate.h"
#include "central/front/framing.h"
#include "db/descriptor.h"

namespace fitmate::central::front {

using SteadyTime = std::chrono::steady_clock::time_point;

struct RelayLimits {
  std::chrono::milliseconds handshake;  // from the first byte of TCP to the last of the handshake
  std::chrono::milliseconds idle;       // without a byte in either direction; and for a head
  std::chrono::milliseconds request;    // from its first byte to its last
  std::size_t most_body;                // of any request
};

// One caller: TLS with them if there is a context, and their plain bytes to and from the web
// framework. What one side sent and the other does not yet take is kept, and until it went nothing
// more is read: who reads slowly slows the other down, and a connection keeps 32 KiB at most. Never
// blocks.
class Relay {
 public:
  enum class Next : std::uint8_t {
    wait,     // for what outer_wants() and inner_wants() say, or for the deadline
    again,    // there may be more to move at once
    connect,  // the handshake is done: join it with the framework
    end,
  };
  // Of one socket; a socket that neither side waits for is not looked at.
  struct Wants {
    bool read = false;
    bool write = false;
    bool operator==(const Wants&) const = default;
  };

  // Both sockets do not block.
  Relay(const Context& context, db::Descriptor outer, const RelayLimits& limits, SteadyTime now);

  void join(db::Descriptor inner, SteadyTime now);

  // Moves what can be moved, through `scratch`.
  Next step(SteadyTime now, std::span<char> scratch);

  // What the caller was refused since it was last asked.
  std::optional<Framing::Refusal> take_refusal() { return std::exchange(refusal_, std::nullopt); }

  int outer() const { return *outer_; }
  int inner() const { return *inner_; }  // -1 before it was joined
  Wants outer_wants() const { return outer_wants_; }
  Wants inner_wants() const { return inner_wants_; }
  SteadyTime deadline() const { return deadline_; }

 private:
  enum class Phase : std::uint8_t { greeting, joining, relaying, closing, lingering };
  enum class Flow : std::uint8_t { quiet, more, broken };

  Next greet();
  Next relay(SteadyTime now, std::span<char> scratch);
  Next close(SteadyTime now);
  Next linger(std::span<char> scratch);
  Flow move_in(SteadyTime now, std::span<char> scratch);
  Flow move_out(SteadyTime now, std::span<char> scratch);
  Flow read_caller(SteadyTime now, std::span<char> scratch);
  Flow read_framework(SteadyTime now, std::span<char> scratch);
  Flow write_framework(SteadyTime now);
  Flow write_caller(SteadyTime now);
  void refuse(Framing::Refusal refusal);
  void moved(SteadyTime now);
  // As read and write do: 0 or less where nothing moved, for a reason of waits_for_caller.
  int receive(std::span<char> scratch);
  int send(std::string_view bytes);
  bool waits_for_caller(int outcome, bool is_writing);
  bool has_ended(int outcome) const;

  RelayLimits limits_;
  db::Descriptor outer_;
  db::Descriptor inner_;
  std::unique_ptr<SSL, void (*)(SSL*)> ssl_;
  Phase phase_ = Phase::greeting;
  SteadyTime deadline_;
  Framing framing_;
  std::size_t heads_ = 0;            // as framing_ had them when bytes last moved
  std::optional<SteadyTime> began_;  // the request that is not yet whole
  std::string to_framework_;         // read, and not yet taken
  std::string to_caller_;
  std::string last_words_;  // after them the connection ends
  std::optional<Framing::Refusal> refusal_;
  bool caller_ended_ = false;
  bool framework_ended_ = false;
  bool framework_is_deaf_ = false;  // it takes nothing more, and may still be answering
  Wants outer_wants_;
  Wants inner_wants_;
};

}  // namespace fitmate::central::front
