#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "tests/support/http_server.h"

namespace fitmate::tests {

// A line between the real programs that fails when it is told: a kiosk is enrolled at url(), and
// what it says goes on to the centre. Any thread may ask; calls go one after the other.
class LossyLine {
 public:
  enum class Phase : std::uint8_t { push, pull, photo };
  enum class Fault : std::uint8_t {
    lose_request,  // it never arrives
    lose_answer,   // it arrives, and nobody hears of it
    delay,         // slow, but well
    repeat,        // arrives twice
    arrive_late,   // seems lost, and arrives before a later one
    cut_request,   // breaks off in the middle
    truncate,      // the answer breaks off in the middle
    garble,        // the answer's bytes are changed
    login_page,    // 200 and HTML: a captive portal
    redirect,      // 302 to elsewhere
    bad_gateway,   // 502 and HTML
  };
  static constexpr std::array phases{Phase::push, Phase::pull, Phase::photo};
  static constexpr std::size_t faults = 11;

  // To the centre at that port of this machine.
  explicit LossyLine(std::uint16_t centre);

  std::string url() const { return server_->url(); }
  // The next call of that phase meets it; the others go well.
  void fail_next(Phase phase, Fault fault);
  // Has it been met?
  bool is_met() const;
  // Until it is mended, nothing arrives.
  void cut(bool is_cut);

 private:
  HttpServer::Reply serve(const std::string& request);
  HttpServer::Reply meet(Fault fault, const std::string& request);
  std::string pass_on(std::string_view request) const;
  void send_part(std::string_view part) const;

  std::uint16_t centre_;
  mutable std::mutex mutex_;
  std::optional<std::pair<Phase, Fault>> next_;
  std::string late_;
  bool is_cut_ = false;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace fitmate::tests
