#include "central/http/routes_sync.h"

#include <charconv>
#include <chrono>
#include <expected>
#include <format>
#include <memory>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "central/http/router.h"
#include "central/http/sync_calls.json.h"
#include "central/services/enrolment.h"
#include "central/services/feed.h"
#include "central/services/ingest.h"
#include "central/services/kiosk_auth.h"
#include "central/services/meal_photos.h"
#include "central/services/throttle.h"
#include "db/central/portraits.h"
#include "sync/limits.h"
#include "sync/wire.h"

namespace fitmate::central::http {
namespace {

using db::sql::Connection;
using services::EnrolRefused;
using services::KnownKiosk;

constexpr std::size_t small_body = std::size_t{16} * 1024;

Response unknown_caller() {
  auto response = detail(401, "the kiosk's token is not known here");
  response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

// What any of the calls keeps between them.
struct State {
  explicit State(const SyncServices& given) : services{given} {}

  SyncServices services;
  services::WrongCodes wrong_codes;
  services::Throttle pushes{sync::limits::pushes_per_s};
  services::Throttle pulls{sync::limits::pulls_per_s};

  bool allows(services::Throttle& throttle, domain::KioskId kiosk) const {
    return !services.throttled || throttle.allow(kiosk.value, std::chrono::steady_clock::now());
  }
};

using Caller = std::expected<KnownKiosk, Response>;

// A kiosk's token opens these calls and nothing else.
Caller find_caller(const Request& request, Connection& connection) {
  const auto token = request.bearer();
  if (token.empty()) return std::unexpected(unknown_caller());
  const auto kiosk = services::find_kiosk_by_token(connection, token);
  if (!kiosk) return std::unexpected(unknown_caller());
  return *kiosk;
}

Caller find_living_caller(const Request& request, Connection& connection) {
  auto caller = find_caller(request, connection);
  if (caller && caller->revoked) return std::unexpected(detail(403, "revoked"));
  return caller;
}

// The body as text; gzip is unpacked within the limit of a push.
std::expected<std::string, Response> read_body(const Request& request) {
  const auto encoding = request.header("content-encoding");
  if (encoding.empty() || encoding == "identity") return request.body;
  if (encoding != "gzip") {
    return std::unexpected(detail(415, "a body is plain or gzip"));
  }
  auto text = sync::gunzip(request.body, sync::limits::push_bytes);
  if (text) return *std::move(text);
  const bool too_large = text.error().starts_with("over ");
  return std::unexpected(detail(too_large ? 413 : 400, "the body: " + text.error()));
}

Response bad_body(const std::string& why) {
  return invalid({{.place = {"body"}, .message = why}});
}

Response refuse(State& state, const Request& request, const EnrolRefused& refused) {
  using Kind = EnrolRefused::Kind;
  switch (refused.kind) {
    case Kind::bad_proof:
      return invalid({{.place = {"body", "proof"}, .message = refused.detail}});
    case Kind::unknown_code:
      state.wrong_codes.note(request.address, state.services.now());
      return detail(404, refused.detail);
    case Kind::taken:
      return detail(409, refused.detail);
    case Kind::expired:
      return detail(410, refused.detail);
  }
  std::unreachable();
}

Response enrol(State& state, const Request& request, Connection& connection) {
  const auto now = state.services.now();
  if (const auto wait = state.wrong_codes.wait(request.address, now); wait.count() > 0) {
    return retry_later(429, "too many wrong codes from this address", wait);
  }
  const auto asked = sync::decode_enrol_request(request.body);
  if (!asked) return bad_body(asked.error());
  const auto answer = services::enrol_kiosk(connection, *asked, state.services.keys.keys(), now);
  if (const auto* refused = std::get_if<EnrolRefused>(&answer)) {
    return refuse(state, request, *refused);
  }
  return json(201, sync::encode(std::get<sync::EnrolAnswer>(answer)));
}

Response renew(State& state, const Request& request, Connection& connection) {
  const auto caller = find_living_caller(request, connection);
  if (!caller) return caller.error();
  return json(200, sync::encode_token(
                       services::renew_token(connection, caller->id, state.services.random)));
}

struct PushResponse {
  Response operator()(const sync::PushAnswer& answer) const {
    return json(200, sync::encode(answer));
  }
  Response operator()(const sync::Conflict& conflict) const {
    return json(409, sync::encode(conflict));
  }
  Response operator()(const services::BadPush& bad) const { return bad_body(bad.detail); }
  Response operator()(const services::PushRevoked&) const { return detail(403, "revoked"); }
};

Response push(State& state, const Request& request, Connection& connection) {
  const auto caller = find_caller(request, connection);
  if (!caller) return caller.error();
  if (!state.allows(state.pushes, caller->id)) {
    return retry_later(429, "two pushes a second are enough", std::chrono::seconds{1});
  }
  const auto body = read_body(request);
  if (!body) return body.error();
  const auto pushed = sync::decode_push(*body);
  if (!pushed) return bad_body(pushed.error());
  return std::visit(PushResponse{},
                    services::take_push(connection, caller->id, *pushed, state.services.now()));
}

// Absent is nothing asked for.
std::expected<std::int64_t, Response> read_number(const Request& request, const std::string& name,
                                                  std::int64_t absent) {
  const auto found = request.query.find(name);
  if (found == request.query.end() || found->second.empty()) return absent;
  const auto& text = found->second;
  std::int64_t number = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stop != end || number < 0) {
    return std::unexpected(invalid({{.place = {"query", name},
                                     .message = "must be a whole number from 0 on",
                                     .type = "int_parsing"}}));
  }
  return number;
}

std::string read_text(const Request& request, const std::string& name) {
  const auto found = request.query.find(name);
  return found == request.query.end() ? std::string{} : found->second;
}

Response pull(State& state, const Request& request, Connection& connection) {
  const auto caller = find_living_caller(request, connection);
  if (!caller) return caller.error();
  if (!state.allows(state.pulls, caller->id)) {
    return retry_later(429, "four pulls a second are enough", std::chrono::seconds{1});
  }
  const auto cursor = read_number(request, "cursor", 0);
  if (!cursor) return cursor.error();
  const auto limit = read_number(request, "limit", sync::limits::page_rows);
  if (!limit) return limit.error();
  const auto now = state.services.now();
  auto answer = services::read_page(connection, caller->id,
                                    {.after = {.feed_epoch = read_text(request, "feed_epoch"),
                                               .run = read_text(request, "run"),
                                               .pos = *cursor},
                                     .limit = *limit,
                                     .nothing_waits = read_text(request, "nothing_waits") == "1"},
                                    now);
  // The kiosk goes by this one word.
  if (std::holds_alternative<services::MustRefetch>(answer)) return detail(410, "must_refetch");
  auto& page = std::get<domain::Page>(answer);
  const auto keys = state.services.keys.keys();
  page.trust_list = services::trust_list_text(keys, now);
  page.totp_keys = keys.totp;
  return json(200, sync::encode(page));
}

constexpr std::string_view no_hash = "a photo is named by its SHA-256";

Response portrait(State&, const Request& request, Connection& connection) {
  const auto caller = find_living_caller(request, connection);
  if (!caller) return caller.error();
  const auto sha256 = domain::parse_hash(request.parts.at(0));
  if (!sha256) return detail(404, no_hash);
  auto jpeg = db::central::load_portrait(connection, *sha256);
  if (!jpeg) return detail(404, "nobody's portrait has this hash");
  return {.status = 200, .body = *std::move(jpeg), .content_type = "image/jpeg", .headers = {}};
}

Response photo(State& state, const Request& request, Connection& connection) {
  const auto caller = find_living_caller(request, connection);
  if (!caller) return caller.error();
  const auto sha256 = domain::parse_hash(request.parts.at(0));
  if (!sha256) return detail(404, no_hash);
  if (request.header("content-type") != "image/jpeg") return detail(415, "a photo is image/jpeg");
  const auto answer = services::take_meal_photo(connection, state.services.uploads, *sha256,
                                                request.body, state.services.now());
  using Kind = services::PhotoAnswer::Kind;
  switch (answer.kind) {
    case Kind::stored:
      return json(201, sync::encode_photo_answer(*sha256));
    case Kind::there:
      return json(200, sync::encode_photo_answer(*sha256));
    case Kind::unknown:
      return detail(404, answer.detail);
    case Kind::damaged:
      return detail(400, answer.detail);
    case Kind::not_a_photo:
      return bad_body(answer.detail);
  }
  std::unreachable();
}

// As sync_calls.json has it, with all schemas that are there.
Description describe(const nlohmann::ordered_json& calls, const std::string& call) {
  Description description{.operation = calls.at("operations").at(call).dump(), .schemas = {}};
  for (const auto& [name, schema] : calls.at("schemas").items()) {
    description.schemas.emplace(name, schema.dump());
  }
  return description;
}

}  // namespace

void add_sync_routes(Routes& routes, const SyncServices& services) {
  const auto state = std::make_shared<State>(services);
  const auto calls = nlohmann::ordered_json::parse(sync_calls);
  const auto add = [&](Method method, std::string path, auto handler, std::size_t most_body) {
    auto description = describe(calls, std::format("{} {}", name_of(method), path));
    routes.push_back(
        {.method = method,
         .path = std::move(path),
         .handler = Handler{[state, handler](const Request& request, Connection& connection) {
           return handler(*state, request, connection);
         }},
         .most_body = most_body,
         .is_for_kiosks = true,
         .description = std::move(description)});
  };
  add(Method::post, "/api/sync/enrol", enrol, small_body);
  add(Method::post, "/api/sync/token", renew, small_body);
  add(Method::post, "/api/sync/push", push, body_limit);
  add(Method::get, "/api/sync/pull", pull, small_body);
  add(Method::get, "/api/sync/photos/{sha256}", portrait, small_body);
  add(Method::put, "/api/sync/photos/{sha256}", photo, sync::limits::photo_bytes);
  routes.back().lane = Lane::pictures;
}

}  // namespace fitmate::central::http
