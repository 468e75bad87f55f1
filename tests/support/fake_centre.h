#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "domain/reference.h"
#include "sync/transport.h"
#include "sync/wire.h"

namespace fitmate::tests {

// The centre's side of the protocol for one kiosk, in memory (design: sync/README.md). It keeps
// what arrived, and throws std::logic_error where its own promises would break. Its tables can be
// copied and set back, as a restored backup does.
class FakeCentre final : public sync::Transport {
 public:
  struct Epoch {
    std::int64_t acked = 0;
    domain::Hash chain{};
    std::map<std::int64_t, domain::Hash> chains;  // after each event that is here
  };
  // All that the centre's database holds.
  struct Tables {
    std::map<std::uint64_t, Epoch> epochs;
    std::optional<std::uint64_t> last_epoch;
    std::vector<std::string> taken;  // each event's bytes, in the order of their effect
    std::set<std::string> ids;       // of the events that are here
    std::vector<std::string> quarantine;
    std::vector<std::pair<std::int64_t, std::int64_t>> lost;  // declared, from and to
    std::set<std::string> tokens;
    std::string next_token;
    std::map<domain::Hash, std::string> photos;
    std::map<domain::Hash, std::string> portraits;
    std::string feed_epoch = "feed-1";
    std::int64_t head = 0;
    std::map<std::pair<std::size_t, std::int64_t>, domain::Change> rows;  // deleted ones too
  };

  Tables tables;
  domain::Instant now;                              // the centre's clock
  std::function<bool(const std::string&)> poisons;  // a push with such an event is refused, 422
  std::optional<sync::Response> instead;            // this answer comes, and nothing is done
  int busy_for = 0;                                 // so many pushes are put off, 503
  std::int64_t page_rows = 200;
  std::int64_t oldest_cursor = 0;  // older ones must refetch
  std::size_t most_body = std::size_t{1024} * 1024;
  bool revoked = false;
  std::string enrol_code = "CODE";
  std::optional<domain::PublicKey> enrolled;
  domain::Seed root{};

  // What a photo is answered with, instead of being taken; none: it is taken.
  std::function<std::optional<sync::Response>(const domain::Hash&)> refuses_photo;

  // Counted, for the tests.
  std::int64_t pushes = 0;
  std::int64_t pulls = 0;
  std::int64_t portraits_asked_for = 0;
  std::vector<sync::Push> last_pushes;
  std::vector<domain::Instant> asked_to_push;  // when, whatever was answered

  domain::Result<sync::Response, sync::TransportFault> exchange(
      const sync::Request& request) override;

  // A change of a row of the centre's own data; without a row, it goes.
  void change(std::size_t table, std::int64_t key, std::optional<domain::PulledRow> row);
  // The rows as they stand.
  std::map<std::pair<std::size_t, std::int64_t>, domain::Change> projection() const;

 private:
  sync::Response push(const sync::Request& request);
  sync::Response take(const sync::Push& push, Epoch& epoch);
  sync::PushAnswer::Result take_event(const std::string& event, bool opaque);
  sync::Response pull(const sync::Request& request) const;
  sync::Response enrol(const sync::Request& request);
  sync::Response portrait(const sync::Request& request);
  sync::Response take_photo(const sync::Request& request);
  sync::Response renew();
  bool knows(const std::string& token);
};

// A trivial event's text with that id.
std::string event_text(std::uint64_t number);

}  // namespace fitmate::tests
