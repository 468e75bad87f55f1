#include <array>

#include "sync/limits.h"
#include "sync/wire.h"
#include "sync/wire_json.h"

namespace fitmate::sync {
namespace {

using json::Json;
using json::Malformed;

constexpr std::array<std::pair<PushAnswer::Status, std::string_view>, 4> statuses{{
    {PushAnswer::Status::applied, "applied"},
    {PushAnswer::Status::duplicate, "duplicate"},
    {PushAnswer::Status::superseded, "superseded"},
    {PushAnswer::Status::quarantined, "quarantined"},
}};

constexpr std::array<std::pair<Conflict::Kind, std::string_view>, 3> conflicts{{
    {Conflict::Kind::gap, "gap"},
    {Conflict::Kind::chain_mismatch, "chain_mismatch"},
    {Conflict::Kind::epoch_unknown, "epoch_unknown"},
}};

template <class Value, std::size_t size>
Value read_name(const Json& body, const char* field,
                const std::array<std::pair<Value, std::string_view>, size>& names) {
  const auto text = json::read_text(body, field);
  for (const auto& [value, name] : names) {
    if (name == text) return value;
  }
  throw Malformed(std::format("{} is not known here", field));
}

// What cannot travel as text does so as base64url, so that an opaque event arrives as it is.
Json write_events(const Push& push) {
  auto list = Json::array();
  for (const auto& event : push.events) {
    list.push_back(push.opaque ? domain::to_base64url(domain::as_bytes(event)) : event);
  }
  return list;
}

std::string unpack_opaque(std::string_view text) {
  const auto bytes = domain::from_base64url(text);
  if (!bytes) throw Malformed("events of an opaque push are no base64url");
  std::string event;
  event.reserve(bytes->size());
  for (const auto byte : *bytes) event += static_cast<char>(byte);
  return event;
}

// The strings are moved out of the body: they are nearly all of it.
std::vector<std::string> take_events(Json& body, bool opaque) {
  json::read_list(body, "events");
  auto& list = body["events"];
  if (list.size() > static_cast<std::size_t>(limits::batch_most)) {
    throw Malformed(std::format("events are over {}", limits::batch_most));
  }
  if (opaque && list.size() != 1) throw Malformed("an opaque push holds one event");
  std::vector<std::string> events;
  events.reserve(list.size());
  for (auto& entry : list) {
    if (!entry.is_string()) throw Malformed("events holds what is no text");
    auto& text = entry.get_ref<std::string&>();
    events.push_back(opaque ? unpack_opaque(text) : std::move(text));
  }
  return events;
}

Json write_queue(const Queue& queue) {
  Json json{{"events", queue.events}, {"photos", queue.photos}};
  if (queue.oldest_at) json["oldest_at"] = domain::to_text(*queue.oldest_at);
  return json;
}

Queue read_queue(const Json& queue) {
  return {.events = json::read_number(queue, "events", 0),
          .photos = json::read_number(queue, "photos", 0),
          .oldest_at = json::has(queue, "oldest_at")
                           ? std::optional{json::read_instant(queue, "oldest_at")}
                           : std::nullopt};
}

domain::ClockState read_clock_state(const Json& body) {
  const auto state = domain::parse_clock_state(json::read_text(body, "clock_state"));
  if (!state) throw Malformed("clock_state is not known here");
  return *state;
}

Push::NewEpoch read_new_epoch(const Json& json) {
  return {.after_epoch = {json::read_hex64(json, "after_epoch")},
          .after_seq = json::read_seq(json, "after_seq"),
          .why = json::read_text(json, "why")};
}

Push::Skipped read_skipped(const Json& json) {
  Push::Skipped skipped{.from = json::read_seq(json, "from", 1), .to = json::read_seq(json, "to")};
  if (skipped.to < skipped.from) throw Malformed("skipped ends before it begins");
  return skipped;
}

Push read_push(Json& body) {
  const bool opaque = json::read_flag(body, "opaque");
  Push push{.protocol = static_cast<int>(json::read_number(body, "protocol", 1, 1000)),
            .store_epoch = {json::read_hex64(body, "store_epoch")},
            .first_seq = json::read_seq(body, "first_seq", 1),
            .prev_chain = json::read_bytes<32>(body, "prev_chain"),
            .events = take_events(body, opaque),
            .opaque = opaque,
            .sent_at = json::read_instant(body, "sent_at"),
            .boot_id = json::read_uuid(body, "boot_id"),
            .since_boot = std::chrono::milliseconds{json::read_number(body, "boottime_ms", 0)},
            .clock_state = read_clock_state(body),
            .software = json::read_text(body, "software"),
            .queue = read_queue(json::read_object(body, "queue")),
            .new_epoch = std::nullopt,
            .skipped = std::nullopt};
  if (json::has(body, "new_epoch")) {
    push.new_epoch = read_new_epoch(json::read_object(body, "new_epoch"));
  }
  if (json::has(body, "skipped")) {
    push.skipped = read_skipped(json::read_object(body, "skipped"));
  }
  return push;
}

Json write_result(const PushAnswer::Result& result) {
  Json json{{"event_id", result.event_id},
            {"status", statuses.at(static_cast<std::size_t>(result.status)).second}};
  if (!result.reason.empty()) json["reason"] = result.reason;
  return json;
}

PushAnswer::Result read_result(const Json& entry) {
  if (!entry.is_object()) throw Malformed("results holds what is no object");
  return {.event_id = json::read_text(entry, "event_id"),
          .status = read_name(entry, "status", statuses),
          .reason = json::has(entry, "reason") ? json::read_text(entry, "reason") : ""};
}

}  // namespace

std::string encode(const Push& push) {
  Json body{{"protocol", push.protocol},
            {"store_epoch", json::hex64(push.store_epoch.value)},
            {"first_seq", push.first_seq.value},
            {"prev_chain", domain::to_hex(push.prev_chain)},
            {"events", write_events(push)},
            {"sent_at", domain::to_text(push.sent_at)},
            {"boot_id", domain::to_text(push.boot_id)},
            {"boottime_ms", push.since_boot.count()},
            {"clock_state", domain::to_text(push.clock_state)},
            {"software", push.software},
            {"queue", write_queue(push.queue)}};
  if (push.opaque) body["opaque"] = true;
  if (push.new_epoch) {
    body["new_epoch"] = {{"after_epoch", json::hex64(push.new_epoch->after_epoch.value)},
                         {"after_seq", push.new_epoch->after_seq.value},
                         {"why", push.new_epoch->why}};
  }
  if (push.skipped) {
    body["skipped"] = {{"from", push.skipped->from.value}, {"to", push.skipped->to.value}};
  }
  return json::write(body);
}

Decoded<Push> decode_push(std::string_view text) {
  return json::decode(text, limits::push_bytes, read_push);
}

std::string encode(const PushAnswer& answer) {
  auto results = Json::array();
  for (const auto& result : answer.results) results.push_back(write_result(result));
  return json::write({{"acked_seq", answer.acked_seq.value},
                      {"results", std::move(results)},
                      {"server_time", domain::to_text(answer.server_time)},
                      {"feed_head", answer.feed_head},
                      {"max_batch", answer.max_batch},
                      {"next_delay_ms", answer.next_delay.count()}});
}

Decoded<PushAnswer> decode_push_answer(std::string_view text) {
  return json::decode(text, limits::page_bytes, [](const Json& body) {
    PushAnswer answer{
        .acked_seq = json::read_seq(body, "acked_seq"),
        .results = {},
        .server_time = json::read_instant(body, "server_time"),
        .feed_head = json::read_number(body, "feed_head", 0),
        .max_batch = json::read_number(body, "max_batch", 0),
        .next_delay = std::chrono::milliseconds{json::read_number(body, "next_delay_ms", 0)}};
    for (const auto& entry : json::read_list(body, "results")) {
      answer.results.push_back(read_result(entry));
    }
    return answer;
  });
}

std::string encode(const Conflict& conflict) {
  Json body{{"detail", conflicts.at(static_cast<std::size_t>(conflict.kind)).second}};
  if (conflict.kind == Conflict::Kind::gap) {
    body["expected"] = conflict.expected.value;
    return json::write(body);
  }
  if (conflict.store_epoch) body["store_epoch"] = json::hex64(conflict.store_epoch->value);
  body["acked_seq"] = conflict.acked_seq.value;
  body["chain"] = domain::to_hex(conflict.chain);
  return json::write(body);
}

Decoded<Conflict> decode_conflict(std::string_view text) {
  return json::decode(text, json::text_most, [](const Json& body) {
    Conflict conflict{.kind = read_name(body, "detail", conflicts)};
    if (conflict.kind == Conflict::Kind::gap) {
      conflict.expected = json::read_seq(body, "expected", 1);
      return conflict;
    }
    if (json::has(body, "store_epoch")) {
      conflict.store_epoch = domain::StoreEpoch{json::read_hex64(body, "store_epoch")};
    }
    conflict.acked_seq = json::read_seq(body, "acked_seq");
    conflict.chain = json::read_bytes<32>(body, "chain");
    return conflict;
  });
}

}  // namespace fitmate::sync
