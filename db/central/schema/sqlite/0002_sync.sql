-- The receiving end of sync: kiosks, what they sent, and what is derived from it.

create table kiosks (
  id integer primary key autoincrement,
  name text not null,
  public_key blob not null unique,
  token_hash blob not null unique,   -- SHA-256
  next_token_hash blob unique,       -- of a token that was given and not used yet
  enrolled_at text not null,
  revoked_at text,
  last_push_at text,
  last_pull_at text,
  pulled_pos integer not null default 0,
  software text not null default '',
  clock_state text not null default 'unsynced',
  queue_events integer not null default 0,
  queue_photos integer not null default 0,
  queue_oldest_at text
) strict;

create table kiosk_invites (
  code_hash blob primary key,  -- SHA-256
  name text not null,
  created_at text not null,
  expires_at text not null,
  kiosk_id integer references kiosks (id) on delete cascade
) strict;

-- One life of a kiosk's database. acked_seq and chain say how far it is here.
create table kiosk_epochs (
  kiosk_id integer not null references kiosks (id),
  store_epoch text not null,  -- 16 hexadecimal digits
  acked_seq integer not null default 0,
  chain blob not null,
  last_effective_at text,  -- of what was not entered late
  began_at text not null,
  primary key (kiosk_id, store_epoch)
) strict;

-- kiosk_id names a row of kiosks, which are never deleted and which the push holds: see the other engine's.
create table sync_inbox (
  event_id text primary key,
  kiosk_id integer not null,
  store_epoch text not null,
  seq integer not null,
  type text not null,
  user_id integer,
  effective_at text not null,
  time_quality text not null check (time_quality in ('entered', 'boot', 'bounded')),
  annuls text,
  annulled_by text,
  flag text check (flag in ('person_unknown', 'no_trainer', 'exit_without_entry')),
  received_at text not null,
  body text not null  -- the very bytes
) strict;
create unique index sync_inbox_by_seq on sync_inbox (kiosk_id, store_epoch, seq);
create index sync_inbox_of_person on sync_inbox (user_id, effective_at, kiosk_id, seq)
  where type in ('checked_in', 'checked_out', 'shift_started', 'shift_ended')
        and annulled_by is null;
create index sync_inbox_annulments on sync_inbox (annuls) where annuls is not null;

create table sync_quarantine (
  id integer primary key autoincrement,
  kiosk_id integer not null references kiosks (id),
  store_epoch text not null,
  seq integer not null,
  event_id text,
  reason text not null,
  body blob not null,
  received_at text not null,
  settled_at text,
  settled_why text
) strict;
create unique index sync_quarantine_by_seq on sync_quarantine (kiosk_id, store_epoch, seq);

-- What a person at the gym should know of: a rewound kiosk, lost events, a restored centre.
create table sync_alarms (
  id integer primary key autoincrement,
  kiosk_id integer references kiosks (id),
  kind text not null,
  detail text not null,
  raised_at text not null
) strict;

create table attendance (
  id integer primary key autoincrement,
  user_id integer not null references users (id) on delete cascade,
  check_in_time text not null,
  check_out_time text,
  duration integer,  -- minutes
  closed_by text check (closed_by in ('check_out', 'next_check_in')),
  entry_event_id text not null unique,
  exit_event_id text
) strict;
create index attendance_by_user on attendance (user_id, check_in_time);
create index attendance_by_time on attendance (check_in_time);

create table trainer_attendance (
  id integer primary key autoincrement,
  trainer_id text not null references trainers (id) on delete cascade,
  check_in text not null,
  check_out text,
  hours_worked real,
  status text not null,
  start_event_id text not null unique,
  end_event_id text
) strict;
create index trainer_attendance_by_trainer on trainer_attendance (trainer_id, check_in);
