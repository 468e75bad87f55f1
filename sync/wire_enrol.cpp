#include "sync/wire.h"
#include "sync/wire_json.h"

namespace fitmate::sync {

using json::Json;

domain::Bytes enrol_message(std::string_view code) {
  using namespace std::string_view_literals;
  const auto head = domain::as_bytes("FitMate/enrol/v1\0"sv);
  const auto tail = domain::as_bytes(code);
  domain::Bytes message(head.begin(), head.end());
  message.insert(message.end(), tail.begin(), tail.end());
  return message;
}

std::string encode(const EnrolRequest& request) {
  return json::write({{"code", request.code},
                      {"public_key", domain::to_hex(request.public_key)},
                      {"proof", domain::to_hex(request.proof)},
                      {"software", request.software}});
}

Decoded<EnrolRequest> decode_enrol_request(std::string_view text) {
  return json::decode(text, json::text_most, [](const Json& body) {
    return EnrolRequest{.code = json::read_text(body, "code"),
                        .public_key = json::read_bytes<32>(body, "public_key"),
                        .proof = json::read_bytes<64>(body, "proof"),
                        .software = json::read_text(body, "software")};
  });
}

std::string encode(const EnrolAnswer& answer) {
  return json::write(
      {{"kiosk_id", answer.kiosk.value},
       {"token", answer.token},
       {"gym",
        {{"id", answer.gym.value}, {"name", answer.gym_name}, {"timezone", answer.timezone}}},
       {"root_key", domain::to_hex(answer.root_key)},
       {"trust_list", answer.trust_list},
       {"totp_keys", json::write_totp_keys(answer.totp_keys)},
       {"feed_epoch", answer.feed_epoch},
       {"server_time", domain::to_text(answer.server_time)}});
}

Decoded<EnrolAnswer> decode_enrol_answer(std::string_view text) {
  return json::decode(text, json::text_most, [](const Json& body) {
    const auto& gym = json::read_object(body, "gym");
    return EnrolAnswer{
        .kiosk = {json::read_number(body, "kiosk_id")},
        .token = json::read_text(body, "token"),
        .gym = {static_cast<std::uint16_t>(json::read_number(gym, "id", 0, UINT16_MAX))},
        .gym_name = json::read_text(gym, "name"),
        .timezone = json::read_text(gym, "timezone"),
        .root_key = json::read_bytes<32>(body, "root_key"),
        .trust_list = json::read_text(body, "trust_list"),
        .totp_keys = json::read_totp_keys(body, "totp_keys"),
        .feed_epoch = json::read_text(body, "feed_epoch"),
        .server_time = json::read_instant(body, "server_time")};
  });
}

std::string encode_token(std::string_view token) {
  return json::write({{"token", token}});
}

Decoded<std::string> decode_token(std::string_view text) {
  return json::decode(text, json::text_most, [](const Json& body) {
    auto token = json::read_text(body, "token");
    if (token.empty()) throw json::Malformed("token is empty");
    return token;
  });
}

}  // namespace fitmate::sync
