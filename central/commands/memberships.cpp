#include "central/commands/memberships.h"

#include <limits>

#include "central/commands/rows.h"
#include "central/services/fields.h"
#include "central/services/gym_day.h"
#include "db/central/gym.h"

namespace fitmate::central::commands {

Memberships::Memberships(const Menu& menu) {
  auto& group = add_group(menu.app, "membership", "what lets members in");
  auto& add = *group.add_subcommand("add", "a membership, from its first to its last valid day");
  add.add_option("--user", user_, "users.id")->required();
  add.add_option("--type", type_)->required()->check(is_name);
  add.add_option("--from", from_, "first day")->required()->check(is_day);
  add.add_option("--to", to_, "last valid day")->required()->check(is_day);
  add.add_option("--visits", visits_, "none: without limit")
      ->check(CLI::Range(0, std::numeric_limits<std::int32_t>::max()));
  add.add_option("--price", price_, "in major units, as 49.90")->check(is_money);
  // Days as texts of that form sort like days.
  add.final_callback([this] {
    if (from_ > to_) throw CLI::ValidationError{"--to", "is before --from"};
  });
  menu.choose(add, [this](Context& context, db::sql::Connection& connection) {
    return this->add(context, connection);
  });
  auto& end = *group.add_subcommand("end", "ends, now, what has not passed");
  end.add_option("--user", user_, "users.id")->required();
  menu.choose(end, [this](Context& context, db::sql::Connection& connection) {
    return this->end(context, connection);
  });
}

Outcome Memberships::add(Context& context, db::sql::Connection& connection) const {
  const auto added = services::add_membership(connection,
                                              {.user = {user_},
                                               .type = services::parse_name(type_).value(),
                                               .price = services::parse_money(price_).value(),
                                               .start = domain::parse_day(from_).value(),
                                               .end = domain::parse_day(to_).value(),
                                               .visits_total = visits_},
                                              context.now);
  if (!added) return std::unexpected{added.error().detail};
  context.output.row(to_row(*added));
  return {};
}

Outcome Memberships::end(Context& context, db::sql::Connection& connection) const {
  const auto today = services::day_of(db::central::load_gym(connection).value(), context.now);
  const auto ended = services::end_memberships(connection, {user_}, today, context.now);
  if (!ended) return std::unexpected{ended.error().detail};
  for (const auto& membership : *ended) context.output.row(to_row(membership));
  return {};
}

}  // namespace fitmate::central::commands
