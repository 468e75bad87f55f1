#include "central/commands/kiosks.h"

#include <algorithm>
#include <format>
#include <iostream>

#include "central/commands/rows.h"
#include "central/qr_image.h"
#include "central/services/enrolment.h"
#include "central/services/fields.h"
#include "db/central/kiosks.h"

namespace fitmate::central::commands {
namespace {

Json to_row(const db::central::Kiosk& kiosk) {
  return {{"id", kiosk.id.value},
          {"name", kiosk.name},
          {"enrolled_at", domain::to_text(kiosk.enrolled_at)},
          {"revoked_at", or_null(kiosk.revoked_at)},
          {"last_push_at", or_null(kiosk.last_push_at)},
          {"last_pull_at", or_null(kiosk.last_pull_at)},
          {"pulled_pos", kiosk.pulled_pos},
          {"software", kiosk.software},
          {"clock_state", kiosk.clock_state},
          {"queue_events", kiosk.queue_events},
          {"queue_photos", kiosk.queue_photos},
          {"queue_oldest_at", or_null(kiosk.queue_oldest_at)}};
}

Outcome list(Context& context, db::sql::Connection& connection) {
  for (const auto& kiosk : db::central::list_kiosks(connection)) {
    context.output.row(to_row(kiosk));
  }
  return {};
}

}  // namespace

Kiosks::Kiosks(const Menu& menu) {
  auto& group = add_group(menu.app, "kiosk", "the devices at the doors");
  auto& invite =
      *group.add_subcommand("invite", "a code that lets one kiosk enrol, for 15 minutes");
  invite.add_option("--name", name_)->required()->check(is_name);
  menu.choose(invite, [this](Context& context, db::sql::Connection& connection) {
    return this->invite(context, connection);
  });
  menu.choose(*group.add_subcommand("list", "all kiosks and how they are"), list);
  auto& revoke = *group.add_subcommand("revoke", "locks a kiosk out for ever");
  revoke.add_option("id", id_, "kiosks.id")->required();
  menu.choose(revoke, [this](Context& context, db::sql::Connection& connection) {
    return this->revoke(context, connection);
  });
}

Outcome Kiosks::invite(Context& context, db::sql::Connection& connection) const {
  const auto invitation = services::invite_kiosk(connection, services::parse_name(name_).value(),
                                                 context.now, context.random);
  const auto& url = context.config.public_url;
  if (context.talks_to_terminal) {
    const auto text = std::format("FE1:{}#{}", url, invitation.code);
    std::cerr << to_blocks(draw_qr(text, QrCorrection::medium));
  }
  context.output.row({{"code", invitation.code},
                      {"url", url},
                      {"expires_at", domain::to_text(invitation.expires_at)}});
  return {};
}

Outcome Kiosks::revoke(Context& context, db::sql::Connection& connection) const {
  if (!db::central::revoke_kiosk(connection, {id_}, context.now)) {
    return std::unexpected{std::format("there is no kiosk with the id {}", id_)};
  }
  const auto kiosks = db::central::list_kiosks(connection);
  const auto revoked = std::ranges::find(kiosks, domain::KioskId{id_}, &db::central::Kiosk::id);
  context.output.row(to_row(*revoked));
  return {};
}

}  // namespace fitmate::central::commands
