#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "central/front/callers.h"
#include "central/front/certificate.h"
#include "central/front/relay.h"
#include "db/descriptor.h"

namespace fitmate::central::front {

struct FrontOptions {
  std::string host;                       // an address
  std::uint16_t port = 0;                 // 0: any that is free
  std::optional<CertificateFiles> files;  // without them TLS is not spoken
  std::size_t connections = 0;            // of callers, in all; more are closed at once
  RelayLimits limits{};
  std::chrono::milliseconds look_every{};  // at the files, whether they were renewed
  // A sentence for whoever runs the server; from the front's own thread.
  std::function<void(std::string_view sentence)> note;
  // Told of each request that is no sound HTTP; from the front's own thread.
  std::function<void(const std::string& address, const Framing::Refusal& refusal)> refused;
};

// Stands before a web framework that speaks no TLS and is lax about HTTP: takes callers, and
// carries what they may send to it and back over this machine's loopback. One thread of its own.
class Front {
 public:
  // Listens, so that callers wait from now on. Throws std::runtime_error where the files cannot be
  // used or the address cannot be listened at.
  explicit Front(FrontOptions options);
  Front(const Front&) = delete;
  Front& operator=(const Front&) = delete;
  // Hangs up on everybody.
  ~Front();

  std::uint16_t port() const { return port_; }

  // Serves from the moment that the framework takes connections at that port of 127.0.0.1. Once.
  void begin(std::uint16_t framework_port);

  // The address of the caller behind a connection to the framework from that port of 127.0.0.1;
  // nothing where it is none of ours. Any thread.
  std::optional<std::string> caller(std::uint16_t port) const { return callers_.find(port); }

  // Takes nobody new, and returns once everybody is gone or the time is over.
  void finish(std::chrono::milliseconds within);

 private:
  using Id = std::uint64_t;
  struct Connection {
    Relay relay;
    std::string address;
    std::uint16_t framework_port = 0;  // the one by which callers_ knows it
    Relay::Wants outer;                // as epoll was last told
    Relay::Wants inner;
    bool is_due = false;  // stands in again_
  };

  void listen();
  void await_framework() const;
  void run();
  void wait(std::chrono::milliseconds most);
  void handle(Id event);
  void accept_some();
  void accept(db::Descriptor outer, std::string address);
  void step(Id id);
  void step_again();
  void connect(Connection& connection);
  void watch(Id id, Connection& connection);
  // False if the kernel does not take it.
  bool watch(int socket, Id event, Relay::Wants& told, Relay::Wants wants) const;
  void forget(Id id);
  void look_around();
  void look_for_renewal();
  bool is_finishing() const;
  bool is_over() const;

  FrontOptions options_;
  Context context_;
  std::string stamp_;
  db::Descriptor listener_;
  db::Descriptor poll_;
  db::Descriptor wake_;
  std::uint16_t port_ = 0;
  std::uint16_t framework_port_ = 0;
  Callers callers_;
  std::unordered_map<Id, std::unique_ptr<Connection>> connections_;
  Id next_id_ = 1;
  std::vector<Id> again_;
  Relay::Wants listener_told_;
  SteadyTime next_look_around_;
  SteadyTime next_look_for_renewal_;
  std::array<char, 16384> scratch_{};
  std::atomic<SteadyTime> finish_by_{SteadyTime::max()};
  std::jthread thread_;
};

}  // namespace fitmate::central::front
