#include "central/http/server.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <format>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include <arpa/inet.h>
#include <drogon/HttpAppFramework.h>
#include <nlohmann/json.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include "central/http/router.h"
#include "central/http/worker_pool.h"
#include "domain/crypto.h"

namespace fitmate::central::http {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

constexpr auto lease_wait = std::chrono::seconds{2};
constexpr std::size_t requests_a_connection = 10'000;
constexpr std::size_t pipelined = 16;
// Larger bodies wait on the disk, so that connections without end cannot fill the memory.
constexpr std::size_t memory_body = std::size_t{64} * 1024;
// A few seconds of work; who would wait for longer hears so at once.
constexpr std::size_t most_passwords_waiting = 64;
constexpr std::size_t most_waiting_bytes = std::size_t{64} * 1024 * 1024;

// The framework makes a tree for uploads at its start, whether there are any or not.
class ScratchFolder {
 public:
  ScratchFolder() {
    auto name = (std::filesystem::temp_directory_path() / "fitmate-central-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
      throw std::system_error{errno, std::generic_category(), "cannot make a folder for uploads"};
    }
    path_ = name;
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

sigset_t stop_signals() {
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGTERM);
  ::sigaddset(&signals, SIGINT);
  return signals;
}

// The framework ends the process without a word where it cannot listen, and shares a port that
// another server of ours has.
void check_port_is_free(const ServerOptions& options) {
  if (options.port == 0) return;
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  v4.sin_family = AF_INET;
  v4.sin_port = htons(options.port);
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(options.port);
  const bool is_v4 = ::inet_pton(AF_INET, options.host.c_str(), &v4.sin_addr) == 1;
  const bool is_v6 = ::inet_pton(AF_INET6, options.host.c_str(), &v6.sin6_addr) == 1;
  if (!is_v4 && !is_v6) {
    throw std::runtime_error{std::format("LISTEN: {} is no address", options.host)};
  }
  const int probe = ::socket(is_v4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const int bound = is_v4 ? ::bind(probe, reinterpret_cast<const sockaddr*>(&v4), sizeof v4)
                          : ::bind(probe, reinterpret_cast<const sockaddr*>(&v6), sizeof v6);
  const int error = errno;
  ::close(probe);
  if (bound != 0) {
    throw std::runtime_error{std::format("LISTEN: cannot listen on {}:{}: {}", options.host,
                                         options.port, std::generic_category().message(error))};
  }
}

std::optional<Method> method_of(drogon::HttpMethod method) {
  switch (method) {
    case drogon::Get:
    case drogon::Head:
      return Method::get;
    case drogon::Post:
      return Method::post;
    case drogon::Put:
      return Method::put;
    case drogon::Patch:
      return Method::patch;
    case drogon::Delete:
      return Method::remove;
    default:
      return std::nullopt;
  }
}

// A proxy adds its own caller as the last; what stands before it anybody may have written.
std::string caller_of(const drogon::HttpRequest& request, bool behind_proxy) {
  const auto& chain = request.getHeader("x-forwarded-for");
  if (!behind_proxy || chain.empty()) return request.peerAddr().toIp();
  const auto last = chain.find_last_of(", ");
  return last == std::string::npos ? chain : chain.substr(last + 1);
}

// A call under way: from its arrival to the line in the log.
struct Call {
  Request request;
  std::string method;
  std::string origin;  // of a browser that may call; else empty
  SteadyTime began;
  std::string_view route;  // its path with the braces; empty for what is none
  drogon::AdviceCallback reply;
};

class Serving {
 public:
  Serving(const ServerOptions& options, db::sql::Pool& pool, Routes routes)
      : options_{options},
        pool_{pool},
        router_{std::move(routes)},
        workers_{options.workers, options.most_waiting},
        passwords_{password_workers, most_passwords_waiting},
        pictures_{picture_workers, options.most_waiting} {}

  void run();

 private:
  void configure();
  void listen();
  void begin(const drogon::HttpRequestPtr& request, drogon::AdviceCallback&& reply);
  void route(const std::shared_ptr<Call>& call, std::optional<Method> method);
  void dispatch(const std::shared_ptr<Call>& call, const Route& route);
  void wait_for_worker(const std::shared_ptr<Call>& call, const Route& route);
  Response answer(const Handler& handler, const Request& request);
  Response fail(const Request& request, const std::exception& error);
  Response busy();
  WorkerPool& lane(Lane lane);
  Response preflight(const Call& call) const;
  void send(const Call& call, const Response& response);
  void log(const Call& call, const Response& response) const;
  void stop_at_signal();
  std::uint64_t random_number() const;

  const ServerOptions& options_;
  db::sql::Pool& pool_;
  Router router_;
  WorkerPool workers_;
  WorkerPool passwords_;
  WorkerPool pictures_;
  ScratchFolder scratch_;
  std::atomic<std::size_t> waiting_bytes_{0};
  std::atomic<bool> stopping_{false};
};

std::uint64_t Serving::random_number() const {
  std::array<std::byte, 8> bytes{};
  options_.random(bytes);
  std::uint64_t number = 0;
  for (const auto byte : bytes) number = number << 8U | std::to_integer<std::uint64_t>(byte);
  return number;
}

// Kiosks that were sent away together come back spread over a minute.
Response Serving::busy() {
  auto response = detail(503, "the centre is busy");
  response.headers.emplace_back("Retry-After", std::to_string(1 + random_number() % 60));
  return response;
}

Response Serving::fail(const Request& request, const std::exception& error) {
  if (options_.log) {
    options_.log(nlohmann::json{{"id", request.id}, {"error", error.what()}}.dump(
        -1, ' ', false, nlohmann::json::error_handler_t::replace));
  }
  return detail(500, "something went wrong here; the log has it under this call's id");
}

Response Serving::answer(const Handler& handler, const Request& request) {
  using Kind = db::sql::SqlErrorKind;
  try {
    const auto lease = pool_.lease(lease_wait);
    if (!lease) return busy();
    return handler(request, **lease);
  } catch (const db::sql::SqlError& error) {
    const auto kind = error.kind();
    const bool passing =
        kind == Kind::busy || kind == Kind::timeout || kind == Kind::connection_lost;
    return passing ? busy() : fail(request, error);
  } catch (const std::exception& error) {
    return fail(request, error);
  }
}

Response Serving::preflight(const Call& call) const {
  if (call.origin.empty()) return detail(405, "this call is no preflight of a known origin");
  return {.status = 204,
          .body = {},
          .content_type = "application/json",
          .headers = {{"Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE"},
                      {"Access-Control-Allow-Headers", "Authorization, Content-Type"},
                      {"Access-Control-Max-Age", "600"}}};
}

void Serving::log(const Call& call, const Response& response) const {
  const std::chrono::duration<double, std::milli> took =
      std::chrono::steady_clock::now() - call.began;
  if (options_.metrics != nullptr) {
    options_.metrics->note(call.method, call.route, response.status, took);
  }
  if (!options_.log) return;
  const nlohmann::json line{{"at", domain::to_text(options_.now())},
                            {"id", call.request.id},
                            {"from", call.request.address},
                            {"method", call.method},
                            {"path", call.request.path.substr(0, 200)},
                            {"status", response.status},
                            {"bytes", response.body.size()},
                            {"ms", std::round(took.count() * 10) / 10}};
  options_.log(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

void Serving::send(const Call& call, const Response& response) {
  const auto reply = drogon::HttpResponse::newHttpResponse();
  reply->setStatusCode(static_cast<drogon::HttpStatusCode>(response.status));
  reply->setContentTypeString(response.content_type);
  reply->setBody(response.body);
  reply->addHeader("X-Request-Id", call.request.id);
  reply->addHeader("X-Content-Type-Options", "nosniff");
  reply->addHeader("Cache-Control", "no-store");
  for (const auto& [name, value] : response.headers) reply->addHeader(name, value);
  if (!call.origin.empty()) {
    reply->addHeader("Access-Control-Allow-Origin", call.origin);
    reply->addHeader("Access-Control-Allow-Credentials", "true");
    reply->addHeader("Access-Control-Expose-Headers", "X-Request-Id, Retry-After");
    reply->addHeader("Vary", "Origin");
  }
  if (stopping_) reply->setCloseConnection(true);
  log(call, response);
  call.reply(reply);
}

WorkerPool& Serving::lane(Lane lane) {
  switch (lane) {
    case Lane::passwords:
      return passwords_;
    case Lane::pictures:
      return pictures_;
    case Lane::usual:
      return workers_;
  }
  std::unreachable();
}

void Serving::dispatch(const std::shared_ptr<Call>& call, const Route& route) {
  if (call->request.body.size() > route.most_body) {
    send(*call, detail(413, std::format("the body is over {} bytes", route.most_body)));
  } else if (const auto* direct = std::get_if<DirectHandler>(&route.handler)) {
    send(*call, (*direct)(call->request));
  } else {
    wait_for_worker(call, route);
  }
}

// What waits is bounded by its number and by its bytes.
void Serving::wait_for_worker(const std::shared_ptr<Call>& call, const Route& route) {
  const auto size = call->request.body.size();
  const bool fits = waiting_bytes_.fetch_add(size) + size <= most_waiting_bytes;
  const auto& handler = std::get<Handler>(route.handler);
  const bool taken = fits && lane(route.lane).offer([this, call, &handler, size] {
    waiting_bytes_ -= size;
    send(*call, answer(handler, call->request));
  });
  if (taken) return;
  waiting_bytes_ -= size;
  send(*call, busy());
}

void Serving::route(const std::shared_ptr<Call>& call, std::optional<Method> method) {
  if (!method) {
    send(*call, call->method == "OPTIONS" ? preflight(*call)
                                          : detail(405, "this method is not known here"));
    return;
  }
  auto found = router_.find(*method, call->request.path);
  if (const auto* others = std::get_if<Router::OtherMethods>(&found)) {
    auto response = detail(405, "this path takes other methods");
    response.headers.emplace_back("Allow", others->allow);
    send(*call, response);
  } else if (auto* match = std::get_if<Router::Found>(&found)) {
    call->request.parts = std::move(match->parts);
    call->route = match->route->path;
    dispatch(call, *match->route);
  } else {
    send(*call, detail(404, "there is nothing at this path"));
  }
}

void Serving::begin(const drogon::HttpRequestPtr& request, drogon::AdviceCallback&& reply) {
  auto call = std::make_shared<Call>();
  call->began = std::chrono::steady_clock::now();
  call->reply = std::move(reply);
  call->method = request->methodString();
  call->request.id = std::format("{:016x}", random_number());
  call->request.path = request->path();
  call->request.address = caller_of(*request, options_.behind_proxy);
  call->request.body = request->body();
  for (const auto& [name, value] : request->headers()) call->request.headers.emplace(name, value);
  for (const auto& [name, value] : request->parameters()) call->request.query.emplace(name, value);
  if (const auto origin = call->request.header("origin");
      std::ranges::contains(options_.origins, origin)) {
    call->origin = origin;
  }
  const auto method = method_of(request->method());
  if (method) call->request.method = *method;
  route(call, method);
}

void Serving::configure() {
  // None of these has a bound of its own.
  drogon::app()
      .setLogLevel(trantor::Logger::kWarn)
      .setThreadNum(1)
      .setMaxConnectionNum(options_.connections)
      .setIdleConnectionTimeout(static_cast<std::size_t>(options_.idle.count()))
      .setKeepaliveRequestsNumber(requests_a_connection)
      .setPipeliningRequestsNumber(pipelined)
      .setClientMaxBodySize(router_.most_body())
      .setClientMaxMemoryBodySize(memory_body)
      .setJsonParserStackLimit(32)
      .setUploadPath(scratch_.path())
      .setDocumentRoot(scratch_.path())
      .setFileTypes({})
      .setImplicitPageEnable(false)
      .enableServerHeader(false)
      .disableSession()
      .disableSigtermHandling();
  drogon::app().setCustomErrorHandler([](drogon::HttpStatusCode status) {
    const auto reply = drogon::HttpResponse::newHttpResponse();
    reply->setStatusCode(status);
    reply->setContentTypeString("application/json");
    reply->setBody(detail(status, "the call cannot be taken").body);
    return reply;
  });
  drogon::app().registerPreRoutingAdvice(
      [this](const drogon::HttpRequestPtr& request, drogon::AdviceCallback&& reply,
             drogon::AdviceChainCallback&&) { begin(request, std::move(reply)); });
  drogon::app().registerBeginningAdvice([this] {
    if (options_.ready) options_.ready(drogon::app().getListeners().front().toPort());
  });
}

void Serving::listen() {
  if (options_.tls) {
    if (!drogon::app().supportSSL()) {
      throw std::runtime_error(
          "TLS_CERT: the web framework of this system speaks no TLS; let a proxy on this machine "
          "do "
          "it, set BEHIND_PROXY=1 and take TLS_CERT and TLS_KEY away");
    }
    drogon::app().setSSLConfigCommands({{"MinProtocol", "TLSv1.2"}});
    drogon::app().addListener(options_.host, options_.port, true, options_.tls->certificate,
                              options_.tls->key);
  } else {
    drogon::app().addListener(options_.host, options_.port);
  }
}

void Serving::stop_at_signal() {
  const auto signals = stop_signals();
  int received = 0;
  ::sigwait(&signals, &received);
  stopping_ = true;
  const auto deadline = std::chrono::steady_clock::now() + options_.stop_within;
  for (auto* pool : {&workers_, &passwords_, &pictures_}) {
    const auto left = deadline - std::chrono::steady_clock::now();
    pool->finish(std::chrono::ceil<std::chrono::milliseconds>(left));
  }
  // The answers were handed to the network's thread before this, so they are sent before it.
  drogon::app().getIOLoop(0)->queueInLoop(
      [] { drogon::app().getLoop()->queueInLoop([] { drogon::app().quit(); }); });
}

void Serving::run() {
  configure();
  listen();
  const std::jthread stopper{[this] { stop_at_signal(); }};
  drogon::app().run();
}

}  // namespace

void serve(const ServerOptions& options, db::sql::Pool& pool, Routes routes) {
  const auto signals = stop_signals();
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  check_port_is_free(options);
  Serving{options, pool, std::move(routes)}.run();
}

}  // namespace fitmate::central::http
