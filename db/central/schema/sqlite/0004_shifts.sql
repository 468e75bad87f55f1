-- Trainers' shifts against their hours, events of people who are not known yet, and words to members.

alter table gym_settings add column late_after_minutes integer not null default 10 check (late_after_minutes >= 0);
alter table gym_settings add column left_early_minutes integer not null default 10 check (left_early_minutes >= 0);
alter table gym_settings
  add column half_day_percent integer not null default 50 check (half_day_percent between 0 and 100);

-- Everything that it recorded before is here.
alter table kiosks add column synced_to text;

-- Hours count for what begins from then on; those that were replaced, up to then.
alter table trainer_schedules add column applies_from text;
create table trainer_schedules_past (
  id integer primary key autoincrement,
  trainer_id text not null references trainers (id) on delete cascade,
  day_of_week integer not null check (day_of_week between 0 and 6),
  start_time text not null,
  end_time text not null,
  applies_from text,
  applies_until text not null
) strict;
create index trainer_schedules_past_by_trainer on trainer_schedules_past (trainer_id);

-- An absence has no punches, only the hours that nobody came for.
create table trainer_attendance_now (
  id integer primary key autoincrement,
  trainer_id text not null references trainers (id) on delete cascade,
  check_in text,
  check_out text,
  hours_worked real,
  status text not null,
  start_event_id text unique,
  end_event_id text,
  end_missing integer not null default 0 check (end_missing in (0, 1)),  -- the next shift began without an end between
  scheduled_start text,
  scheduled_end text,
  check ((check_in is null) = (start_event_id is null)),
  check (check_in is not null or scheduled_start is not null)
) strict;
insert into trainer_attendance_now (id, trainer_id, check_in, check_out, hours_worked, status, start_event_id,
                                    end_event_id, end_missing)
select id, trainer_id, check_in, check_out, hours_worked, status, start_event_id, end_event_id,
       status = 'missed_punch'
from trainer_attendance;
drop table trainer_attendance;
alter table trainer_attendance_now rename to trainer_attendance;
create index trainer_attendance_by_trainer on trainer_attendance (trainer_id, check_in);
create unique index trainer_absences on trainer_attendance (trainer_id, scheduled_start) where start_event_id is null;

-- Up to which moment absences were looked for; null before the first time.
create table absence_mark (
  id integer primary key default 1 check (id = 1),
  derived_to text
) strict;
insert into absence_mark default values;

alter table sync_inbox add column person_number integer;
create index sync_inbox_waiting on sync_inbox (person_number, user_id) where flag in ('person_unknown', 'no_trainer');

-- From the front desk, shown when the member comes in.
alter table users add column message text check (length(message) between 1 and 200);
drop trigger feed_users_changed;
create trigger feed_users_changed after update on users
when old.name is not new.name
     or old.suspended is not new.suspended
     or old.person_number is not new.person_number
     or old.message is not new.message
begin
  update sync_head set pos = pos + 1;
  delete from sync_feed where table_name = 'people' and key = new.id;
  insert into sync_feed (pos, table_name, key, op)
    select pos, 'people', new.id, 'put' from sync_head;
end;
