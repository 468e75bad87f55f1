#include "central/commands/options.h"

#include "central/services/fields.h"
#include "domain/ids.h"
#include "domain/instant.h"

namespace fitmate::central::commands {
namespace {

template <class Parse>
CLI::Validator from_field(Parse parse, std::string name) {
  return {[parse](std::string& text) -> std::string {
            const auto parsed = parse(text);
            return parsed ? std::string{} : parsed.error();
          },
          std::move(name)};
}

template <class Parse>
CLI::Validator from_optional(Parse parse, std::string name, std::string fault) {
  return {[parse, fault = std::move(fault)](std::string& text) -> std::string {
            return parse(text) ? std::string{} : fault;
          },
          std::move(name)};
}

}  // namespace

void Menu::choose(CLI::App& command, DatabaseAction action) const {
  choose(command, Action{[action = std::move(action)](Context& context) {
           return run_on_database(context, action);
         }});
}

void Menu::choose(CLI::App& command, Action action) const {
  // The final callback is for what the options must be to each other.
  command.parse_complete_callback(
      [&chosen = chosen, action = std::move(action)] { chosen = action; });
}

CLI::App& add_group(CLI::App& app, const char* name, const char* what) {
  auto* group = app.add_subcommand(name, what);
  group->require_subcommand(1);
  return *group;
}

const CLI::Validator is_email = from_field(services::parse_email, "E-MAIL");
const CLI::Validator is_name = from_field(services::parse_name, "TEXT");
const CLI::Validator is_message = from_field(services::parse_message, "TEXT");
const CLI::Validator is_phone = from_field(services::parse_phone, "PHONE");
const CLI::Validator is_money = from_field(services::parse_money, "AMOUNT");
const CLI::Validator is_time_of_day = from_field(services::parse_time_of_day, "HH:MM");
const CLI::Validator is_day =
    from_optional([](const std::string& text) { return domain::parse_day(text); }, "DATE",
                  "is no date, as 2026-01-22");
const CLI::Validator is_instant =
    from_optional([](const std::string& text) { return domain::parse_instant(text); }, "RFC3339",
                  "is no time, as 2026-01-22T08:15:30Z");
const CLI::Validator is_uuid = from_optional(
    [](const std::string& text) { return domain::parse_uuid(text); }, "UUID", "is no UUID");

}  // namespace fitmate::central::commands
