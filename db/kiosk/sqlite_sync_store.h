#pragma once

#include "db/kiosk/kiosk_database.h"
#include "db/kiosk/sync_store.h"

namespace fitmate::db::kiosk {

// SyncStore over the kiosk's SQLite file. The database outlives it.
class SqliteSyncStore final : public SyncStore {
 public:
  explicit SqliteSyncStore(KioskDatabase& database) : database_{database} {}

  Link load_link() override;
  void begin_enrolment(const EnrolmentBegun& begun) override;
  void finish_enrolment(const Enrolment& enrolment, const domain::ClockMarks& clock) override;
  void save_token(std::string_view token, std::string_view next_token) override;
  Outgoing unsent(std::int64_t most_events, std::size_t most_bytes,
                  std::optional<domain::Seq> from) override;
  void apply_ack(domain::StoreEpoch epoch, domain::Seq acked,
                 const std::vector<SetAside>& set_aside, const domain::ClockMarks& clock,
                 domain::Instant now) override;
  void begin_epoch(domain::StoreEpoch fresh, std::optional<domain::StoreEpoch> centre_epoch,
                   domain::Seq centre_seq, const domain::Hash& centre_chain,
                   std::string_view why) override;
  void apply_page(const domain::Page& page, const domain::ClockMarks& clock) override;
  bool prepare_shadow() override;
  void begin_refetch() override;
  void apply_revoked() override;
  PhotoQueue photo_queue() override;
  void note_photo(const OutgoingPhoto& photo, const PhotoFate& fate) override;
  std::vector<domain::Hash> stored_photos(domain::Instant before) override;
  bool forget_photo(const domain::Hash& sha256) override;
  std::vector<domain::Hash> list_portraits(const domain::Hash& after) override;
  bool wants_photo(const domain::Hash& sha256) override;
  void set_trouble(std::string_view text) override;
  bool tidy(domain::Instant now) override;

 private:
  KioskDatabase& database_;
};

}  // namespace fitmate::db::kiosk
