-- Times are milliseconds of UTC, days are days since 1970-01-01, UUIDs are their 16 bytes, and ids of 64 random bits
-- are stored as the signed number of the same bits. db/README.md says what each table is for.

-- Who this kiosk is and whom it talks to; one row.
create table link (
  id integer primary key check (id = 1),
  begun_url text,
  begun_code text,
  begun_key blob,
  central_url text not null default '',
  kiosk_id integer,
  gym_id integer not null default 0,
  gym_name text not null default '',
  timezone text not null default 'UTC',
  root_key blob,
  trust_list text not null default '',
  trust_list_version integer not null default 0,
  token text not null default '',
  next_token text not null default '',
  revoked integer not null default 0 check (revoked in (0, 1))
) strict;
insert into link (id) values (1);

create table totp_keys (
  epoch integer primary key check (epoch between 0 and 15),
  key blob not null check (length(key) = 32)
) strict;

create table clock (
  id integer primary key check (id = 1),
  server_at_ms integer,
  server_boot_id blob,
  server_since_boot_ms integer,
  floor_at_ms integer not null default 0,
  floor_boot_id blob not null default (zeroblob(16)),
  floor_since_boot_ms integer not null default 0,
  last_synced_ms integer
) strict;
insert into clock (id) values (1);

-- What a person should see to, by who says so.
create table troubles (
  source text primary key check (source in ('line', 'store', 'trust_list')),
  text text not null
) strict, without rowid;

-- The kiosk's own events. Position numbers them over all epochs; seq is position - epochs.starts_after.
create table store (
  id integer primary key check (id = 1),
  last_position integer not null default 0,
  chain blob not null default (zeroblob(32)) check (length(chain) = 32),
  not_ours integer not null default 0,
  last_push_ms integer
) strict;
insert into store (id) values (1);

create table epochs (
  number integer primary key,
  epoch integer not null unique,
  starts_after integer not null,
  after_epoch integer,
  after_seq integer,
  after_chain blob,
  why text,
  announced integer not null default 0 check (announced in (0, 1))
) strict;

create table outbox (
  position integer primary key,
  event_id blob not null unique check (length(event_id) = 16),
  at_ms integer not null,
  prev_chain blob not null check (length(prev_chain) = 32),
  event text not null
) strict;

-- Up to which position the centre holds everything, and when it said so.
create table acks (
  position integer primary key,
  at_ms integer not null
) strict;

create table set_aside (
  event_id text primary key,
  reason text not null
) strict, without rowid;

-- What later decisions look back on: the accepted scans, as long as their event is held.
create table own_scans (
  position integer primary key references outbox (position) on update cascade on delete cascade,
  person_number integer not null,
  credential_id integer not null,
  kind text not null check (kind in ('visit', 'shift')),
  direction text not null check (direction in ('in', 'out')),
  at_ms integer not null,
  wall_ms integer not null,
  boot_id blob not null,
  since_boot_ms integer not null,
  clock_state integer not null,
  entered_late integer not null check (entered_late in (0, 1)),
  annulled integer not null default 0 check (annulled in (0, 1))
) strict;
create index own_scans_by_person on own_scans (person_number, position);
create index own_scans_by_credential on own_scans (credential_id, position);

create table last_steps (
  credential_id integer primary key,
  step integer not null,
  at_ms integer not null,
  wall_ms integer not null,
  boot_id blob not null,
  since_boot_ms integer not null,
  clock_state integer not null,
  entered_late integer not null check (entered_late in (0, 1))
) strict;

-- The pulled copy lies twice, as side 0 and 1. The door reads `side`; a catch-up fills the other one.
create table replica (
  id integer primary key check (id = 1),
  side integer not null default 0 check (side in (0, 1)),
  feed_epoch text not null default '',
  run text not null default '',
  cursor integer not null default 0,
  pulled_at_ms integer,
  pulled_boot_id blob,
  pulled_since_boot_ms integer,
  last_pull_ms integer,
  shadow text not null default 'empty' check (shadow in ('empty', 'dirty', 'copying', 'copied', 'filling')),
  shadow_feed_epoch text not null default '',
  shadow_run text not null default '',
  shadow_cursor integer not null default 0,
  copy_table integer not null default 0,
  copy_after integer not null default -9223372036854775808
) strict;
insert into replica (id) values (1);

create table people (
  side integer not null,
  key integer not null,
  number integer not null,
  name text not null,
  suspended integer not null check (suspended in (0, 1)),
  trainer_id blob,
  version integer not null,
  primary key (side, key)
) strict, without rowid;
create index people_by_number on people (side, number);

create table memberships (
  side integer not null,
  key integer not null,
  user_id integer not null,
  first_day integer not null,
  last_day integer not null,
  visits_left integer,
  counted_epoch integer not null,
  counted_to integer not null,
  version integer not null,
  primary key (side, key)
) strict, without rowid;
create index memberships_by_user on memberships (side, user_id);

create table schedules (
  side integer not null,
  key integer not null,
  trainer_id blob not null,
  day_of_week integer not null,
  from_min integer not null,
  to_min integer not null,
  is_available integer not null check (is_available in (0, 1)),
  version integer not null,
  primary key (side, key)
) strict, without rowid;

create table credentials (
  side integer not null,
  key integer not null,
  user_id integer not null,
  generation integer not null,
  revoked integer not null check (revoked in (0, 1)),
  version integer not null,
  primary key (side, key)
) strict, without rowid;

create table revocations (
  side integer not null,
  key integer not null,
  scope text not null check (scope in ('issuer', 'totp_epoch')),
  value integer not null,
  version integer not null,
  primary key (side, key)
) strict, without rowid;

create table gym (
  side integer not null,
  key integer not null,
  name text not null,
  timezone text not null,
  rules integer not null,
  already_in_min integer not null,
  visit_closes_h integer not null,
  shift_closes_h integer not null,
  member_again_s integer not null,
  trainer_again_s integer not null,
  grace_days integer not null,
  expiring_days integer not null,
  stale_warns_h integer not null,
  stale_refuses_h integer not null,
  clock_unsure_h integer not null,
  visits_per_day integer not null check (visits_per_day in (0, 1)),
  version integer not null,
  primary key (side, key)
) strict, without rowid;

-- Every revocation ever pulled, whatever becomes of the copy: it binds at once and is never lowered.
create table known_revocations (
  scope text not null check (scope in ('credential', 'issuer', 'totp_epoch')),
  value integer not null,
  generation integer not null,
  known_at_ms integer not null,
  primary key (scope, value)
) strict, without rowid;
