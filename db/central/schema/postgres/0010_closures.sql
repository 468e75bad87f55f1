-- Of each person and kiosk, an entry there that ended elsewhere: what a kiosk must know to tell an in from an out. One row
-- however often somebody comes. A person's row at the kiosk carries it; the feed is told set-wise, by whoever changes
-- these rows (note_people). What ended before this step is not told: at a kiosk, too, a visit closes after some hours.
create table closures (
  user_id bigint not null references users (id) on delete cascade,
  kiosk_id bigint not null,
  is_shift boolean not null,
  entry_event_id uuid not null,
  entered_at timestamptz not null,
  closed_at timestamptz not null,
  primary key (user_id, kiosk_id, is_shift)
);
