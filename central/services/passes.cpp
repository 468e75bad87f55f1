#include "central/services/passes.h"

#include <algorithm>
#include <array>
#include <bit>
#include <format>
#include <map>

#include "central/services/gym_day.h"
#include "db/sql/transaction.h"

namespace fitmate::central::services {
namespace {

using db::central::Gym;
using db::central::Holder;
using db::central::StoredCredential;
using db::sql::Connection;
using domain::CredentialKind;
using domain::Day;
using domain::Instant;
using domain::UserId;
using std::chrono::days;

constexpr days phone_life{14};
constexpr days phone_renews_in_last{7};
constexpr days card_life{366};
constexpr std::uint8_t last_generation = 255;

days life_of(CredentialKind kind) {
  return kind == CredentialKind::phone ? phone_life : card_life;
}

struct Changes {
  std::vector<StoredCredential> made;
  std::vector<StoredCredential> renewed;
  std::vector<UserId> used_up;  // whose generations are at their end: revoked, then made anew
  bool none() const { return made.empty() && renewed.empty(); }
};

Changes decide_changes(const std::vector<Holder>& holders, const PassRequest& request, Day today,
                       const domain::Random& random) {
  Changes changes;
  for (const auto& holder : holders) {
    const bool used_up = holder.live && request.renew && holder.live->generation == last_generation;
    if (used_up) changes.used_up.push_back(holder.user);
    if (!holder.live || used_up) {
      changes.made.push_back(new_credential(holder.user, request.kind, today, random));
    } else if (request.renew || is_due(*holder.live, today)) {
      auto renewed = *holder.live;
      renewed.valid_from = today;
      renewed.valid_until = today + life_of(request.kind);
      if (request.renew) ++renewed.generation;
      changes.renewed.push_back(renewed);
    }
  }
  return changes;
}

void apply_changes(Connection& connection, const Changes& changes, CredentialKind kind,
                   Instant now) {
  db::sql::Transaction transaction{connection};
  if (!changes.used_up.empty()) {
    db::central::revoke_credentials(connection, changes.used_up, kind, now);
  }
  if (!changes.made.empty()) db::central::add_credentials(connection, changes.made, now);
  if (!changes.renewed.empty()) db::central::update_credentials(connection, changes.renewed, now);
  transaction.commit();
}

PassError unknown(UserId user) {
  return {std::format("there is no person with the id {}", user.value)};
}

std::optional<UserId> first_missing(std::span<const UserId> users,
                                    const std::vector<Holder>& holders) {
  for (const auto user : users) {
    if (!std::ranges::binary_search(holders, user, {}, &Holder::user)) return user;
  }
  return std::nullopt;
}

class Writer {
 public:
  Writer(const Keys& keys, const Gym& gym, Instant shown_at)
      : keys_{keys}, gym_{gym}, shown_at_{shown_at} {}

  Pass write(const Holder& holder) const {
    const auto& credential = holder.live.value();
    Pass pass{.user = holder.user,
              .capsule = {.kind = credential.kind,
                          .totp_epoch = keys_.totp_epoch,
                          .issuer = keys_.issuer,
                          .gym = gym_.id,
                          .credential = credential.id,
                          .person = holder.number,
                          .valid_from = credential.valid_from,
                          .valid_until = credential.valid_until,
                          .generation = credential.generation,
                          .entitlements = credential.entitlements},
              .text = {}};
    const auto& seed = keys_.issuers.at(keys_.issuer).seed;
    pass.text =
        credential.kind == CredentialKind::phone
            ? domain::phone_text(pass.capsule, seed, keys_.totp.at(keys_.totp_epoch), shown_at_)
            : domain::card_text(pass.capsule, seed);
    return pass;
  }

 private:
  const Keys& keys_;
  const Gym& gym_;
  Instant shown_at_;
};

}  // namespace

bool is_due(const StoredCredential& credential, Day today) {
  const auto left = credential.valid_until - today;
  const bool nearly_over =
      credential.kind == CredentialKind::phone ? left <= phone_renews_in_last : left <= days{0};
  // It begins in the future only where the gym's time zone was put right.
  return nearly_over || credential.valid_from > today;
}

StoredCredential new_credential(UserId user, CredentialKind kind, Day today,
                                const domain::Random& random) {
  std::array<std::byte, 8> id;
  random(id);
  return {.id = {std::bit_cast<std::uint64_t>(id)},
          .user = user,
          .kind = kind,
          .generation = 1,
          .entitlements = 0,
          .valid_from = today,
          .valid_until = today + life_of(kind)};
}

domain::Result<std::vector<Pass>, PassError> issue_passes(Connection& connection, const Keys& keys,
                                                          const Gym& gym,
                                                          const PassRequest& request, Instant now,
                                                          const domain::Random& random) {
  auto holders = db::central::load_holders(connection, request.users, request.kind);
  if (const auto missing = first_missing(request.users, holders)) {
    return std::unexpected{unknown(*missing)};
  }
  const auto changes = decide_changes(holders, request, day_of(gym, now), random);
  if (!changes.none()) {
    apply_changes(connection, changes, request.kind, now);
    // Another program may have issued at the same time: what stands in the table counts.
    holders = db::central::load_holders(connection, request.users, request.kind);
  }
  const Writer writer{keys, gym, request.shown_at.value_or(now)};
  std::vector<Pass> passes;
  for (const auto user : request.users) {
    const auto holder = std::ranges::lower_bound(holders, user, {}, &Holder::user);
    passes.push_back(writer.write(*holder));
  }
  return passes;
}

domain::Result<std::vector<StoredCredential>, PassError> revoke_passes(
    Connection& connection, std::span<const UserId> users, CredentialKind kind, Instant now) {
  db::sql::Transaction transaction{connection};
  const auto holders = db::central::load_holders(connection, users, kind);
  if (const auto missing = first_missing(users, holders)) {
    return std::unexpected{unknown(*missing)};
  }
  for (const auto& holder : holders) {
    if (!holder.live) {
      return std::unexpected{
          PassError{std::format("person {} has no live {} to revoke", holder.user.value,
                                kind == CredentialKind::phone ? "phone code" : "card")}};
    }
  }
  auto revoked = db::central::revoke_credentials(connection, users, kind, now);
  transaction.commit();
  return revoked;
}

}  // namespace fitmate::central::services
