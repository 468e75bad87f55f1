#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "db/kiosk/sync_store.h"

namespace fitmate::tests {

// The line's side of a kiosk's database, in memory. A copy is a snapshot: assigning an older one
// rewinds the kiosk. Breaks of what the store may rely on throw std::logic_error.
class FakeSyncStore final : public db::kiosk::SyncStore {
 public:
  using Key = std::pair<std::size_t, std::int64_t>;  // table, key
  using Copy = std::map<Key, domain::Change>;

  explicit FakeSyncStore(domain::StoreEpoch first_epoch);

  // What the door does: a new event at the end of the outbox.
  void record(const std::string& event);
  // A photo that the last event names.
  void add_photo(const domain::Hash& sha256);
  // What became of it; none where it is not held.
  std::optional<db::kiosk::PhotoFate> fate_of(const domain::Hash& sha256) const;

  // The acknowledged events up to here are gone, as after a long time.
  void forget_acknowledged();
  // Makes an event's bytes what a damaged disk might make of them; counted from 0 over all epochs.
  void damage(std::size_t event, std::string bytes);

  std::int64_t waiting() const { return std::ssize(rows_) - acked_; }
  const std::vector<std::string>& events() const { return rows_; }
  const Copy& copy() const { return live_; }
  const std::string& trouble() const { return trouble_; }
  const std::vector<db::kiosk::SetAside>& set_aside() const { return set_aside_; }
  std::size_t epochs() const { return epochs_.size(); }
  std::int64_t tidied() const { return tidied_; }
  std::int64_t prepared() const { return prepared_; }  // parts of shadows, all in all
  db::kiosk::Link& link() { return link_; }

  db::kiosk::Link load_link() override { return link_; }
  void begin_enrolment(const db::kiosk::EnrolmentBegun& begun) override;
  void finish_enrolment(const db::kiosk::Enrolment& enrolment,
                        const domain::ClockMarks& clock) override;
  void save_token(std::string_view token, std::string_view next_token) override;
  db::kiosk::Outgoing unsent(std::int64_t most_events, std::size_t most_bytes,
                             std::optional<domain::Seq> from) override;
  void apply_ack(domain::StoreEpoch epoch, domain::Seq acked,
                 const std::vector<db::kiosk::SetAside>& set_aside, const domain::ClockMarks& clock,
                 domain::Instant now) override;
  void begin_epoch(domain::StoreEpoch fresh, std::optional<domain::StoreEpoch> centre_epoch,
                   domain::Seq centre_seq, const domain::Hash& centre_chain,
                   std::string_view why) override;
  void apply_page(const domain::Page& page, const domain::ClockMarks& clock) override;
  bool prepare_shadow() override;
  void begin_refetch() override;
  void apply_revoked() override;
  db::kiosk::PhotoQueue photo_queue() override;
  void note_photo(const db::kiosk::OutgoingPhoto& photo, const db::kiosk::PhotoFate& fate) override;
  std::vector<domain::Hash> stored_photos(domain::Instant before) override;
  bool forget_photo(const domain::Hash& sha256) override;
  std::vector<domain::Hash> list_portraits(const domain::Hash& after) override;
  bool wants_photo(const domain::Hash& sha256) override;
  void set_trouble(std::string_view text) override { trouble_ = text; }
  bool tidy(domain::Instant) override { return ++tidied_ < 3; }

 private:
  struct Epoch {
    domain::StoreEpoch id;
    std::int64_t starts_after = 0;  // events before it
    std::optional<db::kiosk::Outgoing::NewEpoch> announcement;
  };

  struct PhotoRow {
    std::int64_t position = 0;  // of its event
    std::int64_t tries = 0;
    db::kiosk::PhotoFate fate;  // PhotoTried: it waits
  };

  std::set<domain::Hash> portraits() const;
  domain::Hash chain_at(const Epoch& epoch, std::int64_t position) const;
  void link_from(std::int64_t position);
  std::optional<std::int64_t> shared_position(std::optional<domain::StoreEpoch> epoch,
                                              domain::Seq seq, const domain::Hash& chain) const;
  void apply_changes(Copy& copy, const domain::Page& page);

  db::kiosk::Link link_;
  std::vector<std::string> rows_;     // all events ever; the first `gone_` are no longer held
  std::vector<domain::Hash> chains_;  // after each of them, as the newest epoch has it
  std::int64_t gone_ = 0;
  std::int64_t acked_ = 0;
  std::vector<Epoch> epochs_;
  std::vector<db::kiosk::SetAside> set_aside_;
  Copy live_;
  Copy shadow_;
  int copying_ = 0;  // parts of the shadow's preparation that were done
  std::map<domain::Hash, PhotoRow> photos_;
  std::int64_t prepared_ = 0;
  std::string trouble_;
  std::int64_t tidied_ = 0;
};

}  // namespace fitmate::tests
