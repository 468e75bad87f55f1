#include "sync/sim/lossy_transport.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "sync/limits.h"

namespace fitmate::sync::sim {
namespace {

using Answer = domain::Result<Response, TransportFault>;

Answer lost() {
  return std::unexpected(TransportFault{.kind = TransportFault::Kind::timeout,
                                        .detail = "the centre does not answer in time",
                                        .took = limits::request_timeout});
}

Response page(int status, std::string_view body) {
  return {.status = status,
          .content_type = "text/html",
          .body = std::string{body},
          .retry_after = std::nullopt,
          .took = std::chrono::milliseconds{30}};
}

}  // namespace

Answer LossyTransport::exchange(const Request& request) {
  if (late_ && below(2) == 0) std::ignore = inner_.exchange(*std::exchange(late_, {}));
  if (std::uniform_real_distribution{0.0, 1.0}(random_) >= probability_) {
    return inner_.exchange(request);
  }
  const auto fault = static_cast<Fault>(below(faults));
  ++met_.at(static_cast<std::size_t>(fault));
  return meet(fault, request);
}

Answer LossyTransport::meet(Fault fault, const Request& request) {
  switch (fault) {
    case Fault::lose_request:
      return lost();
    case Fault::arrive_late:
      late_ = request;
      return lost();
    case Fault::login_page:
      return page(200, "<html><body>Welcome to the guest network</body></html>");
    case Fault::bad_gateway:
      return page(502, "<html><h1>502 Bad Gateway</h1></html>");
    case Fault::redirect:
      return page(302, "");
    default:
      break;
  }
  auto answer = inner_.exchange(request);
  if (!answer || fault == Fault::lose_answer) return lost();
  if (fault == Fault::repeat) return inner_.exchange(request);
  if (fault == Fault::delay) {
    answer->took +=
        std::chrono::milliseconds{below(limits::request_timeout / std::chrono::milliseconds{1})};
  }
  if (fault == Fault::truncate) answer->body.resize(below(answer->body.size() + 1));
  if (fault == Fault::garble && !answer->body.empty()) {
    for (int n = 0; n < 4; ++n) {
      answer->body[below(answer->body.size())] = static_cast<char>(below(256));
    }
  }
  return answer;
}

std::size_t LossyTransport::below(std::size_t bound) {
  return std::uniform_int_distribution<std::size_t>{0, bound - 1}(random_);
}

}  // namespace fitmate::sync::sim
