#pragma once

#include <atomic>
#include <functional>
#include <string_view>

#include "central/secret.h"
#include "central/services/accounts.h"

namespace fitmate::central {

// Sends two-step codes by mail: SMTP_URL is smtp://user:password@host:587 or smtps://...; the
// sender is ?from=ADDRESS, else the user where that is an address, else fitmate@HOST. Beyond this
// machine nothing is sent without TLS. Waits 10 s at most, and a second once `hangs_up` is true,
// which outlives it. Why one was not sent goes to `log`, without names.
services::CodeSender smtp_sender(const Secret& url, const std::atomic<bool>& hangs_up,
                                 std::function<void(std::string_view)> log);

}  // namespace fitmate::central
