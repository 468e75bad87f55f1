#include "tests/support/certificate.h"

#include <format>
#include <stdexcept>

#include "tests/support/process.h"

namespace fitmate::tests {

Certificate::Certificate(const std::filesystem::path& folder, const std::string& name,
                         const Days& days)
    : file_{folder / std::format("{}-{}.pem", name, days.first)},
      key_{folder / std::format("{}-{}.key", name, days.first)} {
  const auto made = run({"openssl",
                         "req",
                         "-x509",
                         "-newkey",
                         "ec",
                         "-pkeyopt",
                         "ec_paramgen_curve:P-256",
                         "-nodes",
                         "-subj",
                         "/CN=FitMate's tests",
                         "-addext",
                         "subjectAltName=" + name,
                         "-not_before",
                         days.first,
                         "-not_after",
                         days.last,
                         "-keyout",
                         key_,
                         "-out",
                         file_});
  if (made.exit_code != 0) throw std::runtime_error("openssl made no certificate: " + made.err);
}

}  // namespace fitmate::tests
