-- The change feed: positions without gaps, in the order of the commits. SQLite has one writer, so the position is taken in
-- the same transaction. The version of a row is the position of its last change. (An upsert's own conflict rule would
-- reach into the triggers, so they make way for a newer position themselves.)

create table sync_head (
  id integer primary key default 1 check (id = 1),
  feed_epoch text not null,
  pos integer not null default 0,
  forgotten_pos integer not null default 0  -- deletions up to here may be gone from the feed
) strict;

-- Each start of the centre on this database. Positions above first_pos were given under this run or a later one.
create table sync_runs (
  id integer primary key autoincrement,
  run text not null unique,
  first_pos integer not null,
  started_at text not null
) strict;

create table sync_feed (
  pos integer primary key,
  table_name text not null,
  key integer not null,
  op text not null check (op in ('put', 'delete')),
  changed_at text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  unique (table_name, key)
) strict;

create trigger feed_users_made after insert on users
begin
  update sync_head set pos = pos + 1;
  delete from sync_feed where table_name = 'people' and key = new.id;
  insert into sync_feed (pos, table_name, key, op)
    select pos, 'people', new.id, 'put' from sync_head;
end;
create trigger feed_users_gone after delete on users
begin
  update sync_head set pos = pos + 1;
  delete from sync_feed where table_name = 'people' and key = old.id;
  insert into sync_feed (pos, table_name, key, op)
    select pos, 'people', old.id, 'delete' from sync_head;
end;
create trigger feed_users_changed after update on users
when old.name is not new.name
     or old.suspended is not new.suspended
     or old.person_number is not new.person_number
begin
  update sync_head set pos = pos + 1;
  delete from sync_feed where table_name = 'people' and key = new.id;
  insert into sync_feed (pos, table_name, key, op)
    select pos, 'people', new.id, 'put' from sync_head;
end;

-- A person's row at the kiosk carries the trainer's id, so a trainer's row changes it.
create trigger feed_trainers_made after insert on trainers
begin
  update sync_head set pos = pos + 1;
  delete from sync_feed where table_name = 'people' and key = new.user_id;
  insert into sync_feed (pos, table_name, key, op)
    select pos, 'people', new.user_id, 'put' from sync_head;
end;
create trigger feed_trainers_gone after delete on trainers
when exists (select 1 from users where id = old.user_id)
begin
  update sync_head set pos = pos + 1;
  delete from sync_feed where table_name = 'people' and key = old.user_id;
  insert into sync_feed (pos, table_name, key, op)
    select pos, 'people', old.user_id, 'put' from sync_head;
end;

create trigger feed_memberships_made after insert on memberships
begin
  update sync_head set pos = pos + 1;
  delete from sync_feed where table_name = 'memberships' and key = new.id;
  insert into sync_feed (pos, table_name, key, op)
    select pos, 'memberships', new.id, 'put' from sync_head;
end;
create trigger feed_memberships_gone after delete on memberships
begin
  update sync_head set pos = pos + 1;
  delete from sync_feed where table_name = 'memberships' and key = old.id;
  insert into sync_feed (pos, table_name, key, op)
    select pos, 'memberships', old.id, 'delete' from sync_head;
end;
create trigger feed_memberships_changed after update on memberships
when old.start_date is not new.start_date
     or old.end_date is not new.end_date
     or old.visits_total is not new.visits_total
     or old.visits_used is not new.visits_used
     or old.ended_at is not new.ended_at
     or old.user_id is not new.user_id
begin
  update sync_head set pos = pos + 1;
  delete from sync_feed where table_name = 'memberships' and key = new.id;
  insert into sync_feed (pos, table_name, key, op)
    select pos, 'memberships', new.id, 'put' from sync_head;
end;

create trigger feed_schedules_made after insert on trainer_schedules
begin
  update sync_head set pos = pos + 1;
  delete from sync_feed where table_name = 'trainer_schedules' and key = new.id;
  insert into sync_feed (pos, table_name, key, op)
    select pos, 'trainer_schedules', new.id, 'put' from sync_head;
end;
create trigger feed_schedules_gone after delete on trainer_schedules
begin
  update sync_head set pos = pos + 1;
  delete from sync_feed where table_name = 'trainer_schedules' and key = old.id;
  insert into sync_feed (pos, table_name, key, op)
    select pos, 'trainer_schedules', old.id, 'delete' from sync_head;
end;
create trigger feed_schedules_changed after update on trainer_schedules
begin
  update sync_head set pos = pos + 1;
  delete from sync_feed where table_name = 'trainer_schedules' and key = new.id;
  insert into sync_feed (pos, table_name, key, op)
    select pos, 'trainer_schedules', new.id, 'put' from sync_head;
end;

-- A credential that was never issued anew nor revoked is not sent: a kiosk passes what it never heard of.
create trigger feed_credentials_made after insert on credentials
when new.generation > 1 or new.revoked_at is not null
begin
  update sync_head set pos = pos + 1;
  delete from sync_feed where table_name = 'credentials' and key = new.id;
  insert into sync_feed (pos, table_name, key, op)
    select pos, 'credentials', new.id, 'put' from sync_head;
end;
create trigger feed_credentials_changed after update on credentials
when old.generation is not new.generation
     or old.revoked_at is not new.revoked_at
begin
  update sync_head set pos = pos + 1;
  delete from sync_feed where table_name = 'credentials' and key = new.id;
  insert into sync_feed (pos, table_name, key, op)
    select pos, 'credentials', new.id, 'put' from sync_head;
end;

create trigger feed_revocations after insert on revocations
begin
  update sync_head set pos = pos + 1;
  delete from sync_feed where table_name = 'revocations' and key = new.id;
  insert into sync_feed (pos, table_name, key, op)
    select pos, 'revocations', new.id, 'put' from sync_head;
end;
create trigger feed_gym_made after insert on gym_settings
begin
  update sync_head set pos = pos + 1;
  delete from sync_feed where table_name = 'gym' and key = new.id;
  insert into sync_feed (pos, table_name, key, op)
    select pos, 'gym', new.id, 'put' from sync_head;
end;
create trigger feed_gym_changed after update on gym_settings
begin
  update sync_head set pos = pos + 1;
  delete from sync_feed where table_name = 'gym' and key = new.id;
  insert into sync_feed (pos, table_name, key, op)
    select pos, 'gym', new.id, 'put' from sync_head;
end;
