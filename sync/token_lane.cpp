#include "sync/token_lane.h"

#include "sync/limits.h"
#include "sync/wire.h"

namespace fitmate::sync {

void TokenLane::step(const domain::ClockReading& reading) {
  const auto link = store_.load_link();
  if (!began_ || link.revoked) {
    began_ = true;
    lane_.succeed(reading.since_boot, limits::token_every);
    return;
  }
  const auto answer = line_.exchange({.method = Request::Method::post,
                                      .path = "/api/sync/token",
                                      .query = {},
                                      .bearer = {},
                                      .content_type = "application/json",
                                      .content_encoding = {},
                                      .body = "{}"});
  if (!answer) {
    lane_.fail(reading.since_boot + answer.error().took, answer.error());
    return;
  }
  const auto ended = reading.since_boot + answer->took;
  const auto token = decode_token(answer->body);
  if ((answer->status != 200 && answer->status != 201) || !token) {
    fail_with(lane_, ended, *answer);
    return;
  }
  line_.confirm();
  store_.save_token(store_.load_link().token, *token);
  lane_.succeed(ended, limits::token_every);
}

}  // namespace fitmate::sync
