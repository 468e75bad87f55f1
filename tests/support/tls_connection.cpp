#include "tests/support/tls_connection.h"

#include <array>
#include <csignal>
#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace fitmate::tests {
namespace {

int connect_from(const std::string& address, std::uint16_t port) {
  const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval silence{.tv_sec = 20, .tv_usec = 0};
  ::setsockopt(made, SOL_SOCKET, SO_RCVTIMEO, &silence, sizeof silence);
  sockaddr_in place{};
  place.sin_family = AF_INET;
  ::inet_pton(AF_INET, address.c_str(), &place.sin_addr);
  const bool bound = ::bind(made, reinterpret_cast<const sockaddr*>(&place), sizeof place) == 0;
  place.sin_port = htons(port);
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (!bound || ::connect(made, reinterpret_cast<const sockaddr*>(&place), sizeof place) != 0) {
    ::close(made);
    throw std::runtime_error{"cannot connect"};
  }
  return made;
}

void ask(SSL_CTX* context, const TlsAsked& asked) {
  // What is old may be asked for: whether it is given is the server's to say.
  SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
  if (asked.versions == "TLSv1.1") {
    SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0");
    SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION);
  } else if (asked.versions == "TLSv1.2") {
    SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
  }
  if (asked.believed.empty()) return;
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  if (SSL_CTX_load_verify_locations(context, asked.believed.c_str(), nullptr) != 1) {
    throw std::runtime_error{"cannot believe " + asked.believed.string()};
  }
}

}  // namespace

TlsConnection::TlsConnection(std::uint16_t port, const TlsAsked& asked)
    : socket_{connect_from(asked.from, port)},
      context_{SSL_CTX_new(TLS_client_method()), SSL_CTX_free},
      ssl_{nullptr, SSL_free} {
  std::signal(SIGPIPE, SIG_IGN);
  ask(context_.get(), asked);
  ssl_.reset(SSL_new(context_.get()));
  if (!asked.protocol.empty()) {
    const auto offered = static_cast<char>(asked.protocol.size()) + asked.protocol;
    SSL_set_alpn_protos(ssl_.get(), reinterpret_cast<const unsigned char*>(offered.data()),
                        static_cast<unsigned>(offered.size()));
  }
  SSL_set_fd(ssl_.get(), socket_);
  ERR_clear_error();
  if (SSL_connect(ssl_.get()) != 1) {
    ssl_.reset();
    ::close(socket_);
    throw std::runtime_error{"no handshake"};
  }
}

TlsConnection::TlsConnection(TlsConnection&& other) noexcept
    : socket_{std::exchange(other.socket_, -1)},
      context_{std::move(other.context_)},
      ssl_{std::move(other.ssl_)} {}

TlsConnection::~TlsConnection() {
  if (socket_ >= 0) ::close(socket_);
}

bool TlsConnection::send(std::string_view bytes) {
  ERR_clear_error();
  return SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
}

bool TlsConnection::read_some(std::string& into) {
  std::array<char, 65536> piece{};
  ERR_clear_error();
  const int got = SSL_read(ssl_.get(), piece.data(), static_cast<int>(piece.size()));
  if (got <= 0) return false;
  into.append(piece.data(), static_cast<std::size_t>(got));
  return true;
}

std::string TlsConnection::read_all() {
  std::string all;
  while (read_some(all)) {
  }
  return all;
}

bool TlsConnection::was_ended() const {
  return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
}

void TlsConnection::end() {
  SSL_shutdown(ssl_.get());
  ::shutdown(socket_, SHUT_WR);
}

void TlsConnection::reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(std::exchange(socket_, -1));
}

std::string TlsConnection::version() const {
  return SSL_get_version(ssl_.get());
}

std::string TlsConnection::protocol() const {
  const unsigned char* text = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_.get(), &text, &size);
  return {reinterpret_cast<const char*>(text), size};
}

std::string TlsConnection::certificate() const {
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory{BIO_new(BIO_s_mem()), BIO_free};
  PEM_write_bio_X509(memory.get(), SSL_get0_peer_certificate(ssl_.get()));
  char* text = nullptr;
  const auto size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

int TlsConnection::chain_size() const {
  return sk_X509_num(SSL_get_peer_cert_chain(ssl_.get()));
}

}  // namespace fitmate::tests
