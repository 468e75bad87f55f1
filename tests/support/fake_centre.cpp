#include "tests/support/fake_centre.h"

#include <algorithm>
#include <format>
#include <stdexcept>

#include "domain/event_text.h"
#include "domain/trust_list.h"
#include "sync/limits.h"

namespace fitmate::tests {
namespace {

using namespace sync;

constexpr std::string_view photos_path = "/api/sync/photos/";

Response answer(int status, std::string body) {
  return {.status = status,
          .content_type = "application/json",
          .body = std::move(body),
          .retry_after = std::nullopt,
          .took = std::chrono::milliseconds{20}};
}

Response says(int status, std::string_view detail) {
  return answer(status, encode_detail(detail));
}

std::string field_of(const std::string& query, const std::string& name) {
  const auto at = ("&" + query).find("&" + name + "=");
  if (at == std::string::npos) return {};
  const auto begin = at + name.size() + 1;
  return query.substr(begin, query.find('&', begin) - begin);
}

std::string id_of(const std::string& event) {
  const auto read = domain::parse_event(event);
  return read ? domain::to_text(read->id.value) : "";
}

Conflict mismatch(std::uint64_t id, const FakeCentre::Epoch& epoch) {
  return {.kind = Conflict::Kind::chain_mismatch,
          .expected = {},
          .store_epoch = domain::StoreEpoch{id},
          .acked_seq = {epoch.acked},
          .chain = epoch.chain};
}

}  // namespace

domain::Result<Response, TransportFault> FakeCentre::exchange(const Request& request) {
  if (request.path == "/api/sync/push") asked_to_push.push_back(now);
  if (instead) return *instead;
  if (request.body.size() > most_body) return says(413, "too large");
  if (request.path == "/api/sync/enrol") return enrol(request);
  if (!knows(request.bearer)) return says(401, "not known");
  if (request.path == "/api/sync/push") {
    if (busy_for > 0) {
      --busy_for;
      return says(503, "busy");
    }
    return push(request);
  }
  if (request.path == "/api/sync/token") return renew();
  if (revoked) return says(403, "revoked");
  if (request.path == "/api/sync/pull") {
    ++pulls;
    return pull(request);
  }
  if (request.path.starts_with(photos_path)) {
    return request.method == Request::Method::get ? portrait(request) : take_photo(request);
  }
  return says(404, "not here");
}

Response FakeCentre::portrait(const Request& request) {
  ++portraits_asked_for;
  const auto sha256 = domain::parse_hash(request.path.substr(photos_path.size())).value();
  const auto found = tables.portraits.find(sha256);
  return found == tables.portraits.end() ? says(404, "nobody's") : answer(200, found->second);
}

Response FakeCentre::take_photo(const Request& request) {
  const auto sha256 = domain::parse_hash(request.path.substr(photos_path.size())).value();
  if (request.method != Request::Method::put) throw std::logic_error("a photo is put");
  if (refuses_photo) {
    if (auto refusal = refuses_photo(sha256)) return *refusal;
  }
  if (domain::sha256(domain::as_bytes(request.body)) != sha256) return says(400, "damaged");
  const bool fresh = tables.photos.emplace(sha256, request.body).second;
  return answer(fresh ? 201 : 200, encode_photo_answer(sha256));
}

bool FakeCentre::knows(const std::string& token) {
  if (!tables.next_token.empty() && token == tables.next_token) {
    tables.tokens = {token};
    tables.next_token.clear();
  }
  return tables.tokens.contains(token);
}

Response FakeCentre::renew() {
  tables.next_token = std::format("token-{}", tables.tokens.size() + tables.taken.size() + 100);
  return answer(201, encode_token(tables.next_token));
}

Response FakeCentre::enrol(const Request& request) {
  const auto asked = decode_enrol_request(request.body);
  if (!asked) return says(422, asked.error());
  if (!domain::verify(asked->public_key, enrol_message(asked->code), asked->proof)) {
    return says(422, "proof");
  }
  if (asked->code != enrol_code) return says(404, "unknown");
  if (enrolled && *enrolled != asked->public_key) return says(409, "used");
  enrolled = asked->public_key;
  tables.tokens = {"token-1"};
  const domain::TrustList list{.version = 1, .issued_at = now, .not_after = now, .issuers = {}};
  return answer(201, encode(EnrolAnswer{.kiosk = {7},
                                        .token = "token-1",
                                        .gym = {3},
                                        .gym_name = "Gym",
                                        .timezone = "Asia/Kolkata",
                                        .root_key = domain::public_key_of(root),
                                        .trust_list = domain::to_text(list, root),
                                        .totp_keys = {{1, domain::TotpKey{}}},
                                        .feed_epoch = tables.feed_epoch,
                                        .server_time = now}));
}

Response FakeCentre::push(const Request& request) {
  ++pushes;
  const auto text = gunzip(request.body, limits::push_bytes);
  const auto push = text ? decode_push(*text) : Decoded<Push>{std::unexpected(text.error())};
  if (!push) return says(422, push.error());
  last_pushes.push_back(*push);
  const bool poisoned = poisons && !push->opaque && std::ranges::any_of(push->events, poisons);
  if (poisoned) return says(422, "an event cannot be read");
  const auto id = push->store_epoch.value;
  if (!tables.epochs.contains(id)) {
    if (tables.last_epoch && !push->new_epoch) {
      const auto& last = tables.epochs.at(*tables.last_epoch);
      auto unknown = mismatch(*tables.last_epoch, last);
      unknown.kind = Conflict::Kind::epoch_unknown;
      return answer(409, encode(unknown));
    }
    tables.epochs[id] = {};
    tables.last_epoch = id;
  }
  return take(*push, tables.epochs.at(id));
}

Response FakeCentre::take(const Push& push, Epoch& epoch) {
  auto after = epoch;
  if (push.skipped && push.skipped->from.value <= after.acked + 1 &&
      push.skipped->to.value > after.acked) {
    after.acked = push.skipped->to.value;
    after.chain = push.prev_chain;
  }
  const auto known = after.acked + 1 - push.first_seq.value;
  if (known < 0) {
    return answer(409, encode(Conflict{.kind = Conflict::Kind::gap,
                                       .expected = {after.acked + 1},
                                       .store_epoch = std::nullopt,
                                       .acked_seq = {},
                                       .chain = {}}));
  }
  if (known == 0 && push.prev_chain != after.chain) {
    return answer(409, encode(mismatch(push.store_epoch.value, epoch)));
  }
  auto chain = push.prev_chain;
  auto seq = push.first_seq.value;
  for (const auto& event : push.events) {
    chain = next_chain(chain, event);
    const auto held = after.chains.emplace(seq++, chain).first;
    if (held->second != chain) {
      return answer(409, encode(mismatch(push.store_epoch.value, epoch)));
    }
  }
  PushAnswer out{.acked_seq = {}, .results = {}, .server_time = now, .max_batch = 500};
  for (const auto& event : push.events) out.results.push_back(take_event(event, push.opaque));
  if (push.skipped && after.acked == push.skipped->to.value && after.acked != epoch.acked) {
    tables.lost.emplace_back(epoch.acked + 1, after.acked);
  }
  const auto last = push.first_seq.value + std::ssize(push.events) - 1;
  if (last > after.acked) {
    after.acked = last;
    after.chain = chain;
  }
  if (after.acked < epoch.acked) throw std::logic_error("acked_seq fell");
  epoch = after;
  out.acked_seq = {epoch.acked};
  out.feed_head = tables.head;
  return answer(200, encode(out));
}

PushAnswer::Result FakeCentre::take_event(const std::string& event, bool opaque) {
  using Status = PushAnswer::Status;
  const auto id = id_of(event);
  const auto name = id.empty() ? event : id;
  if (!tables.ids.insert(name).second) return {id, Status::duplicate, ""};
  if (opaque || revoked || id.empty()) {
    tables.quarantine.push_back(event);
    return {id, Status::quarantined, "cannot be read"};
  }
  tables.taken.push_back(event);
  return {id, Status::applied, ""};
}

void FakeCentre::change(std::size_t table, std::int64_t key, std::optional<domain::PulledRow> row) {
  ++tables.head;
  tables.rows[{table, key}] = {.pos = tables.head,
                               .version = tables.head,
                               .table = table,
                               .key = key,
                               .row = std::move(row)};
}

std::map<std::pair<std::size_t, std::int64_t>, domain::Change> FakeCentre::projection() const {
  auto rows = tables.rows;
  std::erase_if(rows, [](const auto& entry) { return !entry.second.row; });
  return rows;
}

Response FakeCentre::pull(const Request& request) const {
  const auto epoch = field_of(request.query, "feed_epoch");
  const auto cursor = std::stoll(field_of(request.query, "cursor"));
  const bool unknown = !epoch.empty() && epoch != tables.feed_epoch;
  if (unknown || cursor > tables.head || (cursor > 0 && cursor < oldest_cursor)) {
    return says(410, "must_refetch");
  }
  std::vector<domain::Change> later;
  for (const auto& [key, change] : tables.rows) {
    if (change.pos > cursor) later.push_back(change);
  }
  std::ranges::sort(later, {}, &domain::Change::pos);
  domain::Page page{.feed_epoch = tables.feed_epoch,
                    .run = "run-1",
                    .from = cursor,
                    .to = tables.head,
                    .changes = {},
                    .complete = std::ssize(later) <= page_rows,
                    .server_time = now,
                    .trust_list = {},
                    .totp_keys = {}};
  if (!page.complete) {
    later.resize(static_cast<std::size_t>(page_rows));
    page.to = later.back().pos;
  }
  page.changes = std::move(later);
  return answer(200, encode(page));
}

std::string event_text(std::uint64_t number) {
  return std::format(
      R"({{"annulled":"00000000-0000-7000-8000-000000000000","at":"2026-01-01T00:00:00.000Z",)"
      R"("boot_id":"00000000-0000-4000-8000-000000000000","clock_state":"synced",)"
      R"("event_id":"00000000-0000-7000-8000-{:012x}","since_boot_ms":1,"type":"annulled",)"
      R"("wall":"2026-01-01T00:00:00.000Z"}})",
      number);
}

}  // namespace fitmate::tests
