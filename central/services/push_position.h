#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>

#include "db/central/kiosks.h"
#include "sync/wire.h"

namespace fitmate::central::services {

// Where a push stands against what the centre holds of that epoch. Pure.

// It goes on from what is here; its first events, `known` of them, are here already.
struct Continues {
  std::size_t known = 0;
};
// All of it should be here already: to be compared byte by byte.
struct Repeats {};

using Position = std::variant<Continues, Repeats, sync::Conflict>;
Position place_push(const db::central::Epoch& epoch, const sync::Push& push);

// The epoch after events that the kiosk no longer holds were declared lost, if this push declares
// any that the centre lacks.
std::optional<db::central::Epoch> skip_lost(const db::central::Epoch& epoch,
                                            const sync::Push& push);

// What no kiosk of ours sends, in words.
std::optional<std::string> find_fault(const sync::Push& push);

sync::Conflict chain_mismatch(const db::central::Epoch& epoch);

}  // namespace fitmate::central::services
