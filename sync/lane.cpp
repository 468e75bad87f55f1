#include "sync/lane.h"

#include <format>

#include "sync/wire.h"

namespace fitmate::sync {

using std::chrono::milliseconds;

void Lane::note(std::string_view text) const {
  log_(std::format("{}: {}", name_, text));
}

void Lane::succeed(milliseconds now, milliseconds delay) {
  if (!error_.empty()) note("goes on");
  error_.clear();
  trouble_.clear();
  line_is_down_ = false;
  backoff_.succeed(now, delay);
}

void Lane::fail(milliseconds now, std::string_view what, std::optional<std::chrono::seconds> told) {
  if (error_ != what) note(what);
  error_ = what;
  trouble_.clear();
  line_is_down_ = false;
  backoff_.fail(now, told, random_);
}

void Lane::fail(milliseconds now, const TransportFault& fault) {
  fail(now, fault.detail);
  line_is_down_ = true;
  if (fault.kind == TransportFault::Kind::untrusted) trouble_ = fault.detail;
}

void Lane::fail_for_a_person(milliseconds now, std::string_view what) {
  fail(now, what);
  trouble_ = what;
}

void fail_with(Lane& lane, milliseconds now, const Response& response) {
  const auto detail = decode_detail(response.body);
  switch (response.status) {
    case 401:
      lane.fail_for_a_person(now, "the centre does not know this kiosk's token: enrol it again");
      return;
    case 429:
      lane.fail(now, "the centre asks to wait", response.retry_after);
      return;
    case 503:
      lane.fail(now, "the centre is busy", response.retry_after);
      return;
    default:
      lane.fail(now, detail ? std::format("the centre answers {}: {}", response.status, *detail)
                            : std::format("an answer {} that is not the centre's: is there a "
                                          "login page or a proxy on the line?",
                                          response.status));
  }
}

}  // namespace fitmate::sync
