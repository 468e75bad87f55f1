#include "central/config.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <format>
#include <ranges>

#include "central/env_file.h"

namespace fitmate::central {
namespace {

constexpr std::string_view default_database = "sqlite:///fitmate.db";
constexpr std::string_view sqlite_prefix = "sqlite:///";
constexpr std::string_view seed_frontends =
    "http://localhost:3000,http://localhost:3003,http://localhost:3004,http://localhost:5173";
constexpr std::size_t shortest_secret = 32;

// Secrets of tutorials and templates; whoever signs tokens with one lets everybody in.
constexpr std::array<std::string_view, 9> well_known{
    "your-jwt-secret",
    "your-secret",
    "your_secret",
    "your-super-secret",
    "changeme",
    "change-me",
    "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
    "a-string-secret-at-least-256-bits-long",
    "super-secret-jwt-token-with-at-least-32-characters-long"};

class Settings {
 public:
  Settings(const Variables& environment, const EnvFile& file)
      : environment_{environment}, file_{file} {}

  // An empty value is as good as none, so that the environment can switch off what .env says.
  std::string text(const char* key, std::string_view otherwise = "") const {
    auto value = environment_(key);
    if (!value) {
      const auto found = file_.values.find(std::string_view{key});
      if (found != file_.values.end()) value = found->second;
    }
    return value && !value->empty() ? *std::move(value) : std::string{otherwise};
  }

 private:
  const Variables& environment_;
  const EnvFile& file_;
};

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number value{};
  const auto* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return value;
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

bool is_true(const std::string& text) {
  const auto word = lower(text);
  return word == "1" || word == "true" || word == "yes" || word == "on";
}

std::string without_slash(std::string text) {
  while (text.ends_with('/')) text.pop_back();
  return text;
}

std::vector<std::string> split_by_comma(std::string_view text) {
  std::vector<std::string> parts;
  for (const auto part : std::views::split(text, ',')) {
    std::string word{std::string_view{part}};
    std::erase(word, ' ');
    if (!word.empty()) parts.push_back(without_slash(std::move(word)));
  }
  return parts;
}

// "host:port", "[::1]:port" or ":port" for every address.
std::optional<Listen> parse_listen(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto port = parse_number<std::uint16_t>(text.substr(colon + 1));
  auto host = text.substr(0, colon);
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (!port || bracketed != host.contains(':')) return std::nullopt;
  return Listen{.host = host.empty() ? "0.0.0.0" : std::string{host}, .port = *port};
}

std::string address_of(const Listen& listen) {
  return std::format("{}:{}", listen.host.contains(':') ? "[" + listen.host + "]" : listen.host,
                     listen.port);
}

std::filesystem::path default_key_dir(std::string_view database_url) {
  if (!database_url.starts_with(sqlite_prefix)) return "keys";
  return std::filesystem::path{database_url.substr(sqlite_prefix.size())}.parent_path() / "keys";
}

std::chrono::minutes token_lifetime(const Settings& settings, Config& config) {
  constexpr std::chrono::minutes usual{30};
  constexpr int longest = 60 * 24 * 365;
  const auto text = settings.text("ACCESS_TOKEN_EXPIRE_MINUTES");
  if (text.empty()) return usual;
  const auto minutes = parse_number<int>(text);
  if (minutes && *minutes >= 1 && *minutes <= longest) return std::chrono::minutes{*minutes};
  config.warnings.emplace_back(
      std::format("ACCESS_TOKEN_EXPIRE_MINUTES is no whole number from 1 to {}: taking {}", longest,
                  usual.count()));
  return usual;
}

LogLevel log_level(const Settings& settings, Config& config) {
  const auto word = lower(settings.text("LOG_LEVEL", "info"));
  if (word == "debug" || word == "trace") return LogLevel::debug;
  if (word == "info") return LogLevel::info;
  if (word == "warning" || word == "warn") return LogLevel::warning;
  if (word == "error" || word == "critical") return LogLevel::error;
  config.warnings.emplace_back("LOG_LEVEL is none of debug, info, warning, error: taking info");
  return LogLevel::info;
}

void read_line_to_kiosks(const Settings& settings, Config& config) {
  if (const auto text = settings.text("LISTEN"); !text.empty()) {
    const auto listen = parse_listen(text);
    if (!listen) config.faults.emplace_back("LISTEN is no host:port, as 127.0.0.1:8000");
    config.listen = listen.value_or(Listen{});
  }
  const auto certificate = settings.text("TLS_CERT");
  const auto key = settings.text("TLS_KEY");
  if (certificate.empty() != key.empty()) {
    config.faults.emplace_back(
        std::format("{} is missing: TLS needs TLS_CERT and TLS_KEY, two PEM files",
                    key.empty() ? "TLS_KEY" : "TLS_CERT"));
  }
  if (!certificate.empty() && !key.empty()) config.tls = TlsFiles{certificate, key};
  config.behind_proxy = is_true(settings.text("BEHIND_PROXY"));
  const auto scheme = config.tls ? "https" : "http";
  config.public_url = without_slash(
      settings.text("PUBLIC_URL", std::format("{}://{}", scheme, address_of(config.listen))));
}

bool is_well_known(const std::string& secret) {
  const auto word = lower(secret);
  return std::ranges::any_of(well_known,
                             [&](std::string_view part) { return word.contains(part); });
}

void judge_secret(Config& config) {
  constexpr std::string_view make_one = "make one with: openssl rand -hex 32";
  const auto& secret = config.secret_key.reveal();
  const auto fault = [&](std::string_view what) {
    config.faults.emplace_back(std::format("SECRET_KEY {}: {}", what, make_one));
  };
  if (secret.empty()) return fault("is missing");
  if (is_well_known(secret)) return fault("is a well-known one");
  if (secret.size() < shortest_secret) return fault("has fewer than 32 bytes");
}

void judge_exposure(Config& config) {
  if (is_loopback(config.listen.host)) return;
  if (!config.tls && !config.behind_proxy) {
    config.faults.emplace_back(
        "LISTEN is open to others without TLS: give TLS_CERT and TLS_KEY, or BEHIND_PROXY=1 where "
        "a proxy does TLS");
  }
  if (config.smtp_url.empty()) {
    config.faults.emplace_back(
        "LISTEN is open to others without SMTP_URL: admins' two-step codes need a mail server");
  }
}

}  // namespace

bool is_loopback(std::string_view host) {
  const auto is_address = host.find_first_not_of("0123456789.") == std::string_view::npos;
  return host == "localhost" || host == "::1" || (host.starts_with("127.") && is_address);
}

Config read_config(const Variables& environment, std::string_view env_file) {
  const auto file = parse_env_file(env_file);
  const Settings settings{environment, file};
  Config config;
  for (const int line : file.unreadable) {
    config.warnings.emplace_back(std::format(".env: line {} is no KEY=VALUE", line));
  }
  config.database_url = Secret{settings.text("DATABASE_URL", default_database)};
  config.profile_upload_dir = settings.text("PROFILE_UPLOAD_DIR", "./profile_uploads");
  config.secret_key = Secret{settings.text("SECRET_KEY")};
  config.algorithm = settings.text("ALGORITHM", "HS256");
  config.access_token_lifetime = token_lifetime(settings, config);
  config.frontend_urls = split_by_comma(settings.text("FRONTEND_URL", seed_frontends));
  config.key_dir = settings.text("KEY_DIR", default_key_dir(config.database_url.reveal()).string());
  config.gym_timezone = settings.text("GYM_TIMEZONE", "UTC");
  config.smtp_url = Secret{settings.text("SMTP_URL")};
  config.log_level = log_level(settings, config);
  read_line_to_kiosks(settings, config);
  judge_secret(config);
  const auto& mail = config.smtp_url.reveal();
  if (!mail.empty() && !mail.starts_with("smtp://") && !mail.starts_with("smtps://")) {
    config.faults.emplace_back("SMTP_URL is neither smtp://... nor smtps://...");
  }
  if (config.algorithm != "HS256") {
    config.faults.emplace_back("ALGORITHM is not HS256, the only one that we sign with");
  }
  judge_exposure(config);
  return config;
}

}  // namespace fitmate::central
