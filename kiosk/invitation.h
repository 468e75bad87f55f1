#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace fitmate::kiosk {

// What the centre gives out for a kiosk that is to be enrolled, once and for 15 minutes.
struct Invitation {
  std::string central_url;
  std::string code;
  bool operator==(const Invitation&) const = default;
};

// "FE1:" + URL + "#" + code, as `fitmate-central kiosk invite` shows it.
std::optional<Invitation> parse_invitation(std::string_view text);

// How an enrolment came out.
struct EnrolEnd {
  bool done = false;
  std::string detail;  // where it is not: why, and what to do
};

// Enrolling beside the screen: it is begun, and looked after from time to time. Neither waits.
struct EnrolDesk {
  std::function<void(const Invitation&)> begin;
  std::function<std::optional<EnrolEnd>()> poll;
};

}  // namespace fitmate::kiosk
