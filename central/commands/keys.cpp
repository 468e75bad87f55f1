#include "central/commands/keys.h"

#include "central/services/keys.h"

namespace fitmate::central::commands {

Keys::Keys(const Menu& menu) {
  auto& group = add_group(menu.app, "keys", "what signs, checks and seals");
  auto& rotate = *group.add_subcommand(
      "rotate", "a new key from now on; what the old one made stays good where it can");
  rotate.add_option("key", which_)->required()->check(CLI::IsMember({"issuer", "totp", "sealing"}));
  menu.choose(rotate, Action{[this](Context& context) { return this->rotate(context); }});
}

Outcome Keys::rotate(Context& context) const {
  const auto& folder = context.config.key_dir;
  const auto keys = which_ == "issuer"
                        ? services::rotate_issuer(folder, context.now, context.random)
                    : which_ == "totp" ? services::rotate_totp(folder, context.random)
                                       : services::rotate_sealing(folder, context.random);
  if (!keys) return std::unexpected{keys.error().detail};
  const int id = which_ == "issuer" ? keys->issuer
                 : which_ == "totp" ? keys->totp_epoch
                                    : keys->sealing_key;
  context.output.row(
      {{"key", which_}, {"id", id}, {"trust_list_version", keys->trust_list_version}});
  return {};
}

}  // namespace fitmate::central::commands
