#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "domain/result.h"
#include "sync/limits.h"
#include "sync/transport.h"

namespace fitmate::sync {

// HTTP by libcurl over OpenSSL. Certificates are always checked, but for their dates; plain HTTP is
// spoken to this machine alone; no redirect is followed. One connection is kept and used again. One
// thread.
class CurlTransport final : public Transport {
 public:
  struct Options {
    std::string base_url;                          // "https://gym.example"
    std::optional<std::filesystem::path> ca_file;  // instead of the system's
    std::function<bool()> is_stopping = [] { return false; };
    // Tests shorten these.
    std::chrono::milliseconds connect_timeout = limits::connect_timeout;
    std::chrono::milliseconds request_timeout = limits::request_timeout;
    std::int64_t slow_bytes_per_s = limits::slow_bytes_per_s;
    std::chrono::seconds slow_for = limits::slow_for;
    std::size_t answer_bytes = limits::page_bytes;
  };

  // The transport, or in words why that address is not talked to.
  static domain::Result<std::unique_ptr<CurlTransport>, std::string> make(Options options);
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;
  ~CurlTransport() override;

  domain::Result<Response, TransportFault> exchange(const Request& request) override;

 private:
  class Handle;
  CurlTransport(Options options, bool is_secure);

  Options options_;
  bool is_secure_;
  std::unique_ptr<Handle> handle_;
};

}  // namespace fitmate::sync
