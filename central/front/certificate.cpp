#include "central/front/certificate.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <format>
#include <new>
#include <system_error>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fitmate::central::front {
namespace {

namespace fs = std::filesystem;

// With the server's key alone nobody reads what was said before (ECDHE), or changes it (AEAD).
constexpr auto tls_1_2_ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

using File = std::unique_ptr<std::FILE, decltype([](std::FILE* file) { std::fclose(file); })>;
using Key = std::unique_ptr<EVP_PKEY, decltype([](EVP_PKEY* key) { EVP_PKEY_free(key); })>;

std::string why_unreadable(std::string_view name, const fs::path& file) {
  return std::format("{}: {} cannot be read ({}): the server needs that file", name, file.string(),
                     std::generic_category().message(errno));
}

// A key that asks for a passphrase would hold the server up at its terminal.
int give_no_passphrase(char*, int, int, void*) {
  return -1;
}

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned offered_size, void*) {
  static constexpr std::array<unsigned char, 9> ours{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* found = nullptr;
  const auto outcome =
      SSL_select_next_proto(&found, size, ours.data(), ours.size(), offered, offered_size);
  *chosen = found;
  return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

Context make_context() {
  Context context{SSL_CTX_new(TLS_server_method()), SSL_CTX_free};
  if (!context) throw std::bad_alloc{};
  auto* raw = context.get();
  SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(raw, tls_1_2_ciphers);
  // A caller who just hangs up has ended too: HTTP says itself whether a body is whole.
  SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                               SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_mode(raw, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                            SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(raw, choose_protocol, nullptr);
  return context;
}

domain::Result<Key, std::string> read_key(const fs::path& path) {
  const File file{std::fopen(path.c_str(), "re")};
  if (!file) return std::unexpected{why_unreadable("TLS_KEY", path)};
  struct stat status{};
  if (::fstat(::fileno(file.get()), &status) != 0) {
    return std::unexpected{why_unreadable("TLS_KEY", path)};
  }
  if ((status.st_mode & S_IRWXO) != 0) {
    return std::unexpected{
        std::format("TLS_KEY: {} can be read by others: chmod 600 it", path.string())};
  }
  Key key{PEM_read_PrivateKey(file.get(), nullptr, give_no_passphrase, nullptr)};
  if (!key) {
    return std::unexpected{std::format(
        "TLS_KEY: {} holds no private key in PEM form without a passphrase", path.string())};
  }
  return key;
}

}  // namespace

domain::Result<Context, std::string> load_certificate(const CertificateFiles& files) {
  ERR_clear_error();
  auto context = make_context();
  if (::access(files.certificate.c_str(), R_OK) != 0) {
    return std::unexpected{why_unreadable("TLS_CERT", files.certificate)};
  }
  if (SSL_CTX_use_certificate_chain_file(context.get(), files.certificate.c_str()) != 1) {
    return std::unexpected{
        std::format("TLS_CERT: {} holds no certificate in PEM form, with its "
                    "chain after it, that may be used for TLS",
                    files.certificate.string())};
  }
  const auto key = read_key(files.key);
  if (!key) return std::unexpected{key.error()};
  if (SSL_CTX_use_PrivateKey(context.get(), key->get()) != 1 ||
      SSL_CTX_check_private_key(context.get()) != 1) {
    return std::unexpected{std::format("TLS_KEY: {} is not the key of the certificate in {}",
                                       files.key.string(), files.certificate.string())};
  }
  return context;
}

std::string stamp_of(const CertificateFiles& files) {
  std::string stamp;
  for (const auto* file : {&files.certificate, &files.key}) {
    struct stat status{};
    if (::stat(file->c_str(), &status) != 0) continue;
    stamp += std::format("{}.{}.{}.{};", status.st_ino, status.st_size, status.st_mtim.tv_sec,
                         status.st_mtim.tv_nsec);
  }
  return stamp;
}

}  // namespace fitmate::central::front
