#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "db/kiosk/sync_store.h"
#include "domain/trusted_clock.h"
#include "sync/transport.h"

namespace fitmate::sync {

struct EnrolOutcome {
  enum class Kind : std::uint8_t {
    done,
    again,    // no word of the centre: the same code may be tried again
    refused,  // it will not get better by trying
  };
  Kind kind{};
  std::string detail;  // what to do, for a person
};

// One try to make this the kiosk that the code was given out for. Key pair and code are kept before
// the centre is asked; the same code at the same centre is asked with the same key again, so a
// lost answer burns nothing. `reading` is of now.
EnrolOutcome enrol(db::kiosk::SyncStore& store, Transport& transport, std::string_view central_url,
                   std::string_view code, std::string_view software,
                   const domain::ClockReading& reading, const domain::Random& random);

}  // namespace fitmate::sync
