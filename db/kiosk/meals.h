#pragma once

#include <cstdint>
#include <vector>

#include "db/kiosk/kiosk_store.h"
#include "db/kiosk/session.h"
#include "db/kiosk/sync_store.h"
#include "domain/event.h"

namespace fitmate::db::kiosk {

// What the store keeps of meals beside their events. All functions run within a transaction.

// A new meal: its photos wait for the centre, its item can be picked again.
void add_meal(Session& session, const domain::Event& event, const domain::MealPhotographed& meal);

PhotoQueue load_photo_queue(Session& session);
void note_photo(Session& session, const OutgoingPhoto& photo, const PhotoFate& fate);
std::vector<domain::Hash> stored_photos(Session& session, domain::Instant before,
                                        std::int64_t most);
// See SyncStore.
std::vector<domain::Hash> list_portraits(Session& session, const domain::Hash& after,
                                         std::int64_t most);
bool is_photo_wanted(Session& session, const domain::Hash& sha256);
std::int64_t count_photos_set_aside(Session& session);

std::vector<MealItem> load_meal_items(Session& session, domain::UserId user, std::int64_t most);

}  // namespace fitmate::db::kiosk
