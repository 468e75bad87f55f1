#include "tests/support/lossy_line.h"

#include <system_error>
#include <utility>

#include <poll.h>

#include "tests/support/raw_http.h"

namespace fitmate::tests {
namespace {

using Reply = HttpServer::Reply;
using Fault = LossyLine::Fault;
using Phase = LossyLine::Phase;

constexpr int delay_ms = 300;
constexpr std::string_view login =
    "<html><body>Welcome to the Wi-Fi of the sports park. <a href=/>Log in</a></body></html>";
constexpr auto html = "Content-Type: text/html\r\n";

std::optional<Phase> phase_of(std::string_view request) {
  const auto line = request.substr(0, request.find("\r\n"));
  if (line.contains(" /api/sync/push")) return Phase::push;
  if (line.contains(" /api/sync/pull")) return Phase::pull;
  if (line.contains(" /api/sync/photos/")) return Phase::photo;
  return std::nullopt;
}

// The centre hangs up after its answer, so that its end is known.
std::string alone(std::string_view request) {
  const auto line = request.find("\r\n") + 2;
  return std::string{request.substr(0, line)} + "Connection: close\r\n" +
         std::string{request.substr(line)};
}

bool is_whole(const std::string& text) {
  const auto answer = parse_answer(text);
  if (!answer) return false;
  const auto length = answer->headers.find("content-length");
  return length != answer->headers.end() && answer->body.size() >= std::stoul(length->second);
}

Reply hang_up(std::string bytes = {}) {
  return {.bytes = std::move(bytes), .then = Reply::Then::close};
}

}  // namespace

LossyLine::LossyLine(std::uint16_t centre) : centre_{centre} {
  server_ =
      std::make_unique<HttpServer>([this](const std::string& request) { return serve(request); });
}

void LossyLine::fail_next(Phase phase, Fault fault) {
  const std::lock_guard lock{mutex_};
  next_ = {phase, fault};
}

bool LossyLine::is_met() const {
  const std::lock_guard lock{mutex_};
  return !next_;
}

void LossyLine::cut(bool is_cut) {
  const std::lock_guard lock{mutex_};
  is_cut_ = is_cut;
}

void LossyLine::send_part(std::string_view part) const {
  try {
    RawConnection{centre_}.send(part);
  } catch (const std::system_error&) {
    return;  // the centre is away
  }
}

std::string LossyLine::pass_on(std::string_view request) const {
  try {
    RawConnection connection{centre_};
    if (!connection.send(alone(request))) return {};
    std::string answer;
    while (!is_whole(answer) && connection.read_some(answer)) {
    }
    return answer;
  } catch (const std::system_error&) {
    return {};  // the centre is away
  }
}

HttpServer::Reply LossyLine::serve(const std::string& request) {
  std::optional<Fault> fault;
  {
    const std::lock_guard lock{mutex_};
    if (is_cut_) return hang_up();
    if (next_ && next_->first == phase_of(request)) {
      fault = next_->second;
      next_.reset();
    }
  }
  if (!late_.empty()) pass_on(std::exchange(late_, {}));
  return fault ? meet(*fault, request) : hang_up(pass_on(request));
}

HttpServer::Reply LossyLine::meet(Fault fault, const std::string& request) {
  switch (fault) {
    case Fault::lose_request:
      return hang_up();
    case Fault::lose_answer:
      pass_on(request);
      return hang_up();
    case Fault::delay:
      ::poll(nullptr, 0, delay_ms);
      return hang_up(pass_on(request));
    case Fault::repeat:
      pass_on(request);
      return hang_up(pass_on(request));
    case Fault::arrive_late:
      late_ = request;
      return hang_up();
    case Fault::cut_request:
      send_part(request.substr(0, request.size() - request.size() / 4));
      return hang_up();
    case Fault::truncate: {
      auto answer = pass_on(request);
      answer.resize(answer.size() - answer.size() / 4);
      return hang_up(std::move(answer));
    }
    case Fault::garble: {
      auto answer = pass_on(request);
      for (auto at = answer.find("\r\n\r\n"); at < answer.size(); at += 7) {
        answer[at] = static_cast<char>(answer[at] ^ 0x15);
      }
      return hang_up(std::move(answer));
    }
    case Fault::login_page:
      return hang_up(http_answer("200 OK", std::string{login}, html));
    case Fault::redirect:
      return hang_up(http_answer("302 Found", "", "Location: http://login.example/\r\n"));
    case Fault::bad_gateway:
      return hang_up(http_answer("502 Bad Gateway", std::string{login}, html));
  }
  std::unreachable();
}

}  // namespace fitmate::tests
