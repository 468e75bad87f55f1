#include "tests/system/gym.h"

#include <csignal>
#include <format>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/eventually.h"

namespace fitmate::tests {
namespace {

// A port of loopback that was free a moment ago.
int free_port() {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool bound = bind(fd, reinterpret_cast<const sockaddr*>(&address), size) == 0 &&
                     getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  close(fd);
  if (!bound) throw std::runtime_error("loopback gives no port");
  return ntohs(address.sin_port);
}

bool accepts(const std::string& url) {
  const auto port = std::stoi(url.substr(url.rfind(':') + 1));
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  const bool open = connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  close(fd);
  return open;
}

Json parse_lines(const std::string& out) {
  Json lines = Json::array();
  std::size_t at = 0;
  while (at < out.size()) {
    const auto end = out.find('\n', at);
    lines.push_back(Json::parse(out.substr(at, end - at)));
    at = end == std::string::npos ? out.size() : end + 1;
  }
  return lines.size() == 1 ? lines[0] : lines;
}

Process::Finished succeed(const Words& command, std::string_view input,
                          const Process::Options& options) {
  auto done = run(command, input, options);
  if (done.exit_code != 0) {
    throw std::runtime_error(
        std::format("{} {} ended with {}: {}", command[0], command[1], done.exit_code, done.err));
  }
  return done;
}

}  // namespace

Gym::Gym(db::sql::Engine engine) : engine_(engine), store_(engine), database_url_(store_->url()) {
  fill(40);
}

Gym::Gym(std::string database_url, int members, const std::filesystem::path& parent)
    : database_url_(std::move(database_url)), folder_(parent) {
  fill(members);
}

void Gym::fill(int members) {
  url_ = std::format("http://127.0.0.1:{}", free_port());
  succeed({program("fitmate-central"), "migrate"}, {}, environment());
  demo_ = central({"demo", "load", "--members", std::to_string(members), "--trainers", "3"});
  connect();
}

void Gym::connect() {
  connection_ = db::sql::open_database(database_url_).value().connect();
}

void Gym::lose_centre() {
  connection_.reset();
  database_url_ = store_.emplace(engine_.value()).url();
  std::filesystem::remove_all(uploads());
  std::filesystem::remove_all(folder_.path() / "keys");
  connect();
}

void Gym::speak_tls() {
  certificate_.emplace(folder_.path());
  url_.replace(0, std::string_view{"http"}.size(), "https");
}

std::string Gym::log() const {
  std::ifstream in{log_file()};
  return {std::istreambuf_iterator<char>{in}, {}};
}

Process::Options Gym::environment() const {
  Process::Options options{
      .environment = {{"DATABASE_URL", database_url_},
                      {"SECRET_KEY", "a secret of the tests, long enough to be taken"},
                      {"LISTEN", url_.substr(url_.find("//") + 2)},
                      {"KEY_DIR", folder_.path() / "keys"},
                      {"PROFILE_UPLOAD_DIR", folder_.path() / "uploads"},
                      {"GYM_TIMEZONE", "Europe/Berlin"}},
      .folder = folder_.path()};
  if (certificate_) {
    options.environment.emplace_back("TLS_CERT", certificate_->file());
    options.environment.emplace_back("TLS_KEY", certificate_->key());
  }
  return options;
}

void Gym::start_central() {
  auto options = environment();
  // Nobody reads while it serves, and a pipe that is full would hold it up.
  options.err_file = log_file();
  server_.emplace(Words{program("fitmate-central"), "serve"}, options);
  if (!eventually([&] { return accepts(url_); })) {
    server_->signal(SIGKILL);
    throw std::runtime_error("the centre does not listen: " + log());
  }
}

void Gym::stop_central() {
  server_->signal(SIGTERM);
  const auto done = server_->wait(std::chrono::seconds{10});
  server_.reset();
  if (done.exit_code != 0) throw std::runtime_error("the centre did not end cleanly: " + log());
}

void Gym::kill_central() {
  server_->signal(SIGKILL);
  server_->wait();
  server_.reset();
}

std::size_t Gym::add_kiosk() {
  return add_kiosk_at(url_);
}

std::size_t Gym::add_kiosk_at(const std::string& url) {
  const auto invite = central({"kiosk", "invite", "--name", std::format("Door {}", kiosks_)});
  Words command{program("fitmate-kiosk"), "enrol",     "--data",
                kiosk_folder(kiosks_),    "--central", url};
  if (certificate_) command.insert(command.end(), {"--ca", certificate_->file()});
  succeed(command, invite.at("code").get<std::string>() + "\n", {});
  return kiosks_++;
}

std::string Gym::kiosk_folder(std::size_t kiosk) const {
  return folder_.path() / std::format("kiosk{}", kiosk);
}

Json Gym::central(const Words& words, std::string_view input) {
  Words command{program("fitmate-central")};
  command.insert(command.end(), words.begin(), words.end());
  command.emplace_back("--json");
  return parse_lines(succeed(command, input, environment()).out);
}

std::vector<Json> Gym::members(std::string_view state) const {
  std::vector<Json> found;
  for (const auto& member : demo_.at("members")) {
    if (member.at("state") == state) found.push_back(member);
  }
  return found;
}

std::vector<Json> Gym::trainers() const {
  return demo_.at("trainers");
}

std::string Gym::card(std::int64_t user) {
  return central({"pass", "issue", "--user", std::to_string(user), "--card"}).at("text");
}

std::string Gym::phone(std::int64_t user) {
  return central({"pass", "issue", "--user", std::to_string(user)}).at("text");
}

Json Gym::scan(std::size_t kiosk, const std::string& text, const Words& options) {
  Words command{program("fitmate-kiosk"), "scan", "--data", kiosk_folder(kiosk)};
  command.insert(command.end(), options.begin(), options.end());
  command.push_back(text);
  return parse_lines(succeed(command, {}, {}).out);
}

Json Gym::sync(std::size_t kiosk) {
  const auto done = run({program("fitmate-sync"), "--once", "--data", kiosk_folder(kiosk)}, {}, {});
  if (done.out.empty()) throw std::runtime_error("fitmate-sync said nothing: " + done.err);
  auto answer = parse_lines(done.out);
  answer["exit"] = done.exit_code;
  return answer;
}

Json Gym::status(std::size_t kiosk) {
  return parse_lines(
      succeed({program("fitmate-kiosk"), "status", "--json", "--data", kiosk_folder(kiosk)}, {}, {})
          .out);
}

}  // namespace fitmate::tests
