#include "central/smtp_sender.h"

#include <algorithm>
#include <cstring>
#include <format>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include <curl/curl.h>

#include "central/config.h"

namespace fitmate::central {
namespace {

constexpr long patience_s = 10;

struct Free {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::string part_of(CURLU* url, CURLUPart part, unsigned flags) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return {};
  std::string copy{text};
  curl_free(text);
  return copy;
}

struct Place {
  std::string url;  // without the query
  std::string host;
  std::string from;
};

Place place_of(const Secret& given) {
  const std::unique_ptr<CURLU, Free> url{curl_url()};
  if (curl_url_set(url.get(), CURLUPART_URL, given.reveal().c_str(), CURLU_NON_SUPPORT_SCHEME) !=
      CURLUE_OK) {
    return {};
  }
  constexpr std::string_view from_is = "from=";
  const auto query = part_of(url.get(), CURLUPART_QUERY, CURLU_URLDECODE);
  const auto user = part_of(url.get(), CURLUPART_USER, CURLU_URLDECODE);
  Place place{.url = {}, .host = part_of(url.get(), CURLUPART_HOST, 0), .from = {}};
  if (query.starts_with(from_is)) {
    place.from = query.substr(from_is.size());
  } else {
    place.from = user.contains('@') ? user : std::format("fitmate@{}", place.host);
  }
  curl_url_set(url.get(), CURLUPART_QUERY, nullptr, 0);
  place.url = part_of(url.get(), CURLUPART_URL, 0);
  return place;
}

// What is left of a mail to send.
std::size_t read_mail(char* into, std::size_t size, std::size_t count, void* mail) {
  auto& rest = *static_cast<std::string_view*>(mail);
  const auto length = std::min(size * count, rest.size());
  std::memcpy(into, rest.data(), length);
  rest.remove_prefix(length);
  return length;
}

std::string mail_text(const Place& place, const services::TwoStepCode& code) {
  return std::format(
      "From: FitMate <{}>\r\nTo: <{}>\r\nSubject: Your FitMate code\r\n"
      "Content-Type: text/plain; charset=utf-8\r\n\r\n"
      "Your two-step code is {}. It works once, within five minutes.\r\n"
      "If you did not try to log in, change your password.\r\n",
      place.from, code.email, code.code);
}

// Asked about once a second, whatever is being waited for.
int is_over(void* hangs_up, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return *static_cast<const std::atomic<bool>*>(hangs_up) ? 1 : 0;
}

// Why it was not sent, if it was not.
std::optional<std::string> send(const Place& place, const std::atomic<bool>& hangs_up,
                                const services::TwoStepCode& code) {
  const std::unique_ptr<CURL, Free> curl{curl_easy_init()};
  const std::unique_ptr<curl_slist, Free> to{
      curl_slist_append(nullptr, std::format("<{}>", code.email).c_str())};
  if (place.url.empty()) return "it names no mail server";
  if (!curl || !to) return "there is no memory left";
  const auto text = mail_text(place, code);
  std::string_view rest{text};
  const auto set = [&](auto option, auto value) { curl_easy_setopt(curl.get(), option, value); };
  set(CURLOPT_URL, place.url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(CURLOPT_USE_SSL, is_loopback(place.host) ? CURLUSESSL_TRY : CURLUSESSL_ALL);
  set(CURLOPT_MAIL_FROM, std::format("<{}>", place.from).c_str());
  set(CURLOPT_MAIL_RCPT, to.get());
  set(CURLOPT_READFUNCTION, read_mail);
  set(CURLOPT_READDATA, static_cast<void*>(&rest));
  set(CURLOPT_UPLOAD, 1L);
  set(CURLOPT_TIMEOUT, patience_s);
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, is_over);
  set(CURLOPT_XFERINFODATA, static_cast<const void*>(&hangs_up));
  set(CURLOPT_NOSIGNAL, 1L);
  const auto done = curl_easy_perform(curl.get());
  if (done == CURLE_OK) return std::nullopt;
  long said = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &said);
  return std::format("{} (the mail server's last word was {})", curl_easy_strerror(done), said);
}

}  // namespace

services::CodeSender smtp_sender(const Secret& url, const std::atomic<bool>& hangs_up,
                                 std::function<void(std::string_view)> log) {
  return [place = place_of(url), &hangs_up, log = std::move(log)](
             const services::TwoStepCode& code) -> domain::Result<void, std::string> {
    const auto fault = send(place, hangs_up, code);
    if (!fault) return {};
    log(std::format("a two-step code was not sent, see to SMTP_URL: {}", *fault));
    return std::unexpected{"the two-step code could not be sent: try again later"};
  };
}

}  // namespace fitmate::central
