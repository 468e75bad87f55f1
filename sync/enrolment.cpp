#include "sync/enrolment.h"

#include <format>

#include "domain/trust_list.h"
#include "sync/line.h"
#include "sync/wire.h"

namespace fitmate::sync {
namespace {

using Kind = EnrolOutcome::Kind;

constexpr std::string_view make_new = "make a new one with: fitmate-central kiosk invite --name N";

domain::Seed begin(db::kiosk::SyncStore& store, const db::kiosk::Link& link,
                   std::string_view central_url, std::string_view code,
                   const domain::Random& random) {
  if (link.begun && link.begun->central_url == central_url && link.begun->code == code) {
    return link.begun->key;
  }
  domain::Seed key{};
  random(key);
  store.begin_enrolment(
      {.central_url = std::string{central_url}, .code = std::string{code}, .key = key});
  return key;
}

EnrolRequest request_of(const domain::Seed& key, std::string_view code, std::string_view software) {
  return {.code = std::string{code},
          .public_key = domain::public_key_of(key),
          .proof = domain::sign(key, enrol_message(code)),
          .software = std::string{software}};
}

EnrolOutcome refused(const Response& response) {
  const auto detail = decode_detail(response.body);
  if (!detail) {
    return {Kind::again, std::format("an answer {} that is not a centre's: check the address, and "
                                     "whether there is a login page on the line",
                                     response.status)};
  }
  switch (response.status) {
    case 404:
      return {Kind::refused,
              std::format("the centre does not know this code: check it for typing mistakes, or {}",
                          make_new)};
    case 409:
      return {Kind::refused,
              std::format("another kiosk was enrolled with this code: {}", make_new)};
    case 410:
      return {Kind::refused, std::format("this code is over its 15 minutes: {}", make_new)};
    case 429:
      return {Kind::refused,
              response.retry_after
                  ? std::format("too many wrong codes came from here: wait {} and try again",
                                *response.retry_after)
                  : "too many wrong codes came from here: wait a quarter of an hour and try again"};
    case 400:
    case 422:
      return {Kind::refused,
              std::format("the centre does not understand this kiosk ({}): update both", *detail)};
    default:
      return {Kind::again, std::format("the centre answers {}: {}", response.status, *detail)};
  }
}

}  // namespace

EnrolOutcome enrol(db::kiosk::SyncStore& store, Transport& transport, std::string_view central_url,
                   std::string_view code, std::string_view software,
                   const domain::ClockReading& reading, const domain::Random& random) {
  const auto link = store.load_link();
  const auto key = begin(store, link, central_url, code, random);
  const auto answer = transport.exchange({.method = Request::Method::post,
                                          .path = "/api/sync/enrol",
                                          .query = {},
                                          .bearer = {},
                                          .content_type = "application/json",
                                          .content_encoding = {},
                                          .body = encode(request_of(key, code, software))});
  if (!answer) return {Kind::again, answer.error().detail};
  if (answer->status != 200 && answer->status != 201) return refused(*answer);
  const auto given = decode_enrol_answer(answer->body);
  if (!given) return refused(*answer);
  if (const auto list = domain::parse_trust_list(given->trust_list, given->root_key); !list) {
    return {Kind::refused,
            std::format("the centre's list of keys cannot be believed: {}", list.error())};
  }
  store.finish_enrolment({.kiosk = given->kiosk,
                          .token = given->token,
                          .gym = given->gym,
                          .gym_name = given->gym_name,
                          .timezone = given->timezone,
                          .root_key = given->root_key,
                          .trust_list = given->trust_list,
                          .totp_keys = given->totp_keys},
                         marks_after(link.clock, reading, answer->took, given->server_time));
  return {Kind::done,
          std::format("enrolled at {} as kiosk {}", given->gym_name, given->kiosk.value)};
}

}  // namespace fitmate::sync
