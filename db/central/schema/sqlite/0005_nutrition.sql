-- What people ate, and the photos of it.

create table nutrition_logs (
  id integer primary key autoincrement,
  user_id integer not null references users (id) on delete cascade,
  item text not null,
  calories real check (calories >= 0),  -- kcal
  macros_json text,
  image_url text,  -- of the first photo, once its file is here
  confidence real check (confidence between 0 and 1),  -- of a recognition, not of a person
  logged_at text not null,
  event_id text unique  -- the event that it is derived from
) strict;
create index nutrition_logs_by_user on nutrition_logs (user_id, logged_at);

-- The photos that a meal's event names. `file` is a name in PROFILE_UPLOAD_DIR, chosen before the file is there, so
-- that no file lies there that no row names. Without a log the meal was undone: the file goes, then its name.
create table nutrition_photos (
  id integer primary key autoincrement,
  nutrition_log_id integer references nutrition_logs (id) on delete set null,
  event_id text not null,
  place integer not null,  -- 0 is the first
  sha256 text not null,    -- of the bytes that the kiosk sends
  file text unique,
  stored_at text,
  unique (event_id, place)
) strict;
create index nutrition_photos_by_hash on nutrition_photos (sha256);
create index nutrition_photos_by_log on nutrition_photos (nutrition_log_id);
create index nutrition_photos_undone on nutrition_photos (id) where nutrition_log_id is null and file is not null;
