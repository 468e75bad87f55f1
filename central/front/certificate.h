#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <openssl/types.h>

#include "domain/result.h"

namespace fitmate::central::front {

// PEM files: the certificate with those that lead to its root after it, and its key.
struct CertificateFiles {
  std::filesystem::path certificate;
  std::filesystem::path key;
};

// What handshakes are made with: TLS 1.2 or newer, HTTP/1.1. Those under way keep it alive.
using Context = std::shared_ptr<SSL_CTX>;

// Reads both files. The error is for whoever runs the server: which of TLS_CERT and TLS_KEY cannot
// be used, why, and what to do.
domain::Result<Context, std::string> load_certificate(const CertificateFiles& files);

// Differs after every change of either file, links followed. Does not read them.
std::string stamp_of(const CertificateFiles& files);

}  // namespace fitmate::central::front
