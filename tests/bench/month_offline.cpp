#include "tests/bench/month_offline.h"

#include <chrono>

#include "db/kiosk/kiosk_database.h"
#include "db/kiosk/sqlite_kiosk_store.h"
#include "domain/crypto.h"
#include "tests/support/temp_folder.h"

namespace fitmate::bench {
namespace {

using namespace std::chrono_literals;
using domain::Instant;

constexpr auto month = std::chrono::days{30};

domain::Scan scan_of(const Visitor& visitor) {
  return {.code = domain::CodeSeen{.kind = domain::CredentialKind::card,
                                   .credential = {static_cast<std::uint64_t>(visitor.user.value)},
                                   .person_number = visitor.number,
                                   .generation = 1,
                                   .step = std::nullopt},
          .user = visitor.user,
          .trainer = std::nullopt,
          .outcome = domain::Outcome::admitted,
          .reason = domain::Reason::ok,
          .basis = {}};
}

// The i-th event: in one round everybody comes in, in the next everybody goes out.
domain::Event event_of(const std::vector<Visitor>& visitors, int i, int events, Instant from) {
  const auto place = static_cast<std::size_t>(i);
  const auto scan = scan_of(visitors[place % visitors.size()]);
  const std::chrono::milliseconds since = std::chrono::milliseconds{month} * i / events;
  domain::Happening happening = domain::CheckedIn{scan};
  if (place / visitors.size() % 2 == 1) happening = domain::CheckedOut{scan, std::nullopt};
  domain::Uuid boot;
  boot.bytes[0] = std::byte{0xb0};
  return {.id = {domain::make_uuid(from + since, domain::system_random())},
          .stamp = {.at = from + since,
                    .wall = from + since,
                    .boot_id = boot,
                    .since_boot = since,
                    .clock_state = domain::ClockState::synced},
          .happening = std::move(happening)};
}

}  // namespace

void spend_month_offline(const std::filesystem::path& folder, const std::vector<Visitor>& visitors,
                         int events, Instant now) {
  // In memory a commit need not wait for a disk.
  const tests::TempFolder memory{"/dev/shm"};
  const auto name = "kiosk.db";
  std::filesystem::copy_file(folder / name, memory.path() / name);
  {
    db::kiosk::KioskDatabase database{
        {.folder = memory.path(), .random = domain::system_random(), .now = now}};
    db::kiosk::SqliteKioskStore store{database};
    for (int i = 0; i < events; ++i) {
      store.transact([&](db::kiosk::Transaction& transaction) {
        transaction.record(event_of(visitors, i, events, now - month));
      });
    }
  }
  std::filesystem::copy_file(memory.path() / name, folder / name,
                             std::filesystem::copy_options::overwrite_existing);
}

}  // namespace fitmate::bench
