#include "central/services/push_position.h"

#include <limits>

#include "sync/limits.h"

namespace fitmate::central::services {

using sync::Conflict;

Conflict chain_mismatch(const db::central::Epoch& epoch) {
  return {.kind = Conflict::Kind::chain_mismatch,
          .expected = {},
          .store_epoch = epoch.id,
          .acked_seq = epoch.acked,
          .chain = epoch.chain};
}

Position place_push(const db::central::Epoch& epoch, const sync::Push& push) {
  const auto next = epoch.acked.value + 1;
  const auto count = static_cast<std::int64_t>(push.events.size());
  if (push.first_seq.value > next) {
    return Conflict{.kind = Conflict::Kind::gap,
                    .expected = {next},
                    .store_epoch = std::nullopt,
                    .acked_seq = epoch.acked,
                    .chain = {}};
  }
  const auto known = next - push.first_seq.value;
  if (known > count || (known == count && count > 0)) return Repeats{};
  auto chain = push.prev_chain;
  for (std::int64_t i = 0; i < known; ++i) {
    chain = sync::next_chain(chain, push.events[static_cast<std::size_t>(i)]);
  }
  if (chain != epoch.chain) return chain_mismatch(epoch);
  return Continues{.known = static_cast<std::size_t>(known)};
}

std::optional<db::central::Epoch> skip_lost(const db::central::Epoch& epoch,
                                            const sync::Push& push) {
  if (!push.skipped) return std::nullopt;
  const auto& [from, to] = *push.skipped;
  const auto next = epoch.acked.value + 1;
  if (from.value > next || to.value < next || push.first_seq.value != to.value + 1) {
    return std::nullopt;
  }
  auto after = epoch;
  after.acked = to;
  after.chain = push.prev_chain;
  return after;
}

std::optional<std::string> find_fault(const sync::Push& push) {
  constexpr auto last_seq = std::numeric_limits<std::int64_t>::max() / 2;
  if (push.protocol != sync::protocol_version) return "this protocol is not spoken here";
  if (push.first_seq.value < 1 || push.first_seq.value > last_seq) {
    return "first_seq is out of range";
  }
  if (push.skipped && (push.skipped->from.value < 1 || push.skipped->to.value > last_seq)) {
    return "skipped is out of range";
  }
  if (push.opaque && push.events.size() != 1) return "an opaque push holds one event";
  return std::nullopt;
}

}  // namespace fitmate::central::services
