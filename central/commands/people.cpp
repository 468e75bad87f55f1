#include "central/commands/people.h"

#include "central/commands/password.h"
#include "central/commands/rows.h"
#include "central/services/fields.h"
#include "domain/crypto.h"

namespace fitmate::central::commands {
namespace {

using db::central::NewPerson;
using db::central::Role;

// The row, or the fault, of what the front desk did.
template <class T>
Outcome answer(Context& context, const services::DeskResult<T>& result) {
  if (!result) return std::unexpected{result.error().detail};
  context.output.row(to_row(*result));
  return {};
}

}  // namespace

People::People(const Menu& menu) {
  add_admin(menu);
  add_members(menu);
  add_trainers(menu);
}

void People::add_person_options(CLI::App& command) {
  command.add_option("--email", email_)->required()->check(is_email);
  command.add_option("--name", name_)->required()->check(is_name);
}

void People::add_admin(const Menu& menu) {
  auto& group = add_group(menu.app, "admin", "who may do everything");
  auto& create = *group.add_subcommand("create", "the password comes from the terminal or stdin");
  add_person_options(create);
  menu.choose(create, [this](Context& context, db::sql::Connection& connection) {
    return create_admin(context, connection);
  });
}

void People::add_members(const Menu& menu) {
  auto& group = add_group(menu.app, "member", "people who train here");
  auto& add = *group.add_subcommand("add", "a new member, who cannot log in yet");
  add_person_options(add);
  add.add_option("--phone", phone_)->check(is_phone);
  menu.choose(add, [this](Context& context, db::sql::Connection& connection) {
    return add_member(context, connection);
  });
  const auto add_switch = [&](const char* name, const char* what, bool suspended) {
    auto& command = *group.add_subcommand(name, what);
    command.add_option("--user", user_, "users.id")->required();
    menu.choose(command, [this, suspended](Context& context, db::sql::Connection& connection) {
      return suspend(context, connection, suspended);
    });
  };
  add_switch("suspend", "lets nobody in with this person's codes", true);
  add_switch("resume", "ends the suspension", false);
  auto& message = *group.add_subcommand("message", "words that the member sees when coming in");
  message.add_option("--user", user_, "users.id")->required();
  message.add_option("--text", message_, "shown until it is replaced; none: away with it")
      ->check(is_message);
  menu.choose(message, [this](Context& context, db::sql::Connection& connection) {
    return leave_message(context, connection);
  });
}

void People::add_trainers(const Menu& menu) {
  auto& group = add_group(menu.app, "trainer", "people who work here");
  auto& add = *group.add_subcommand("add", "a new trainer, who cannot log in yet");
  add_person_options(add);
  add.add_option("--specialization", specialization_)->required()->check(is_name);
  menu.choose(add, [this](Context& context, db::sql::Connection& connection) {
    return add_trainer(context, connection);
  });
}

Outcome People::create_admin(Context& context, db::sql::Connection& connection) const {
  const auto password = read_new_password();
  if (!password) return std::unexpected{password.error()};
  const NewPerson admin{.email = services::parse_email(email_).value(),
                        .name = services::parse_name(name_).value(),
                        .phone = std::nullopt,
                        .role = Role::admin,
                        .password_hash = domain::hash_password(*password)};
  return answer(context, services::add_person(connection, admin, context.now, context.random));
}

Outcome People::add_member(Context& context, db::sql::Connection& connection) const {
  NewPerson member{.email = services::parse_email(email_).value(),
                   .name = services::parse_name(name_).value(),
                   .phone = std::nullopt,
                   .role = Role::trainee,
                   .password_hash = std::nullopt};
  if (!phone_.empty()) member.phone = services::parse_phone(phone_).value();
  return answer(context, services::add_person(connection, member, context.now, context.random));
}

Outcome People::suspend(Context& context, db::sql::Connection& connection, bool suspended) const {
  return answer(context, services::suspend(connection, {user_}, suspended));
}

Outcome People::leave_message(Context& context, db::sql::Connection& connection) const {
  std::optional<std::string> message;
  if (!message_.empty()) message = services::parse_message(message_).value();
  return answer(context, services::leave_message(connection, {user_}, message));
}

Outcome People::add_trainer(Context& context, db::sql::Connection& connection) const {
  const NewPerson trainer{.email = services::parse_email(email_).value(),
                          .name = services::parse_name(name_).value(),
                          .phone = std::nullopt,
                          .role = Role::trainer,
                          .password_hash = std::nullopt};
  return answer(context, services::add_trainer(connection, trainer,
                                               services::parse_name(specialization_).value(),
                                               context.now, context.random));
}

}  // namespace fitmate::central::commands
