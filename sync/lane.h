#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "domain/ids.h"
#include "sync/backoff.h"
#include "sync/transport.h"

namespace fitmate::sync {

// Takes a line for the log; never a secret, a name or a code.
using Log = std::function<void(std::string_view)>;

// What the lanes have in common: when the next try is due, and what is the matter.
class Lane {
 public:
  Lane(std::string_view name, const domain::Random& random, Log log)
      : name_{name}, random_{random}, log_{std::move(log)} {}

  const domain::Random& random() const { return random_; }
  std::chrono::milliseconds next() const { return backoff_.next(); }
  int failures() const { return backoff_.failures(); }
  const std::string& error() const { return error_; }      // of the last try; empty if it went well
  const std::string& trouble() const { return trouble_; }  // what a person should see to
  // The last try failed on the line itself, before the centre could say anything.
  bool line_is_down() const { return line_is_down_; }

  void note(std::string_view text) const;
  void succeed(std::chrono::milliseconds now, std::chrono::milliseconds delay);
  void fail(std::chrono::milliseconds now, std::string_view what,
            std::optional<std::chrono::seconds> told = std::nullopt);
  void fail(std::chrono::milliseconds now, const TransportFault& fault);
  // Like fail, and shown at the kiosk.
  void fail_for_a_person(std::chrono::milliseconds now, std::string_view what);
  void hurry(std::chrono::milliseconds now) { backoff_.hurry(now); }

 private:
  std::string name_;
  const domain::Random& random_;
  Log log_;
  Backoff backoff_;
  std::string error_;
  std::string trouble_;
  bool line_is_down_ = false;
};

// What both lanes do with an answer that is not theirs alone: waits as told, or a failed try.
void fail_with(Lane& lane, std::chrono::milliseconds now, const Response& response);

}  // namespace fitmate::sync
