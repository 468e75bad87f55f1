#include "central/commands/quarantine.h"

#include <format>

#include "central/commands/rows.h"
#include "central/services/ingest.h"
#include "db/central/quarantine.h"
#include "domain/crypto.h"

namespace fitmate::central::commands {
namespace {

using db::central::Quarantined;
using db::sql::Connection;

Json to_row(const Quarantined& one) {
  return {{"id", one.id},
          {"kiosk_id", one.kiosk.value},
          {"store_epoch", std::format("{:016x}", one.epoch.value)},
          {"seq", one.seq.value},
          {"event_id", one.event ? Json(domain::to_text(one.event->value)) : Json{}},
          {"reason", one.reason},
          {"received_at", domain::to_text(one.received_at)},
          {"settled_at", or_null(one.settled_at)},
          {"settled_why", or_null(one.settled_why)}};
}

// The bytes as they came: as text where they are text, always as hexadecimal digits.
Json with_body(const Quarantined& one) {
  auto row = to_row(one);
  row["body"] = Json(one.body).dump(-1, ' ', true, Json::error_handler_t::replace);
  row["body_hex"] = domain::to_hex(domain::as_bytes(one.body));
  return row;
}

Outcome not_there(std::int64_t id) {
  return std::unexpected{
      std::format("nothing lies in quarantine under {}: see quarantine list", id)};
}

Outcome list(Context& context, Connection& connection) {
  for (const auto& one : db::central::list_quarantine(connection)) context.output.row(to_row(one));
  return {};
}

}  // namespace

Quarantine::Quarantine(const Menu& menu) {
  auto& group = add_group(menu.app, "quarantine", "what came from a kiosk and could not be taken");
  menu.choose(*group.add_subcommand("list", "all that nobody settled"), list);
  auto& show = *group.add_subcommand("show", "one, with its bytes");
  auto& retry = *group.add_subcommand("retry", "takes it as if it came now");
  auto& discard = *group.add_subcommand("discard", "settles it without effect; its bytes stay");
  for (auto* command : {&show, &retry, &discard}) {
    command->add_option("id", id_, "as quarantine list says")->required();
  }
  discard.add_option("--why", why_, "for those who ask later")->required();
  menu.choose(show, [this](Context& c, Connection& d) { return this->show(c, d); });
  menu.choose(retry, [this](Context& c, Connection& d) { return this->retry(c, d); });
  menu.choose(discard, [this](Context& c, Connection& d) { return this->discard(c, d); });
}

Outcome Quarantine::show(Context& context, Connection& connection) const {
  const auto one = db::central::find_quarantined(connection, id_);
  if (!one) return not_there(id_);
  context.output.row(with_body(*one));
  return {};
}

Outcome Quarantine::retry(Context& context, Connection& connection) const {
  if (const auto taken = services::retry_quarantined(connection, id_, context.now); !taken) {
    return std::unexpected{taken.error()};
  }
  return show(context, connection);
}

Outcome Quarantine::discard(Context& context, Connection& connection) const {
  if (!db::central::settle(connection, id_, why_, context.now)) return not_there(id_);
  return show(context, connection);
}

}  // namespace fitmate::central::commands
