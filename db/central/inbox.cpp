#include "db/central/inbox.h"

#include <array>

#include "db/central/epoch_text.h"
#include "db/central/inbox.sql.h"
#include "db/sql/row_set.h"

namespace fitmate::db::central {
namespace {

using db::sql::Connection;
using db::sql::RowSet;
using domain::EventId;
using domain::Instant;
using domain::UserId;

std::string_view text_of(TimeQuality quality) {
  constexpr std::array<std::string_view, 3> names{"entered", "boot", "bounded"};
  return names.at(static_cast<std::size_t>(quality));
}

std::optional<std::string_view> or_null(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional{text};
}

std::optional<Track> track_of(std::string_view type) {
  for (const auto track : {Track::visits, Track::shifts}) {
    if (type == entry_of(track) || type == exit_of(track)) return track;
  }
  return std::nullopt;
}

PassageRow read_passage(const db::sql::Row& row) {
  const auto type = row.get<std::string>("type");
  const bool in = type == entry_of(Track::visits) || type == entry_of(Track::shifts);
  return {.user = row.get<UserId>("user_id"),
          .track = track_of(type).value(),
          .passage = {.event = row.get<EventId>("event_id"),
                      .direction = in ? domain::Direction::in : domain::Direction::out,
                      .at = row.get<Instant>("effective_at"),
                      .kiosk = row.get<domain::KioskId>("kiosk_id"),
                      .seq = row.get<domain::Seq>("seq")},
          .flagged = row.get<bool>("lone_exit")};
}

}  // namespace

std::vector<Inserted> insert_events(Connection& connection, const Source& source,
                                    std::span<const InboxEvent> events) {
  RowSet rows{connection,
              {{"event_id", "uuid"},
               {"seq", "bigint"},
               {"type", "text"},
               {"user_id", "bigint"},
               {"person_number", "bigint"},
               {"effective_at", "timestamptz"},
               {"time_quality", "text"},
               {"annuls", "uuid"},
               {"flag", "text"},
               {"body", "text"}}};
  for (const auto& event : events) {
    rows.add(event.id, event.seq, event.type, event.user, event.number, event.effective_at,
             text_of(event.quality), event.annuls, or_null(event.flag), event.body);
  }
  std::vector<Inserted> inserted;
  for (const auto& row : rows.query(inbox_sql::insert_events, source.kiosk, to_text(source.epoch),
                                    source.received_at)) {
    inserted.push_back(
        {.id = row.get<EventId>(0), .annulled = row.get<std::optional<EventId>>(1).has_value()});
  }
  return inserted;
}

std::vector<KnownEvent> find_events(Connection& connection, std::span<const EventId> ids) {
  RowSet rows{connection, {{"event_id", "uuid"}}};
  for (const auto& id : ids) rows.add(id);
  std::vector<KnownEvent> known;
  for (const auto& row : rows.query(inbox_sql::find_events)) {
    known.push_back({.id = row.get<EventId>(0), .body = row.get<std::string>(1)});
  }
  return known;
}

std::vector<AnnulledPassage> annul_events(Connection& connection, domain::KioskId kiosk,
                                          std::span<const Annulment> annulments) {
  RowSet rows{connection, {{"annulled", "uuid"}, {"annulled_by", "uuid"}}};
  for (const auto& annulment : annulments) rows.add(annulment.annulled, annulment.by);
  std::vector<AnnulledPassage> annulled;
  for (const auto& row : rows.query(inbox_sql::annul_events, kiosk)) {
    annulled.push_back({.id = row.get<EventId>("event_id"),
                        .user = row.get<std::optional<UserId>>("user_id"),
                        .type = row.get<std::string>("type"),
                        .effective_at = row.get<Instant>("effective_at")});
  }
  return annulled;
}

std::vector<PassageRow> load_passages(Connection& connection, std::span<const Window> windows) {
  RowSet rows{connection,
              {{"user_id", "bigint"},
               {"entry", "text"},
               {"exit", "text"},
               {"starts", "timestamptz"},
               {"ends", "timestamptz"}}};
  for (const auto& window : windows) {
    rows.add(window.user, entry_of(window.track), exit_of(window.track), window.from, window.to);
  }
  const bool postgres = connection.engine() == db::sql::Engine::postgres;
  const auto sql =
      std::string{inbox_sql::passage_bounds} + "\n" +
      std::string{postgres ? inbox_sql::load_passages_postgres : inbox_sql::load_passages_sqlite};
  std::vector<PassageRow> passages;
  for (const auto& row : rows.query(sql)) passages.push_back(read_passage(row));
  return passages;
}

std::vector<UserId> find_newcomers(Connection& connection) {
  std::vector<UserId> found;
  for (const auto& row : connection.query(inbox_sql::find_newcomers)) {
    found.push_back(row.get<UserId>(0));
  }
  return found;
}

std::vector<WaitingEvent> take_waiting_events(Connection& connection, const Attendee& person) {
  std::vector<WaitingEvent> events;
  for (const auto& row : connection.query(inbox_sql::take_waiting_events, person.user,
                                          person.number, person.trainer.has_value())) {
    events.push_back({.id = row.get<domain::EventId>("event_id"),
                      .track = track_of(row.get<std::string>("type")),
                      .effective_at = row.get<Instant>("effective_at"),
                      .body = row.get<std::string>("body")});
  }
  return events;
}

void flag_lone_exits(Connection& connection, std::span<const LoneExit> exits) {
  RowSet rows{connection, {{"event_id", "uuid"}, {"lone_exit", "boolean"}}};
  for (const auto& exit : exits) rows.add(exit.id, exit.lone);
  rows.execute(inbox_sql::flag_lone_exits);
}

std::vector<Entry> load_entries(Connection& connection, std::span<const Between> spans) {
  RowSet rows{connection,
              {{"user_id", "bigint"}, {"starts", "timestamptz"}, {"ends", "timestamptz"}}};
  for (const auto& span : spans) rows.add(span.user, span.from, span.to);
  const bool postgres = connection.engine() == db::sql::Engine::postgres;
  std::vector<Entry> entries;
  for (const auto& row :
       rows.query(postgres ? inbox_sql::load_entries_postgres : inbox_sql::load_entries_sqlite)) {
    entries.push_back({.user = row.get<UserId>(0), .at = row.get<Instant>(1)});
  }
  return entries;
}

}  // namespace fitmate::db::central
