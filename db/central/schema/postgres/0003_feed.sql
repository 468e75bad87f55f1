-- The change feed. A position is taken when a transaction commits, under the lock on the one row of sync_head, so that
-- positions have no gaps and stand in the order of the commits. Feed rows hold no data: a row is read as it is when it
-- is sent. The version of a row is the position of its last change.

create table sync_head (
  id smallint primary key default 1 check (id = 1),
  feed_epoch text not null,
  pos bigint not null default 0
);

-- Each start of the centre on this database.
create table sync_runs (
  run text primary key,
  first_pos bigint not null,
  started_at timestamptz not null
);

create table sync_feed (
  pos bigint primary key,
  table_name text not null,
  key bigint not null,
  op text not null check (op in ('put', 'delete')),
  changed_at timestamptz not null default clock_timestamp(),
  unique (table_name, key)
);

create function sync_feed_note(noted_table text, noted_key bigint, noted_op text) returns void
language plpgsql as $$
declare
  taken bigint;
begin
  update sync_head set pos = pos + 1 returning pos into taken;
  insert into sync_feed (pos, table_name, key, op) values (taken, noted_table, noted_key, noted_op)
  on conflict (table_name, key)
    do update set pos = excluded.pos, op = excluded.op, changed_at = excluded.changed_at;
end $$;

-- Bulk imports take a block of positions in one statement, the last before their commit. Their transaction says so with
-- "set local fitmate.feed_block = 'on'"; then the triggers below note nothing.
create function sync_feed_note_block(noted_table text, noted_keys bigint[]) returns void
language plpgsql as $$
declare
  last bigint;
begin
  update sync_head set pos = pos + cardinality(noted_keys) returning pos into last;
  insert into sync_feed (pos, table_name, key, op)
  select last - cardinality(noted_keys) + noted.place, noted_table, noted.key, 'put'
  from unnest(noted_keys) with ordinality as noted (key, place)
  on conflict (table_name, key)
    do update set pos = excluded.pos, op = excluded.op, changed_at = excluded.changed_at;
end $$;

create function sync_feed_in_block() returns boolean
language sql stable as $$ select coalesce(current_setting('fitmate.feed_block', true), '') = 'on' $$;

-- Trigger arguments: the table as the kiosk knows it, and the column that is its key there.
create function sync_feed_changed() returns trigger
language plpgsql as $$
declare
  gone bigint;
  stays bigint;
begin
  if sync_feed_in_block() then return null; end if;
  if tg_op <> 'INSERT' then gone := (to_jsonb(old) ->> tg_argv[1])::bigint; end if;
  if tg_op <> 'DELETE' then stays := (to_jsonb(new) ->> tg_argv[1])::bigint; end if;
  if tg_op = 'DELETE' then
    perform sync_feed_note(tg_argv[0], gone, 'delete');
  else
    perform sync_feed_note(tg_argv[0], stays, 'put');
  end if;
  return null;
end $$;

-- A person's row at the kiosk carries the trainer's id, so a trainer's row changes it.
create function sync_feed_trainer_changed() returns trigger
language plpgsql as $$
begin
  if sync_feed_in_block() then return null; end if;
  perform sync_feed_note('people', coalesce(new.user_id, old.user_id), 'put')
    where exists (select from users where id = coalesce(new.user_id, old.user_id));
  return null;
end $$;

create constraint trigger feed_users_made after insert or delete on users
  deferrable initially deferred for each row execute function sync_feed_changed('people', 'id');
create constraint trigger feed_users_changed after update on users
  deferrable initially deferred for each row
  when (old.name is distinct from new.name or old.suspended is distinct from new.suspended
        or old.person_number is distinct from new.person_number)
  execute function sync_feed_changed('people', 'id');
create constraint trigger feed_trainers after insert or delete on trainers
  deferrable initially deferred for each row execute function sync_feed_trainer_changed();
create constraint trigger feed_memberships_made after insert or delete on memberships
  deferrable initially deferred for each row execute function sync_feed_changed('memberships', 'id');
create constraint trigger feed_memberships_changed after update on memberships
  deferrable initially deferred for each row
  when (old.start_date is distinct from new.start_date or old.end_date is distinct from new.end_date
        or old.visits_total is distinct from new.visits_total
        or old.visits_used is distinct from new.visits_used
        or old.ended_at is distinct from new.ended_at
        or old.user_id is distinct from new.user_id)
  execute function sync_feed_changed('memberships', 'id');
create constraint trigger feed_schedules after insert or update or delete on trainer_schedules
  deferrable initially deferred for each row
  execute function sync_feed_changed('trainer_schedules', 'id');
-- A credential that was never issued anew nor revoked is not sent: a kiosk passes what it never heard of.
create constraint trigger feed_credentials_made after insert on credentials
  deferrable initially deferred for each row
  when (new.generation > 1 or new.revoked_at is not null)
  execute function sync_feed_changed('credentials', 'id');
create constraint trigger feed_credentials_changed after update on credentials
  deferrable initially deferred for each row
  when (old.generation is distinct from new.generation or old.revoked_at is distinct from new.revoked_at)
  execute function sync_feed_changed('credentials', 'id');
create constraint trigger feed_revocations after insert on revocations
  deferrable initially deferred for each row execute function sync_feed_changed('revocations', 'id');
create constraint trigger feed_gym after insert or update on gym_settings
  deferrable initially deferred for each row execute function sync_feed_changed('gym', 'id');
