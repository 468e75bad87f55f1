#include "tests/bench/cards.h"

namespace fitmate::bench {

std::vector<std::int64_t> some_members(tests::Gym& gym, std::size_t most) {
  std::vector<std::int64_t> users;
  for (const auto& row :
       gym.database().query("select id from users where role = 'TRAINEE' order by id limit $1",
                            static_cast<std::int64_t>(most))) {
    users.push_back(row.get<std::int64_t>(0));
  }
  return users;
}

std::vector<std::string> issue_cards(tests::Gym& gym, const std::vector<std::int64_t>& users) {
  tests::Words words{"pass", "issue", "--card"};
  for (const auto user : users) words.insert(words.end(), {"--user", std::to_string(user)});
  auto passes = gym.central(words);
  if (!passes.is_array()) passes = tests::Json::array({passes});
  std::vector<std::string> codes;
  for (const auto& pass : passes) codes.push_back(pass.at("text"));
  return codes;
}

}  // namespace fitmate::bench
