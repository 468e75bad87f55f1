#include "sync/line.h"

#include "sync/limits.h"

namespace fitmate::sync {

domain::Result<Response, TransportFault> Line::exchange(Request request) {
  const auto link = store_.load_link();
  used_ = link.next_token.empty() ? link.token : link.next_token;
  refused_.clear();
  request.bearer = used_;
  auto answer = transport_.exchange(request);
  if (!answer || answer->status != 401) return answer;
  refused_ = used_;
  used_ = store_.load_link().token;
  request.bearer = used_;
  auto second = transport_.exchange(request);
  (second ? second->took : second.error().took) += answer->took;
  return second;
}

void Line::confirm() {
  const auto link = store_.load_link();
  if (link.next_token.empty()) return;
  if (link.next_token == used_) {
    store_.save_token(used_, "");
  } else if (link.next_token == refused_) {
    store_.save_token(link.token, "");
  }
}

domain::ClockMarks marks_after(const domain::ClockMarks& marks, domain::ClockReading reading,
                               std::chrono::milliseconds took, domain::Instant server_time) {
  const bool is_set = marks.server && marks.server->boot_id == reading.boot_id;
  if (is_set && took > limits::clock_answer_most) return marks;
  reading.since_boot += took / 2;
  reading.wall += took / 2;
  return domain::with_server_time(reading, server_time);
}

}  // namespace fitmate::sync
