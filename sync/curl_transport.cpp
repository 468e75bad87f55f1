#include "sync/curl_transport.h"

#include <algorithm>
#include <format>
#include <new>

#include <curl/curl.h>
#include <openssl/ssl.h>

namespace fitmate::sync {
namespace {

using std::chrono::milliseconds;
using Kind = TransportFault::Kind;

struct Address {
  std::string scheme;
  std::string host;
  bool has_more = false;  // a user, a query or a fragment
};

std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return {};
  std::string out{text};
  curl_free(text);
  return out;
}

std::optional<Address> parse_address(const std::string& text) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url{curl_url(), curl_url_cleanup};
  if (!url) throw std::bad_alloc();
  if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) return std::nullopt;
  Address address{.scheme = part_of(url.get(), CURLUPART_SCHEME),
                  .host = part_of(url.get(), CURLUPART_HOST)};
  for (const auto part : {CURLUPART_USER, CURLUPART_QUERY, CURLUPART_FRAGMENT}) {
    address.has_more = address.has_more || !part_of(url.get(), part).empty();
  }
  return address;
}

// A dotted address of 127/8: libcurl has already brought it into its usual form.
bool is_loopback(std::string_view host) {
  const bool digits = host.find_first_not_of("0123456789.") == host.npos;
  return host == "localhost" || host == "[::1]" || (digits && host.starts_with("127."));
}

// What the answer's body is gathered in.
struct Body {
  std::string text;
  std::size_t most = 0;
  bool is_over = false;
};

std::size_t take_body(char* data, std::size_t one, std::size_t size, void* into) {
  auto& body = *static_cast<Body*>(into);
  const auto bytes = one * size;
  body.is_over = bytes > body.most - body.text.size();
  if (body.is_over) return CURL_WRITEFUNC_ERROR;
  body.text.append(data, bytes);
  return bytes;
}

int look_up(void* is_stopping, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return (*static_cast<std::function<bool()>*>(is_stopping))() ? 1 : 0;
}

Kind kind_of(CURLcode code) {
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return Kind::timeout;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
      return Kind::unreachable;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CERTPROBLEM:
      return Kind::untrusted;
    case CURLE_ABORTED_BY_CALLBACK:
      return Kind::stopped;
    default:
      return Kind::broken;
  }
}

std::string words_of(Kind kind, CURLcode code) {
  switch (kind) {
    case Kind::unreachable:
      return "the centre cannot be reached: is there a network, and is the address right?";
    case Kind::timeout:
      return "the centre does not answer in time";
    case Kind::untrusted:
      return std::format(
          "the centre's certificate cannot be believed ({}): see to it at the centre, or enrol "
          "with --ca and the file that signed it",
          curl_easy_strerror(code));
    case Kind::too_large:
      return "the answer is larger than any of the centre's";
    case Kind::stopped:
      return "stopped";
    case Kind::broken:
      break;
  }
  return std::format("the line broke: {}", curl_easy_strerror(code));
}

// The clock may be decades off, and is put right by the centre alone: a certificate is believed by
// who signed it and for which name, not by its dates.
CURLcode believe_at_any_time(CURL*, void* context, void*) {
  auto* checks = SSL_CTX_get0_param(static_cast<SSL_CTX*>(context));
  return X509_VERIFY_PARAM_set_flags(checks, X509_V_FLAG_NO_CHECK_TIME) == 1
             ? CURLE_OK
             : CURLE_ABORTED_BY_CALLBACK;
}

class Headers {
 public:
  Headers() = default;
  Headers(const Headers&) = delete;
  Headers& operator=(const Headers&) = delete;
  ~Headers() { curl_slist_free_all(list_); }

  void add(const std::string& line) {
    auto* longer = curl_slist_append(list_, line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    list_ = longer;
  }
  curl_slist* get() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

void fill_headers(const Request& request, Headers& headers) {
  headers.add("Accept: application/json");
  headers.add("Expect:");
  if (!request.bearer.empty()) headers.add("Authorization: Bearer " + request.bearer);
  if (!request.content_type.empty()) headers.add("Content-Type: " + request.content_type);
  if (!request.content_encoding.empty()) {
    headers.add("Content-Encoding: " + request.content_encoding);
  }
}

}  // namespace

// Owns libcurl's handle, and with it the connection that is used again.
class CurlTransport::Handle {
 public:
  Handle() : curl_{curl_easy_init()} {
    if (curl_ == nullptr) throw std::bad_alloc();
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { curl_easy_cleanup(curl_); }

  template <class Value>
  void set(CURLoption option, Value value) {
    const auto code = curl_easy_setopt(curl_, option, value);
    if (code != CURLE_OK) {
      throw std::runtime_error(std::format("libcurl does not take option {}: {}",
                                           static_cast<int>(option), curl_easy_strerror(code)));
    }
  }

  template <class Value>
  Value get(CURLINFO info) const {
    Value value{};
    curl_easy_getinfo(curl_, info, &value);
    return value;
  }

  void reset() { curl_easy_reset(curl_); }
  CURLcode perform() { return curl_easy_perform(curl_); }

  void limit(Options& options, bool is_secure) {
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_PROTOCOLS_STR, is_secure ? "https" : "http");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (is_secure) set(CURLOPT_SSL_CTX_FUNCTION, believe_at_any_time);
    if (options.ca_file) {
      set(CURLOPT_CAINFO, options.ca_file->c_str());
      set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
    }
    // What goes to this machine goes there, whatever proxy the environment names.
    if (!is_secure) set(CURLOPT_PROXY, "");
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(options.request_timeout.count()));
    set(CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(options.slow_bytes_per_s));
    set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(options.slow_for.count()));
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, look_up);
    set(CURLOPT_XFERINFODATA, &options.is_stopping);
  }

  void ask(const Request& request, const std::string& url, const Headers& headers, Body& body) {
    set(CURLOPT_URL, url.c_str());
    if (request.timeout) set(CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout->count()));
    set(CURLOPT_HTTPHEADER, headers.get());
    set(CURLOPT_ACCEPT_ENCODING, "gzip");
    set(CURLOPT_WRITEFUNCTION, take_body);
    set(CURLOPT_WRITEDATA, &body);
    if (request.method == Request::Method::get) return;
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(CURLOPT_POSTFIELDS, request.body.data());
    if (request.method == Request::Method::put) set(CURLOPT_CUSTOMREQUEST, "PUT");
  }

 private:
  CURL* curl_;
};

domain::Result<std::unique_ptr<CurlTransport>, std::string> CurlTransport::make(Options options) {
  const auto address = parse_address(options.base_url);
  if (!address || address->host.empty() || address->has_more ||
      (address->scheme != "https" && address->scheme != "http")) {
    return std::unexpected(
        std::format("{} is no address of a centre: give it as https://HOST", options.base_url));
  }
  if (address->scheme == "http" && !is_loopback(address->host)) {
    return std::unexpected(
        std::format("{} is not encrypted, so it is not talked to: give it as "
                    "https://{} (plain http is for this machine alone)",
                    options.base_url, address->host));
  }
  while (options.base_url.ends_with('/')) options.base_url.pop_back();
  const bool is_secure = address->scheme == "https";
  return std::unique_ptr<CurlTransport>{new CurlTransport{std::move(options), is_secure}};
}

CurlTransport::CurlTransport(Options options, bool is_secure)
    : options_{std::move(options)}, is_secure_{is_secure}, handle_{std::make_unique<Handle>()} {}

CurlTransport::~CurlTransport() = default;

domain::Result<Response, TransportFault> CurlTransport::exchange(const Request& request) {
  Headers headers;
  fill_headers(request, headers);
  auto url = options_.base_url + request.path;
  if (!request.query.empty()) url += '?' + request.query;
  Body body{.text = {}, .most = options_.answer_bytes};
  handle_->reset();
  handle_->limit(options_, is_secure_);
  handle_->ask(request, url, headers, body);
  const auto code = handle_->perform();
  const auto took = std::chrono::duration_cast<milliseconds>(
      std::chrono::microseconds{handle_->get<curl_off_t>(CURLINFO_TOTAL_TIME_T)});
  if (code != CURLE_OK) {
    const auto kind = body.is_over ? Kind::too_large : kind_of(code);
    return std::unexpected(
        TransportFault{.kind = kind, .detail = words_of(kind, code), .took = took});
  }
  const auto* type = handle_->get<const char*>(CURLINFO_CONTENT_TYPE);
  const auto wait = handle_->get<curl_off_t>(CURLINFO_RETRY_AFTER);
  return Response{
      .status = static_cast<int>(handle_->get<long>(CURLINFO_RESPONSE_CODE)),
      .content_type = type == nullptr ? "" : type,
      .body = std::move(body.text),
      .retry_after = wait > 0 ? std::optional{std::chrono::seconds{wait}} : std::nullopt,
      .took = took};
}

}  // namespace fitmate::sync
