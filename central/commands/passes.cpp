#include "central/commands/passes.h"

#include <format>
#include <unordered_set>

#include "central/commands/rows.h"
#include "central/qr_image.h"
#include "central/services/fields.h"
#include "central/services/keys.h"
#include "db/central/gym.h"
#include "db/central/people.h"

namespace fitmate::central::commands {
namespace {

// At 300 dpi a phone's 41 modules are 38 mm wide and a card's 49 modules 25 mm.
constexpr int phone_pixels_a_module = 11;
constexpr int card_pixels_a_module = 6;

Outcome draw(const services::Pass& pass, const std::string& file) {
  const bool phone = pass.capsule.kind == domain::CredentialKind::phone;
  const auto image = draw_qr(pass.text, phone ? QrCorrection::medium : QrCorrection::quartile);
  return write_png(image, phone ? phone_pixels_a_module : card_pixels_a_module, file);
}

}  // namespace

Passes::Passes(const Menu& menu) {
  auto& group = add_group(menu.app, "pass", "the codes that people carry");
  add_issue(group, menu);
  add_revoke(group, menu);
}

void Passes::add_issue(CLI::App& group, const Menu& menu) {
  auto& issue = *group.add_subcommand("issue", "the text that a person's code carries now");
  auto* who = issue.add_option_group("who")->require_option(1);
  auto* user =
      who->add_option("--user", users_, "users.id; may be repeated")->allow_extra_args(false);
  who->add_option("--email", email_)->check(is_email);
  issue.add_flag("--card", card_, "the printed card instead of the phone");
  issue.add_flag("--renew", renew_, "a new generation: revokes what was issued before");
  issue.add_option("--png", png_, "writes the QR code too; for one person");
  issue.add_option("--at", at_, "what the phone shows at that time")->check(is_instant);
  issue.final_callback([this, user] {
    if (!png_.empty() && user->count() > 1) {
      throw CLI::ValidationError{"--png", "is for one person"};
    }
  });
  menu.choose(issue, [this](Context& context, db::sql::Connection& connection) {
    return this->issue(context, connection);
  });
}

void Passes::add_revoke(CLI::App& group, const Menu& menu) {
  auto& revoke = *group.add_subcommand("revoke", "ends a person's phone code, or card");
  revoke.add_option("--user", users_, "users.id; may be repeated")
      ->required()
      ->allow_extra_args(false);
  revoke.add_flag("--card", card_, "the printed card instead of the phone");
  menu.choose(revoke, [this](Context& context, db::sql::Connection& connection) {
    return this->revoke(context, connection);
  });
}

domain::CredentialKind Passes::kind() const {
  return card_ ? domain::CredentialKind::card : domain::CredentialKind::phone;
}

domain::Result<std::vector<domain::UserId>, std::string> Passes::users(
    db::sql::Connection& connection) const {
  std::vector<domain::UserId> users;
  if (!email_.empty()) {
    const auto email = services::parse_email(email_).value();
    const auto person = db::central::find_person_by_email(connection, email);
    if (!person) return std::unexpected{"there is no person with this e-mail address"};
    users.push_back(person->id);
  }
  std::unordered_set<std::int64_t> seen;
  for (const auto user : users_) {
    if (seen.insert(user).second) users.push_back({user});
  }
  return users;
}

Outcome Passes::issue(Context& context, db::sql::Connection& connection) const {
  const auto keys = services::load_keys(context.config.key_dir);
  if (!keys) return std::unexpected{keys.error().detail};
  auto who = users(connection);
  if (!who) return std::unexpected{who.error()};
  const auto gym = db::central::load_gym(connection).value();
  const services::PassRequest request{.users = *std::move(who),
                                      .kind = kind(),
                                      .renew = renew_,
                                      .shown_at = domain::parse_instant(at_)};
  const auto passes =
      services::issue_passes(connection, *keys, gym, request, context.now, context.random);
  if (!passes) return std::unexpected{passes.error().detail};
  if (!png_.empty()) {
    if (const auto drawn = draw(passes->front(), png_); !drawn) return drawn;
  }
  for (const auto& pass : *passes) context.output.row(to_row(pass));
  return {};
}

Outcome Passes::revoke(Context& context, db::sql::Connection& connection) const {
  const auto who = users(connection);
  if (!who) return std::unexpected{who.error()};
  const auto revoked = services::revoke_passes(connection, *who, kind(), context.now);
  if (!revoked) return std::unexpected{revoked.error().detail};
  for (const auto& credential : *revoked) {
    context.output.row({{"user_id", credential.user.value},
                        {"medium", card_ ? "card" : "phone"},
                        {"generation", credential.generation},
                        {"revoked_at", domain::to_text(context.now)}});
  }
  return {};
}

}  // namespace fitmate::central::commands
