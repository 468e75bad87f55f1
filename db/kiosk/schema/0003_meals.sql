-- Photos of meals on their way to the centre, by the SHA-256 of their file, as long as the file is here.
-- event_id is the last meal that names the photo: it is sent only once that is at the centre.
create table photos (
  sha256 blob primary key check (length(sha256) = 32),
  event_id blob not null check (length(event_id) = 16),
  state text not null check (state in ('waiting', 'stored', 'set_aside')),
  tries integer not null default 0,
  stored_at_ms integer,
  reason text not null default ''
) strict;
create index photos_waiting on photos (tries, event_id) where state = 'waiting';
create index photos_stored on photos (stored_at_ms) where state = 'stored';

-- What somebody ate at this kiosk, to be picked again with one touch.
create table meal_items (
  user_id integer not null,
  item text not null,
  calories real,
  times integer not null,
  last_ms integer not null,
  primary key (user_id, item)
) strict, without rowid;
