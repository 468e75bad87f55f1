#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include <openssl/types.h>

namespace fitmate::tests {

struct TlsAsked {
  std::filesystem::path believed;  // a certificate; without one anybody is believed
  std::string from = "127.0.0.1";  // an address of loopback
  std::string versions;            // "TLSv1.1": that one alone, however old
  std::string protocol;            // offered by ALPN
};

// A caller who speaks TLS with a server at 127.0.0.1. Throws std::runtime_error where there is no
// connection, or no handshake.
class TlsConnection {
 public:
  explicit TlsConnection(std::uint16_t port, const TlsAsked& asked = {});
  TlsConnection(TlsConnection&& other) noexcept;
  TlsConnection& operator=(TlsConnection&&) = delete;
  ~TlsConnection();

  // False once the server hung up.
  bool send(std::string_view bytes);
  // False if the server ended, or nothing comes within 20 s.
  bool read_some(std::string& into);
  std::string read_all();
  // Did the server say, by TLS, that nothing more comes?
  bool was_ended() const;
  // Nothing more will be sent.
  void end();
  // Goes without a word.
  void reset();

  std::string version() const;      // "TLSv1.3"
  std::string protocol() const;     // that was chosen; empty: none
  std::string certificate() const;  // the server's own, as PEM
  int chain_size() const;           // certificates that the server sent

 private:
  int socket_;
  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_;
  std::unique_ptr<SSL, void (*)(SSL*)> ssl_;
};

}  // namespace fitmate::tests
