#include "central/http/routes_auth.h"

#include <utility>

namespace fitmate::central::http {
namespace {

using db::sql::Value;
using services::AccountError;
using services::Accounts;
using Kind = AccountError::Kind;

std::vector<std::string_view> roles() {
  return {"ADMIN", "TRAINER", "TRAINEE"};
}

Shape user_shape() {
  return {.name = "User",
          .fields = {required(id("id")), required(of(http::Kind::email, "email")),
                     required(of(http::Kind::name, "name")), required(choice("role", roles())),
                     required(of(http::Kind::instant, "created_at"))}};
}

// One or the other: a token, or an admin's second step.
Shape login_shape() {
  return {.name = "Login",
          .fields = {text("access_token"), text("token_type"), integer("expires_in"),
                     choice("role", roles()), of(http::Kind::boolean, "two_factor_required"),
                     of(http::Kind::uuid, "session_id")},
          .leaves_out_null = true};
}

Response refuse(const AccountError& error) {
  switch (error.kind) {
    case Kind::taken:
      return detail(409, error.detail);
    case Kind::too_often:
      return retry_later(429, error.detail, error.wait);
    case Kind::unavailable:
      return retry_later(503, error.detail, std::chrono::seconds{30});
    case Kind::not_allowed:
      return detail(403, error.detail);
    case Kind::wrong:
      return detail(401, error.detail);
  }
  std::unreachable();
}

Reply answer(const Accounts&, const services::IssuedToken& token) {
  return make_row({{"access_token", token.text},
                   {"token_type", std::string{"bearer"}},
                   {"expires_in", std::int64_t{token.lifetime.count()}},
                   {"role", std::string{db::central::to_text(token.role)}},
                   {"two_factor_required", Value{}},
                   {"session_id", Value{}}});
}

// A mail server that is slow holds up nobody's password.
Reply answer(const Accounts& accounts, const services::CodeAwaited& awaited) {
  return Deferred{Lane::mails,
                  [&accounts, code = awaited.code] -> std::variant<db::sql::Row, Response> {
                    if (const auto sent = accounts.send_code(code); !sent) {
                      return refuse(sent.error());
                    }
                    return make_row({{"access_token", Value{}},
                                     {"token_type", Value{}},
                                     {"expires_in", Value{}},
                                     {"role", Value{}},
                                     {"two_factor_required", std::int64_t{1}},
                                     {"session_id", code.session}});
                  }};
}

std::optional<std::string_view> forbids_role(const Asked& asked) {
  if (asked.body.get<std::optional<std::string>>("role") != "ADMIN") return std::nullopt;
  return "an admin is made with fitmate-central admin create";
}

Reply register_person(const Accounts& accounts, const Asked& asked) {
  const auto& body = asked.body;
  const auto role =
      db::central::parse_role(body.get<std::optional<std::string>>("role").value_or("TRAINEE"))
          .value();
  const services::Registration registration{
      .person = {.email = body.get<std::string>("email"),
                 .name = body.get<std::string>("name"),
                 .phone = body.get<std::optional<std::string>>("phone"),
                 .role = role,
                 .password_hash = std::nullopt},
      .password = body.get<std::string>("password"),
      .profile = {.goal = body.get<std::optional<std::string>>("goal"),
                  .weight = body.get<std::optional<double>>("weight"),
                  .height = body.get<std::optional<double>>("height"),
                  .fitness_level = body.get<std::optional<std::string>>("fitness_level"),
                  .health_conditions = body.get<std::optional<std::string>>("health_conditions")}};
  const auto made =
      accounts.register_person(asked.connection, registration, asked.request.address, asked.now);
  if (!made) return refuse(made.error());
  return make_row({{"id", made->id.value},
                   {"email", made->email},
                   {"name", made->name},
                   {"role", std::string{db::central::to_text(made->role)}},
                   {"created_at", domain::to_text(made->created_at)}});
}

Reply log_in(const Accounts& accounts, const Asked& asked) {
  const auto done =
      accounts.log_in(asked.connection, asked.body.get<std::string>("email"),
                      asked.body.get<std::string>("password"), asked.request.address, asked.now);
  if (!done) return refuse(done.error());
  return std::visit([&](const auto& one) { return answer(accounts, one); }, *done);
}

Reply verify_otp(const Accounts& accounts, const Asked& asked) {
  const auto done =
      accounts.verify_code(asked.connection, asked.body.get<domain::Uuid>("session_id"),
                           asked.body.get<std::string>("otp"), asked.now);
  return done ? answer(accounts, *done) : refuse(done.error());
}

Reply change_password(const Accounts& accounts, const Asked& asked) {
  const auto done = accounts.change_password(
      asked.connection, asked.caller, asked.body.get<std::string>("current_password"),
      asked.body.get<std::string>("new_password"), asked.request.address, asked.now);
  return done ? Reply{} : refuse(done.error());
}

Reply log_out(const Accounts& accounts, const Asked& asked) {
  accounts.log_out(asked.connection, asked.caller, asked.now);
  return {};
}

}  // namespace

void add_auth_routes(Routes& routes, const Gate& gate, const Accounts& accounts) {
  const auto add = [&](Call call, Reply (*handle)(const Accounts&, const Asked&)) {
    call.method = Method::post;
    call.handle = [&accounts, handle](Asked& asked) { return handle(accounts, asked); };
    routes.push_back(to_route(std::move(call), gate));
  };
  add({.path = "/api/auth/register",
       .summary = "Makes an account; a trainer's has no powers until an admin makes the trainer.",
       .body = {required(of(http::Kind::email, "email")),
                required(of(http::Kind::password, "password")),
                required(of(http::Kind::name, "name")), of(http::Kind::phone, "phone"),
                choice("role", roles()), text("goal"), number("weight", 1000),
                number("height", 300), text("fitness_level", 100), text("health_conditions", 4000)},
       .status = 201,
       .shape = user_shape(),
       .forbids = forbids_role,
       .refusals = {403, 409, 429},
       .lane = Lane::passwords},
      register_person);
  add({.path = "/api/auth/login",
       .summary = "A token; an admin gets a session, and a code by mail for verify-otp.",
       .body = {required(of(http::Kind::email, "email")),
                required(of(http::Kind::secret, "password"))},
       .shape = login_shape(),
       .refusals = {401, 429, 503},
       .lane = Lane::passwords},
      log_in);
  add({.path = "/api/auth/verify-otp",
       .summary = "The admin's token for the code: six digits, five tries, five minutes.",
       .body = {required(of(http::Kind::uuid, "session_id")), required(text("otp", 6))},
       .shape = login_shape(),
       .refusals = {401, 429}},
      verify_otp);
  add({.path = "/api/auth/change-password",
       .who = may::signed_in,
       .summary = "Every token of the account is dead from then on, this one too.",
       .body = {required(of(http::Kind::secret, "current_password")),
                required(of(http::Kind::password, "new_password"))},
       .gives = Call::Gives::nothing,
       .refusals = {429},
       .lane = Lane::passwords},
      change_password);
  add({.path = "/api/auth/logout",
       .who = may::signed_in,
       .summary = "The token is dead from then on, on every instance.",
       .gives = Call::Gives::nothing},
      log_out);
}

}  // namespace fitmate::central::http
