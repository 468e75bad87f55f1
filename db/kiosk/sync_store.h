#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/crypto.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/reference.h"
#include "domain/trusted_clock.h"

namespace fitmate::db::kiosk {

// An enrolment that was begun: key pair and code are kept before the centre is asked, so that a
// lost answer burns nothing.
struct EnrolmentBegun {
  std::string central_url;
  std::string code;
  domain::Seed key{};
};

// What the centre gave a kiosk at its enrolment.
struct Enrolment {
  domain::KioskId kiosk;
  std::string token;
  domain::GymId gym;
  std::string gym_name;
  std::string timezone;
  domain::PublicKey root_key{};
  std::string trust_list;
  std::map<std::uint8_t, domain::TotpKey> totp_keys;
};

struct Link {
  std::optional<EnrolmentBegun> begun;
  std::string central_url;
  std::optional<domain::KioskId> kiosk;  // none before enrolment
  std::string token;
  std::string
      next_token;  // given by the centre, to be used from the next call on; empty where none
  domain::PublicKey root_key{};
  std::int64_t trust_list_version = 0;
  domain::Cursor cursor;         // of the copy that the door reads
  domain::Cursor shadow_cursor;  // of a catch-up under way; epoch empty where none
  bool revoked = false;
  domain::ClockMarks clock;
};

// A run of events in the order of their seq, as they lie in the outbox.
struct Outgoing {
  // Said once, with the first push of a new epoch.
  struct NewEpoch {
    domain::StoreEpoch after_epoch;
    domain::Seq after_seq;
    std::string why;
  };
  domain::StoreEpoch epoch;
  domain::Seq first_seq;
  domain::Hash prev_chain{};
  std::vector<std::string> events;
  std::optional<NewEpoch> new_epoch;
  std::int64_t waiting_events = 0;
  std::int64_t waiting_photos = 0;
  std::optional<domain::Instant> oldest_waiting;
};

// An event that the centre took without effect, or set aside.
struct SetAside {
  std::string event_id;
  std::string reason;
};

// A photo that is to go to the centre.
struct OutgoingPhoto {
  domain::Hash sha256{};
  domain::EventId event;  // the last meal that names it
  bool operator==(const OutgoingPhoto&) const = default;
};
struct PhotoQueue {
  std::int64_t waiting = 0;
  std::optional<OutgoingPhoto> next;  // one whose meal is at the centre, the least tried
};

// What became of a try.
struct PhotoTried {};
struct PhotoStored {
  domain::Instant at;
};
struct PhotoSetAside {
  std::string reason;
};
using PhotoFate = std::variant<PhotoTried, PhotoStored, PhotoSetAside>;

// The line's side of the kiosk's database. One thread; each call is one transaction of at most 20
// ms under the writers' lock. Throws where the machinery breaks.
class SyncStore {
 public:
  virtual ~SyncStore() = default;

  virtual Link load_link() = 0;
  virtual void begin_enrolment(const EnrolmentBegun& begun) = 0;
  virtual void finish_enrolment(const Enrolment& enrolment, const domain::ClockMarks& clock) = 0;
  virtual void save_token(std::string_view token, std::string_view next_token) = 0;

  // Events from `from` on, or the oldest that is not acknowledged; empty where none waits. Where
  // rows from `from` on are gone, first_seq says what is the first still held.
  virtual Outgoing unsent(std::int64_t most_events, std::size_t most_bytes,
                          std::optional<domain::Seq> from) = 0;

  // Everything in the epoch up to `acked` is at the centre. `now` is when it said so.
  virtual void apply_ack(domain::StoreEpoch epoch, domain::Seq acked,
                         const std::vector<SetAside>& set_aside, const domain::ClockMarks& clock,
                         domain::Instant now) = 0;

  // Goes on in a new epoch and queues again, with the same event ids, all that is newer than the
  // last chain value that both ends share: in `centre_epoch` up to `centre_seq`, if the store has
  // that chain there.
  virtual void begin_epoch(domain::StoreEpoch fresh, std::optional<domain::StoreEpoch> centre_epoch,
                           domain::Seq centre_seq, const domain::Hash& centre_chain,
                           std::string_view why) = 0;

  // A page and its cursor. A page that completes from the live cursor goes straight into the copy
  // that the door reads; otherwise pages fill the shadow, which becomes the copy at `complete`.
  // From zero, the shadow begins empty.
  virtual void apply_page(const domain::Page& page, const domain::ClockMarks& clock) = 0;

  // A bounded part of what a catch-up of several pages from the live cursor begins with: the copy
  // that the door reads is copied into the shadow. False when all is there.
  virtual bool prepare_shadow() = 0;

  // The pulled copy is to be fetched from zero, in the shadow.
  virtual void begin_refetch() = 0;

  // The centre revoked this kiosk: reference data and keys are wiped; events stay and are pushed
  // on.
  virtual void apply_revoked() = 0;

  virtual PhotoQueue photo_queue() = 0;
  // Has no effect on a photo that a new meal named meanwhile: it waits for that one's sake.
  virtual void note_photo(const OutgoingPhoto& photo, const PhotoFate& fate) = 0;
  // Some of those that the centre stored before that moment, the oldest first.
  virtual std::vector<domain::Hash> stored_photos(domain::Instant before) = 0;
  // False, and nothing changed, where it waits again.
  virtual bool forget_photo(const domain::Hash& sha256) = 0;

  // The portraits of people in the pulled copy that follow `after`, in their order; all begin after
  // the zero hash.
  virtual std::vector<domain::Hash> list_portraits(const domain::Hash& after) = 0;
  // Whether that photo's file is still needed: by a meal of this kiosk, or as somebody's portrait.
  virtual bool wants_photo(const domain::Hash& sha256) = 0;

  // What a person should see to, shown by the kiosk; empty clears it.
  virtual void set_trouble(std::string_view text) = 0;

  // A bounded step of housekeeping: old acknowledged events, the other copy's rows. False when
  // there is nothing more.
  virtual bool tidy(domain::Instant now) = 0;
};

}  // namespace fitmate::db::kiosk
