#include "central/http/server.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <format>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include <drogon/HttpAppFramework.h>
#include <nlohmann/json.hpp>
#include <trantor/utils/Logger.h>
#include <unistd.h>

#include "central/front/front.h"
#include "central/http/body_budget.h"
#include "central/http/router.h"
#include "central/http/worker_pool.h"
#include "domain/crypto.h"

namespace fitmate::central::http {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

constexpr std::string_view database_is_away = "the centre's database cannot answer now";
constexpr auto lease_wait = std::chrono::seconds{2};
constexpr std::size_t pipelined = 16;
// Larger bodies wait on the disk, so that connections without end cannot fill the memory.
constexpr std::size_t memory_body = std::size_t{16} * 1024;
// A few seconds of work; who would wait for longer hears so at once.
constexpr std::size_t most_passwords_waiting = 64;
// A mail lasts 10 s at most: who waits behind another is answered before the idle connection ends.
constexpr std::size_t mail_workers = 4;
constexpr std::size_t most_mails_waiting = 4;
constexpr std::chrono::milliseconds last_mails{2000};
// For what was answered and is still to be carried to the caller.
constexpr std::chrono::milliseconds last_bytes{500};
// Of people, and as much again of kiosks: neither waits because of the other. Three uploads of one
// address, one of one person.
constexpr std::size_t mebibyte = std::size_t{1024} * 1024;
constexpr BodyBudget::Limits waiting_bytes{
    .all = 64 * mebibyte, .of_address = 32 * mebibyte, .of_token = 16 * mebibyte};

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
        pictures_{picture_workers, options.most_waiting},
        mails_{mail_workers, most_mails_waiting} {}

  void run();

 private:
  void configure();
  void listen();
  void begin_listening();
  void note(std::string_view sentence) const;
  std::optional<std::string> caller_of(const drogon::HttpRequest& request) const;
  void begin(const drogon::HttpRequestPtr& request, drogon::AdviceCallback&& reply);
  void route(const std::shared_ptr<Call>& call, std::optional<Method> method);
  void dispatch(const std::shared_ptr<Call>& call, const Route& route);
  void wait_for_worker(const std::shared_ptr<Call>& call, const Route& route);
  Outcome answer(const Handler& handler, const Request& request);
  void finish(const std::shared_ptr<Call>& call, Outcome outcome);
  Outcome guard(const Request& request, const std::function<Outcome()>& work);
  Response is_away(const Request& request, std::string_view why);
  Response fail(const Request& request, const std::exception& error);
  void note_error(const Request& request, std::string_view what) const;
  void note_refusal(const std::string& address, const front::Framing::Refusal& refusal) const;
  Response busy(std::string_view why = "the centre is busy");
  WorkerPool& lane(Lane lane);
  Response preflight(const Call& call) const;
  void send(const Call& call, const Response& response);
  void log(LogLevel level, const nlohmann::json& line) const;
  void log_call(const Call& call, const Response& response) const;
  void stop_at_signal();
  std::uint64_t random_number() const;

  const ServerOptions& options_;
  db::sql::Pool& pool_;
  Router router_;
  BodyBudget peoples_bodies_{waiting_bytes};
  BodyBudget kiosks_bodies_{waiting_bytes};
  WorkerPool workers_;
  WorkerPool passwords_;
  WorkerPool pictures_;
  WorkerPool mails_;
  ScratchFolder scratch_;
  std::optional<front::Front> front_;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> leaves_work_{false};
};

std::uint64_t Serving::random_number() const {
  std::array<std::byte, 8> bytes{};
  options_.random(bytes);
  std::uint64_t number = 0;
  for (const auto byte : bytes) number = number << 8U | std::to_integer<std::uint64_t>(byte);
  return number;
}

// Kiosks that were sent away together come back spread over a minute.
Response Serving::busy(std::string_view why) {
  auto response = detail(503, why);
  response.headers.emplace_back("Retry-After", std::to_string(1 + random_number() % 60));
  return response;
}

void Serving::log(LogLevel level, const nlohmann::json& line) const {
  if (!options_.log) return;
  options_.log(level, line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

void Serving::note_error(const Request& request, std::string_view what) const {
  log(LogLevel::error, {{"id", request.id}, {"error", what}});
}

Response Serving::fail(const Request& request, const std::exception& error) {
  note_error(request, error.what());
  return detail(500, "something went wrong here; the log has it under this call's id");
}

Response Serving::is_away(const Request& request, std::string_view why) {
  note_error(request, why);
  return busy(database_is_away);
}

Outcome Serving::guard(const Request& request, const std::function<Outcome()>& work) {
  using Kind = db::sql::SqlErrorKind;
  try {
    return work();
  } catch (const db::sql::SqlError& error) {
    const auto kind = error.kind();
    if (kind == Kind::connection_lost) return is_away(request, error.what());
    return kind == Kind::busy || kind == Kind::timeout ? busy() : fail(request, error);
  } catch (const std::exception& error) {
    return fail(request, error);
  }
}

Outcome Serving::answer(const Handler& handler, const Request& request) {
  return guard(request, [&] -> Outcome {
    const auto lease = pool_.lease(lease_wait);
    if (lease) return handler(request, **lease);
    const auto& [kind, why] = lease.error();
    return kind == db::sql::PoolError::Kind::unreachable ? is_away(request, why) : busy();
  });
}

void Serving::finish(const std::shared_ptr<Call>& call, Outcome outcome) {
  if (const auto* response = std::get_if<Response>(&outcome)) return send(*call, *response);
  auto& later = std::get<Later>(outcome);
  const bool is_taken = lane(later.lane).offer([this, call, work = std::move(later.work)] {
    finish(call, guard(call->request, work));
  });
  if (!is_taken) send(*call, busy());
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

void Serving::log_call(const Call& call, const Response& response) const {
  const std::chrono::duration<double, std::milli> took =
      std::chrono::steady_clock::now() - call.began;
  if (options_.metrics != nullptr) {
    options_.metrics->note(call.method, call.route, response.status, took);
  }
  const nlohmann::json line{{"at", domain::to_text(options_.now())},
                            {"id", call.request.id},
                            {"from", call.request.address},
                            {"method", call.method},
                            {"path", call.request.path.substr(0, 200)},
                            {"status", response.status},
                            {"bytes", response.body.size()},
                            {"ms", std::round(took.count() * 10) / 10}};
  log(response.status < 500 ? LogLevel::info : LogLevel::warning, line);
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
  log_call(call, response);
  call.reply(reply);
}

WorkerPool& Serving::lane(Lane lane) {
  switch (lane) {
    case Lane::passwords:
      return passwords_;
    case Lane::pictures:
      return pictures_;
    case Lane::mails:
      return mails_;
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
  const auto& request = call->request;
  auto& budget = route.is_for_kiosks ? kiosks_bodies_ : peoples_bodies_;
  auto share = budget.take(request.address, std::string{request.bearer()}, request.body.size());
  const auto& handler = std::get<Handler>(route.handler);
  const bool is_taken =
      share && lane(route.lane).offer([this, call, &handler, held = std::move(share)]() mutable {
        held.reset();
        finish(call, answer(handler, call->request));
      });
  if (!is_taken) send(*call, busy());
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

// A proxy adds its own caller as the last; what stands before it anybody may have written.
// Nothing for somebody on this machine who went past our own front.
std::optional<std::string> Serving::caller_of(const drogon::HttpRequest& request) const {
  auto caller = front_->caller(request.peerAddr().toPort());
  const auto& chain = request.getHeader("x-forwarded-for");
  if (!caller || !options_.behind_proxy || chain.empty()) return caller;
  const auto last = chain.find_last_of(", ");
  return last == std::string::npos ? chain : chain.substr(last + 1);
}

void Serving::begin(const drogon::HttpRequestPtr& request, drogon::AdviceCallback&& reply) {
  auto call = std::make_shared<Call>();
  call->began = std::chrono::steady_clock::now();
  call->reply = std::move(reply);
  call->method = request->methodString();
  call->request.id = std::format("{:016x}", random_number());
  call->request.path = request->path();
  const auto caller = caller_of(*request);
  call->request.address = caller.value_or("");
  call->request.body = request->body();
  for (const auto& [name, value] : request->headers()) call->request.headers.emplace(name, value);
  for (const auto& [name, value] : request->parameters()) call->request.query.emplace(name, value);
  if (const auto origin = call->request.header("origin");
      std::ranges::contains(options_.origins, origin)) {
    call->origin = origin;
  }
  const auto method = method_of(request->method());
  if (method) call->request.method = *method;
  if (caller) {
    route(call, method);
  } else {
    send(*call, detail(403, "this port is the server's own"));
  }
}

void Serving::configure() {
  // On stdout otherwise, where nobody expects talk.
  trantor::Logger::setOutputFunction(
      [](const char* text, const std::uint64_t size) { std::fwrite(text, 1, size, stderr); },
      [] { std::fflush(stderr); });
  // None of these has a bound of its own.
  drogon::app()
      .setLogLevel(trantor::Logger::kWarn)
      .setThreadNum(1)
      .setMaxConnectionNum(options_.connections)
      .setIdleConnectionTimeout(static_cast<std::size_t>(options_.idle.count()))
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
  drogon::app().registerBeginningAdvice([this] { begin_listening(); });
}

// The framework talks to our own front alone.
void Serving::listen() {
  front_.emplace(front::FrontOptions{
      .host = options_.host,
      .port = options_.port,
      .files = options_.certificate,
      .connections = options_.connections,
      .limits = {.handshake = options_.handshake,
                 .idle = options_.idle,
                 .request = options_.request,
                 .most_body = router_.most_body()},
      .look_every = options_.look_every,
      .note = [this](std::string_view what) { note(what); },
      .refused = [this](const auto& address,
                        const auto& refusal) { note_refusal(address, refusal); }});
  drogon::app().addListener("127.0.0.1", 0);
  drogon::app().registerNewConnectionAdvice(
      [this](const trantor::InetAddress& caller, const trantor::InetAddress&) {
        return front_->caller(caller.toPort()).has_value();
      });
}

void Serving::begin_listening() {
  front_->begin(drogon::app().getListeners().front().toPort());
  if (options_.ready) options_.ready(front_->port());
}

void Serving::note(std::string_view sentence) const {
  const nlohmann::json line{{"at", domain::to_text(options_.now())}, {"note", sentence}};
  log(LogLevel::warning, line);
}

// It never became a call: neither its method nor its path can be believed.
void Serving::note_refusal(const std::string& address,
                           const front::Framing::Refusal& refusal) const {
  if (options_.metrics != nullptr) options_.metrics->note_refusal(refusal.status);
  const nlohmann::json line{{"at", domain::to_text(options_.now())},
                            {"from", address},
                            {"status", refusal.status},
                            {"refused", refusal.detail}};
  log(LogLevel::info, line);
}

void Serving::stop_at_signal() {
  const auto signals = stop_signals();
  int received = 0;
  ::sigwait(&signals, &received);
  stopping_ = true;
  const auto deadline = std::chrono::steady_clock::now() + options_.stop_within;
  const auto left = [&] {
    const auto until_then = deadline - std::chrono::steady_clock::now();
    return std::chrono::ceil<std::chrono::milliseconds>(until_then);
  };
  for (auto* pool : {&workers_, &passwords_, &pictures_}) {
    if (!pool->finish(left())) leaves_work_ = true;
  }
  // The last, for what a password's call left for later is among them.
  if (!mails_.finish(std::min(left(), last_mails))) leaves_work_ = true;
  if (options_.hang_up) options_.hang_up();
  // The answers were handed to the network's thread before this, so they are sent before it.
  drogon::app().getIOLoop(0)->queueInLoop(
      [] { drogon::app().getLoop()->queueInLoop([] { drogon::app().quit(); }); });
}

void Serving::run() {
  configure();
  listen();
  const std::jthread stopper{[this] { stop_at_signal(); }};
  drogon::app().run();
  front_->finish(last_bytes);
  if (!leaves_work_) return;
  // A thread that waits for a database that stands still cannot be ended by itself. Whoever asked
  // was not answered, and everything here stands a sudden end.
  note("stopped with calls unfinished");
  std::_Exit(EXIT_SUCCESS);
}

}  // namespace

void serve(const ServerOptions& options, db::sql::Pool& pool, Routes routes) {
  const auto signals = stop_signals();
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  Serving{options, pool, std::move(routes)}.run();
}

}  // namespace fitmate::central::http
