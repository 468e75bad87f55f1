#include "db/kiosk/device.h"

#include <stdexcept>

#include "db/kiosk/device.sql.h"
#include "db/kiosk/replica.h"
#include "domain/trust_list.h"

namespace fitmate::db::kiosk {

using namespace domain;

const KnownIssuers::Issuers& KnownIssuers::of(const std::string& list,
                                              const std::optional<PublicKey>& root) {
  if (!last_ || last_->text != list || last_->root != root) {
    const auto parsed = root ? parse_trust_list(list, *root) : std::unexpected(std::string{});
    if (!parsed) {
      throw std::runtime_error("the kiosk's list of keys cannot be believed: enrol it anew");
    }
    last_ = List{.text = list, .root = *root, .issuers = parsed->issuers};
  }
  return last_->issuers;
}

std::optional<Device> load_device(Session& session, KnownIssuers& known, const ClockMarks& clock) {
  auto query = session.query(device_sql::load_device);
  query.step();
  const auto kiosk = query.get<std::optional<KioskId>>(0);
  if (!kiosk) return std::nullopt;
  return Device{.kiosk = *kiosk,
                .gym_name = query.get<std::string>(4),
                .timezone = query.get<std::string>(5),
                .ring = {.gym = query.get<GymId>(1),
                         .issuers = known.of(query.get<std::string>(3),
                                             query.get<std::optional<PublicKey>>(2)),
                         .totp = load_totp_keys(session)},
                .clock = clock};
}

}  // namespace fitmate::db::kiosk
