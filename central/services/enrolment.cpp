#include "central/services/enrolment.h"

#include <algorithm>
#include <array>
#include <format>
#include <optional>

#include "db/central/feed.h"
#include "db/central/gym.h"
#include "db/central/kiosks.h"
#include "db/sql/transaction.h"
#include "domain/crypto.h"

namespace fitmate::central::services {
namespace {

using db::sql::Connection;
using domain::Instant;
using Kind = EnrolRefused::Kind;

constexpr std::size_t wrong_codes_a_minute = 5;
constexpr auto minute = std::chrono::minutes{1};
constexpr std::size_t most_addresses = 10'000;

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t code_letters = 26;  // of 5 bits each

std::string token_of(const sync::EnrolRequest& request, const Keys& keys) {
  domain::Bytes message{domain::as_bytes(request.code).begin(),
                        domain::as_bytes(request.code).end()};
  message.insert(message.end(), request.public_key.begin(), request.public_key.end());
  return domain::to_base64url(domain::hmac_sha256(keys.enrol, message));
}

std::optional<EnrolRefused> find_refusal(const std::optional<db::central::Invite>& invite,
                                         const sync::EnrolRequest& request, Instant now) {
  if (!invite) {
    return EnrolRefused{.kind = Kind::unknown_code, .detail = "this code is not known"};
  }
  if (now >= invite->expires_at) {
    return EnrolRefused{.kind = Kind::expired,
                        .detail = "this code is past its life: ask for a new one"};
  }
  if (invite->kiosk && invite->public_key != request.public_key) {
    return EnrolRefused{.kind = Kind::taken,
                        .detail = "another kiosk used this code: ask for a new one"};
  }
  return std::nullopt;
}

}  // namespace

Invitation invite_kiosk(Connection& connection, std::string_view name, Instant now,
                        const domain::Random& random) {
  std::array<std::byte, code_letters> bits{};
  random(bits);
  Invitation invitation{.code = {}, .expires_at = now + invite_lives};
  for (const auto bit : bits) {
    invitation.code += alphabet[std::to_integer<std::size_t>(bit) % alphabet.size()];
  }
  db::central::add_invite(connection, domain::sha256(domain::as_bytes(invitation.code)), name, now,
                          invitation.expires_at);
  return invitation;
}

void WrongCodes::forget_before(Instant at) {
  for (auto& [address, tries] : tries_) {
    while (!tries.empty() && tries.front() <= at) tries.pop_front();
  }
  std::erase_if(tries_, [](const auto& entry) { return entry.second.empty(); });
}

std::chrono::seconds WrongCodes::wait(std::string_view address, Instant now) {
  const std::scoped_lock lock{mutex_};
  const auto found = tries_.find(address);
  if (found == tries_.end()) return {};
  auto& tries = found->second;
  while (!tries.empty() && tries.front() <= now - minute) tries.pop_front();
  if (tries.size() < wrong_codes_a_minute) return {};
  return std::chrono::ceil<std::chrono::seconds>(tries.front() + minute - now);
}

void WrongCodes::note(std::string_view address, Instant now) {
  const std::scoped_lock lock{mutex_};
  if (tries_.size() >= most_addresses) forget_before(now - minute);
  // A flood from everywhere: guessing 130 bits is hopeless anyway, our memory is not.
  if (tries_.size() >= most_addresses) tries_.erase(tries_.begin());
  auto& tries = tries_[std::string{address}];
  tries.push_back(now);
  if (tries.size() > wrong_codes_a_minute) tries.pop_front();
}

std::variant<sync::EnrolAnswer, EnrolRefused> enrol_kiosk(Connection& connection,
                                                          const sync::EnrolRequest& request,
                                                          const Keys& keys, Instant now) {
  if (!domain::verify(request.public_key, sync::enrol_message(request.code), request.proof)) {
    return EnrolRefused{.kind = Kind::bad_proof,
                        .detail = "the proof is not made by this key over this code"};
  }
  const auto code_hash = domain::sha256(domain::as_bytes(request.code));
  auto token = token_of(request, keys);
  db::sql::Transaction transaction{connection};
  const auto invite = db::central::lock_invite(connection, code_hash);
  if (auto refusal = find_refusal(invite, request, now)) return std::move(*refusal);
  auto kiosk = invite->kiosk;
  if (!kiosk) {
    try {
      kiosk = db::central::add_kiosk(connection, code_hash, request.public_key,
                                     domain::sha256(domain::as_bytes(token)), now);
    } catch (const db::sql::SqlError& error) {
      if (error.kind() != db::sql::SqlErrorKind::unique_violation) throw;
      return EnrolRefused{.kind = Kind::taken,
                          .detail = "this key is known already: make a new one"};
    }
  }
  const auto gym = db::central::load_gym(connection).value();
  auto feed_epoch = db::central::load_head(connection).feed_epoch;
  transaction.commit();
  return sync::EnrolAnswer{.kiosk = *kiosk,
                           .token = std::move(token),
                           .gym = gym.id,
                           .gym_name = gym.name,
                           .timezone = gym.timezone,
                           .root_key = domain::public_key_of(keys.root),
                           .trust_list = trust_list_text(keys, now),
                           .totp_keys = keys.totp,
                           .feed_epoch = std::move(feed_epoch),
                           .server_time = now};
}

}  // namespace fitmate::central::services
