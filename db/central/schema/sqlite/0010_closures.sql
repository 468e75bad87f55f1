-- Of each person and kiosk, an entry there that ended elsewhere: what a kiosk must know to tell an in from an out. One row
-- however often somebody comes. A person's row at the kiosk carries it; the feed is told set-wise, by whoever changes
-- these rows (note_people). What ended before this step is not told: at a kiosk, too, a visit closes after some hours.
create table closures (
  user_id integer not null references users (id) on delete cascade,
  kiosk_id integer not null,
  is_shift integer not null check (is_shift in (0, 1)),
  entry_event_id text not null,
  entered_at text not null,
  closed_at text not null,
  primary key (user_id, kiosk_id, is_shift)
) strict;
