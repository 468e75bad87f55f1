#include "central/commands/demo.h"

#include <format>

#include "db/central/gym.h"

namespace fitmate::central::commands {
namespace {

constexpr std::int64_t most_people = 1'000'000;

}  // namespace

Demo::Demo(const Menu& menu) {
  auto& group = add_group(menu.app, "demo", "invented people to try things with");
  auto& load = *group.add_subcommand("load", "the same people every time");
  load.add_option("--members", size_.members)->check(CLI::Range(std::int64_t{0}, most_people));
  load.add_option("--trainers", size_.trainers)->check(CLI::Range(std::int64_t{0}, most_people));
  load.add_option("--seed", size_.seed, "other people for another number");
  menu.choose(load, [this](Context& context, db::sql::Connection& connection) {
    return this->load(context, connection);
  });
}

Outcome Demo::load(Context& context, db::sql::Connection& connection) const {
  const auto gym = db::central::load_gym(connection).value();
  const auto demo = services::load_demo(
      connection, gym, size_, context.now, context.random, [&](std::int64_t done) {
        context.progress(std::format("{} of {} members", done, size_.members));
      });
  context.progress("");
  std::vector<Json> members;
  members.reserve(demo.members.size());
  for (const auto& member : demo.members) {
    members.push_back(
        {{"user_id", member.user.value}, {"name", member.name}, {"state", member.state}});
  }
  std::vector<Json> trainers;
  trainers.reserve(demo.trainers.size());
  for (const auto& trainer : demo.trainers) {
    trainers.push_back({{"user_id", trainer.user.value},
                        {"trainer_id", domain::to_text(trainer.trainer.value)},
                        {"name", trainer.name}});
  }
  if (context.output.is_json()) {
    context.output.row({{"members", members}, {"trainers", trainers}});
    return {};
  }
  context.output.table(members);
  context.output.table(trainers);
  return {};
}

}  // namespace fitmate::central::commands
