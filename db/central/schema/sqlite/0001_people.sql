-- The gym and its people. Money is in minor units. Names are the seed's.

create table gym_settings (
  id integer primary key default 1 check (id = 1),
  gym_id integer not null check (gym_id between 0 and 65535),
  gym_name text not null,
  timezone text not null,
  currency text not null default 'EUR' check (length(currency) = 3),
  already_in_minutes integer not null default 10 check (already_in_minutes >= 0),
  visit_closes_hours integer not null default 12 check (visit_closes_hours > 0),
  shift_closes_hours integer not null default 16 check (shift_closes_hours > 0),
  member_again_seconds integer not null default 10 check (member_again_seconds >= 0),
  trainer_again_seconds integer not null default 60 check (trainer_again_seconds >= 0),
  grace_days integer not null default 3 check (grace_days >= 0),
  expiring_days integer not null default 7 check (expiring_days >= 0),
  stale_warns_hours integer not null default 24 check (stale_warns_hours > 0),
  stale_refuses_hours integer not null default 168 check (stale_refuses_hours > 0),
  clock_unsure_hours integer not null default 24 check (clock_unsure_hours >= 0),
  visits_per_day integer not null default 0 check (visits_per_day in (0, 1))
) strict;

create table users (
  id integer primary key autoincrement,
  email text not null unique check (email = lower(email)),
  password_hash text,
  name text not null,
  phone text unique,
  role text not null check (role in ('ADMIN', 'TRAINER', 'TRAINEE')),
  person_number integer not null unique check (person_number between 0 and 4294967295),
  suspended integer not null default 0 check (suspended in (0, 1)),
  created_at text not null
) strict;

create table trainers (
  id text primary key,
  user_id integer not null unique references users (id) on delete cascade,
  specialization text not null
) strict;

create table trainees (
  user_id integer primary key references users (id) on delete cascade,
  goal text,
  weight real check (weight >= 0),
  height real check (height >= 0),
  fitness_level text,
  trainer_id text references trainers (id) on delete set null,
  health_conditions text
) strict;
create index trainees_by_trainer on trainees (trainer_id);

create table trainer_schedules (
  id integer primary key autoincrement,
  trainer_id text not null references trainers (id) on delete cascade,
  day_of_week integer not null check (day_of_week between 0 and 6),  -- 0 is Monday
  start_time text not null,  -- HH:MM in the gym's zone
  end_time text not null,
  is_available integer not null default 1 check (is_available in (0, 1)),
  unique (trainer_id, day_of_week, start_time)
) strict;

create table memberships (
  id integer primary key autoincrement,
  user_id integer not null references users (id) on delete cascade,
  membership_type text not null,
  price integer not null default 0 check (price >= 0),
  start_date text not null,
  end_date text not null check (end_date >= start_date),  -- the last valid day
  visits_total integer check (visits_total >= 0),         -- null: without limit
  visits_used integer not null default 0 check (visits_used >= 0),
  auto_renew integer not null default 0 check (auto_renew in (0, 1)),
  created_at text not null,
  ended_at text  -- by the front desk: from then on the kiosks do not hold it
) strict;
create index memberships_by_user on memberships (user_id);
create index memberships_limited on memberships (user_id) where visits_total is not null;

-- What a code may carry. The texts themselves are never stored.
create table credentials (
  id integer primary key,  -- the 64 random bits, as a signed number
  user_id integer not null references users (id) on delete cascade,
  kind integer not null check (kind in (0, 1, 3)),  -- phone, card, day pass
  generation integer not null check (generation between 1 and 255),
  entitlements integer not null default 0,
  valid_from text not null,
  valid_until text not null,  -- exclusive
  issued_at text not null,
  revoked_at text
) strict;
create unique index credentials_live on credentials (user_id, kind) where revoked_at is null;
create index credentials_by_user on credentials (user_id);

-- All codes of an issuer key or of a TOTP epoch.
create table revocations (
  id integer primary key autoincrement,
  scope text not null check (scope in ('issuer', 'totp_epoch')),
  value integer not null check (value between 0 and 15),
  revoked_at text not null,
  unique (scope, value)
) strict;
