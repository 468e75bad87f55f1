#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/credential.h"
#include "domain/crypto.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/reference.h"
#include "domain/result.h"
#include "domain/store_epoch.h"
#include "domain/trusted_clock.h"

namespace fitmate::sync {

// The only codec between kiosk and centre, used by both ends. README.md of this folder is the
// protocol. Decoding says in words what is wrong; unknown fields are ignored. All functions are
// pure.

inline constexpr int protocol_version = 1;

template <class T>
using Decoded = domain::Result<T, std::string>;

struct EnrolRequest {
  std::string code;
  domain::PublicKey public_key{};
  domain::Signature proof{};  // over "FitMate/enrol/v1" || 0x00 || code, by that key
  std::string software;
};

struct EnrolAnswer {
  domain::KioskId kiosk;
  std::string token;
  domain::GymId gym;
  std::string gym_name;
  std::string timezone;
  domain::PublicKey root_key{};
  std::string trust_list;
  std::map<std::uint8_t, domain::TotpKey> totp_keys;
  std::string feed_epoch;
  domain::Instant server_time;
};

// What waits at the kiosk.
struct Queue {
  std::int64_t events = 0;
  std::int64_t photos = 0;
  std::optional<domain::Instant> oldest_at;
  bool operator==(const Queue&) const = default;
};

struct Push {
  // A kiosk whose database was rewound, cloned or lost goes on in a new epoch.
  struct NewEpoch {
    domain::StoreEpoch after_epoch;
    domain::Seq after_seq;
    std::string why;
    bool operator==(const NewEpoch&) const = default;
  };
  // Events that the centre wants and the kiosk no longer holds.
  struct Skipped {
    domain::Seq from;
    domain::Seq to;
    bool operator==(const Skipped&) const = default;
  };

  int protocol = protocol_version;
  domain::StoreEpoch store_epoch;
  domain::Seq first_seq;
  domain::Hash prev_chain{};
  std::vector<std::string> events;  // their very bytes
  // One event that the centre could not read, or that is no text: to be quarantined as it is.
  bool opaque = false;
  domain::Instant sent_at;
  domain::Uuid boot_id;
  std::chrono::milliseconds since_boot{};
  domain::ClockState clock_state{};
  std::string software;
  Queue queue;
  std::optional<NewEpoch> new_epoch;
  std::optional<Skipped> skipped;
  bool operator==(const Push&) const = default;
};

struct PushAnswer {
  enum class Status : std::uint8_t { applied, duplicate, superseded, quarantined };
  struct Result {
    std::string event_id;  // empty where the event could not be read
    Status status{};
    std::string reason;
    bool operator==(const Result&) const = default;
  };
  domain::Seq acked_seq;
  std::vector<Result> results;  // in the order of the push
  domain::Instant server_time;
  std::int64_t feed_head = 0;
  std::int64_t max_batch = 0;
  std::chrono::milliseconds next_delay{};
  bool operator==(const PushAnswer&) const = default;
};

// 409: the centre and the kiosk do not agree on what was sent.
struct Conflict {
  enum class Kind : std::uint8_t { gap, chain_mismatch, epoch_unknown };
  Kind kind{};
  domain::Seq expected;                           // of a gap
  std::optional<domain::StoreEpoch> store_epoch;  // of the others: what the centre has
  domain::Seq acked_seq;
  domain::Hash chain{};
  bool operator==(const Conflict&) const = default;
};

using domain::next_chain;

// Whether an event's bytes are JSON text; what a damaged disk made of them may not be, and only
// travels opaque.
bool travels_as_text(std::string_view event);

// The message under an enrolment's proof.
domain::Bytes enrol_message(std::string_view code);

std::string encode(const EnrolRequest& request);
Decoded<EnrolRequest> decode_enrol_request(std::string_view text);
std::string encode(const EnrolAnswer& answer);
Decoded<EnrolAnswer> decode_enrol_answer(std::string_view text);
std::string encode(const Push& push);
Decoded<Push> decode_push(std::string_view text);
std::string encode(const PushAnswer& answer);
Decoded<PushAnswer> decode_push_answer(std::string_view text);
std::string encode(const Conflict& conflict);
Decoded<Conflict> decode_conflict(std::string_view text);
std::string encode(const domain::Page& page);
Decoded<domain::Page> decode_page(std::string_view text);
// {"token"}: the answer to POST /api/sync/token.
std::string encode_token(std::string_view token);
Decoded<std::string> decode_token(std::string_view text);
// {"sha256"}: the answer to PUT /api/sync/photos/{sha256}, 200 and 201.
std::string encode_photo_answer(const domain::Hash& sha256);
Decoded<domain::Hash> decode_photo_answer(std::string_view text);
// {"detail"}: the centre's own error shape, which a proxy's page is not. Decoding takes the list of
// a 422 too.
std::string encode_detail(std::string_view detail);
Decoded<std::string> decode_detail(std::string_view text);

// gzip, RFC 1952. Unpacking stops with an error beyond `limit` bytes.
std::string gzip(std::string_view text);
Decoded<std::string> gunzip(std::string_view packed, std::size_t limit);

}  // namespace fitmate::sync
