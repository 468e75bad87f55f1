#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "db/kiosk/kiosk_store.h"
#include "db/kiosk/session.h"
#include "domain/credential.h"

namespace fitmate::db::kiosk {

// The list of keys that was read last: as long as its very text lies in the store, its signature
// need not be checked with every code.
class KnownIssuers {
 public:
  using Issuers = std::map<std::uint8_t, domain::IssuerKey>;

  // Those of the list, which `root` signed. Throws std::runtime_error where it did not. Valid until
  // the next call.
  const Issuers& of(const std::string& list, const std::optional<domain::PublicKey>& root);

 private:
  struct List {
    std::string text;
    domain::PublicKey root{};
    Issuers issuers;
  };
  std::optional<List> last_;
};

// Within a transaction, whose clock that is; none before enrolment.
std::optional<Device> load_device(Session& session, KnownIssuers& known,
                                  const domain::ClockMarks& clock);

}  // namespace fitmate::db::kiosk
