#include "db/kiosk/meals.h"

#include "db/kiosk/meals.sql.h"

namespace fitmate::db::kiosk {
namespace {

std::int64_t count(Session& session, std::string_view sql) {
  auto query = session.query(sql);
  query.step();
  return query.get<std::int64_t>(0);
}

template <class... Values>
std::vector<domain::Hash> load_hashes(Session& session, std::string_view sql,
                                      const Values&... values) {
  std::vector<domain::Hash> hashes;
  auto query = session.query(sql);
  query.bind(values...);
  while (query.step()) hashes.push_back(query.get<domain::Hash>(0));
  return hashes;
}

}  // namespace

void add_meal(Session& session, const domain::Event& event, const domain::MealPhotographed& meal) {
  for (const auto& photo : meal.photos) {
    session.run(meals_sql::queue_photo, photo.sha256, event.id);
  }
  session.run(meals_sql::note_item, meal.user, meal.item, meal.calories, event.stamp.at);
}

PhotoQueue load_photo_queue(Session& session) {
  PhotoQueue queue{.waiting = count(session, meals_sql::count_waiting), .next = std::nullopt};
  auto next = session.query(meals_sql::next_photo);
  if (next.step()) {
    queue.next =
        OutgoingPhoto{.sha256 = next.get<domain::Hash>(0), .event = next.get<domain::EventId>(1)};
  }
  return queue;
}

void note_photo(Session& session, const OutgoingPhoto& photo, const PhotoFate& fate) {
  if (const auto* stored = std::get_if<PhotoStored>(&fate)) {
    session.run(meals_sql::note_stored, photo.sha256, photo.event, stored->at);
  } else if (const auto* set_aside = std::get_if<PhotoSetAside>(&fate)) {
    session.run(meals_sql::note_set_aside, photo.sha256, photo.event, set_aside->reason);
  } else {
    session.run(meals_sql::note_tried, photo.sha256, photo.event);
  }
}

std::vector<domain::Hash> stored_photos(Session& session, domain::Instant before,
                                        std::int64_t most) {
  return load_hashes(session, meals_sql::stored_before, before, most);
}

std::vector<domain::Hash> list_portraits(Session& session, const domain::Hash& after,
                                         std::int64_t most) {
  return load_hashes(session, meals_sql::list_portraits, after, most);
}

bool is_photo_wanted(Session& session, const domain::Hash& sha256) {
  auto query = session.query(meals_sql::is_photo_wanted);
  query.bind(sha256).step();
  return query.get<bool>(0);
}

std::int64_t count_photos_set_aside(Session& session) {
  return count(session, meals_sql::count_set_aside);
}

std::vector<MealItem> load_meal_items(Session& session, domain::UserId user, std::int64_t most) {
  std::vector<MealItem> items;
  auto query = session.query(meals_sql::load_items);
  query.bind(user, most);
  while (query.step()) {
    items.push_back(
        {.item = query.get<std::string>(0), .calories = query.get<std::optional<double>>(1)});
  }
  return items;
}

}  // namespace fitmate::db::kiosk
