#include "sync/wire.h"

#include "sync/wire_json.h"

namespace fitmate::sync {

using json::Json;

bool travels_as_text(std::string_view event) {
  return Json::accept(event);
}

std::string encode_photo_answer(const domain::Hash& sha256) {
  return json::write({{"sha256", domain::to_hex(sha256)}});
}

Decoded<domain::Hash> decode_photo_answer(std::string_view text) {
  return json::decode(text, json::text_most,
                      [](const Json& body) { return json::read_bytes<32>(body, "sha256"); });
}

std::string encode_detail(std::string_view detail) {
  return json::write({{"detail", detail}});
}

Decoded<std::string> decode_detail(std::string_view text) {
  return json::decode(text, json::text_most, [](const Json& body) {
    const auto& detail = json::at(body, "detail");
    if (detail.is_string()) return detail.get<std::string>();
    std::string all;
    for (const auto& fault : json::read_list(body, "detail")) {
      if (!fault.is_object()) throw json::Malformed("detail holds what is no object");
      if (!all.empty()) all += "; ";
      all += json::read_text(fault, "msg");
    }
    return all;
  });
}

}  // namespace fitmate::sync
