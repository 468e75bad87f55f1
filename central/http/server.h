#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "central/front/certificate.h"
#include "central/http/exchange.h"
#include "central/http/metrics.h"
#include "central/log_level.h"
#include "db/sql/pool.h"
#include "domain/ids.h"
#include "domain/instant.h"

namespace fitmate::central::http {

struct ServerOptions {
  std::string host = "127.0.0.1";                      // an address
  std::uint16_t port = 8000;                           // 0: any that is free
  std::optional<front::CertificateFiles> certificate;  // without it TLS is not spoken
  std::vector<std::string> origins;                    // of browsers that may call (CORS)

  bool behind_proxy = false;  // the caller's address is the last of X-Forwarded-For

  std::size_t workers = 8;            // of the usual lane
  std::size_t most_waiting = 4096;    // calls behind the workers of a lane; more are 503
  std::size_t connections = 4096;     // of callers, in all
  std::chrono::seconds idle{30};      // until a silent connection is closed, or a head that is slow
  std::chrono::seconds request{300};  // from its first byte to its last
  std::chrono::milliseconds handshake{10'000};  // of TLS
  std::chrono::milliseconds look_every{5'000};  // at the certificate, whether it was renewed
  std::chrono::milliseconds stop_within{4000};

  // At the stop: whatever waits for other servers is to give up. From a thread of the server's.
  std::function<void()> hang_up;
  Metrics* metrics = nullptr;  // told of each call
  // One line of JSON a call, or what else happened; from any thread.
  std::function<void(LogLevel level, std::string_view line)> log;
  // Called with the port once it is bound; the server listens a moment later.
  std::function<void(std::uint16_t port)> ready;
  std::function<domain::Instant()> now;
  domain::Random random;
};

// Threads of the lanes that need a connection of the pool each, beside the usual one's.
inline constexpr std::size_t password_workers = 2;
inline constexpr std::size_t picture_workers = 1;
inline constexpr std::size_t side_workers = password_workers + picture_workers;

// Serves until SIGTERM or SIGINT, then answers what it accepted and returns. It blocks both signals
// in the calling thread, so call it before other threads begin. Once a process: the framework is a
// singleton. Throws std::runtime_error where it cannot listen.
void serve(const ServerOptions& options, db::sql::Pool& pool, Routes routes);

}  // namespace fitmate::central::http
