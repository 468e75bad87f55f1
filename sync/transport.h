#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "domain/result.h"

namespace fitmate::sync {

struct Request {
  enum class Method : std::uint8_t { get, post, put };
  Method method{};
  std::string path;              // "/api/sync/push"
  std::string query;             // what stands behind "?", escaped; empty where none
  std::string bearer;            // a secret; empty where none
  std::string content_type;      // of the body
  std::string content_encoding;  // "gzip", or empty
  std::string body;
  // Instead of the transport's own.
  std::optional<std::chrono::milliseconds> timeout = std::nullopt;
};

struct Response {
  int status = 0;
  std::string content_type;
  std::string body;
  std::optional<std::chrono::seconds> retry_after;
  std::chrono::milliseconds took{};  // from asking to the end of the answer
};

// No answer came, or none that may be believed.
struct TransportFault {
  enum class Kind : std::uint8_t {
    unreachable,  // no name, no route, nobody listens
    timeout,      // too slow, or silent
    untrusted,    // the other end's certificate is not to be believed
    too_large,    // the answer is over the limit
    broken,       // anything else of the line
    stopped,      // this program is to end
  };
  Kind kind{};
  std::string detail;  // in words, without secrets
  std::chrono::milliseconds took{};
};

// The line to the centre: one request, one answer, whatever its status. Follows no redirect.
class Transport {
 public:
  virtual ~Transport() = default;

  // Blocks until the answer is there or the line's limits are reached. One thread.
  virtual domain::Result<Response, TransportFault> exchange(const Request& request) = 0;
};

}  // namespace fitmate::sync
