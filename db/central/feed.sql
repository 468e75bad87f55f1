-- name: load_head
select feed_epoch, pos, forgotten_pos, (select run from sync_runs order by id desc limit 1) as run from sync_head

-- name: last_pos_of_run
select (select n.first_pos from sync_runs n where n.id > r.id order by n.id limit 1) as next_first_pos
from sync_runs r where r.run = $1

-- name: hold_head
update sync_head set pos = pos

-- name: begin_run
insert into sync_runs (run, first_pos, started_at) select $1, pos, $2 from sync_head

-- name: note_forgotten
update sync_head
set forgotten_pos = coalesce((select max(pos) from sync_feed where op = 'delete' and changed_at < $1), forgotten_pos)

-- name: forget_deletions
delete from sync_feed where op = 'delete' and changed_at < $1

-- name: load_changes
select pos, table_name, key, op from sync_feed where pos > $1 order by pos limit $2

-- name: note_changes_postgres
, head as (update sync_head set pos = pos + (select count(*) from r) returning pos)
insert into sync_feed (pos, table_name, key, op)
select h.pos - (select count(*) from r) + row_number() over (), r.table_name, r.key, 'put'
from head h cross join r
on conflict (table_name, key) do update set pos = excluded.pos, op = excluded.op, changed_at = excluded.changed_at

-- name: take_positions_sqlite
update sync_head set pos = pos + (select count(*) from r)

-- name: forget_positions_sqlite
delete from sync_feed where (table_name, key) in (select r.table_name, r.key from r)

-- name: note_changes_sqlite
insert into sync_feed (pos, table_name, key, op)
select h.pos - (select count(*) from r) + row_number() over (), r.table_name, r.key, 'put'
from sync_head h cross join r

-- name: load_people
select u.id as key, u.person_number, u.name, u.suspended, t.id as trainer_id, u.message, p.sha256 as portrait,
       c.entry_event_id as closed_entry, c.closed_at
from users u
left join trainers t on t.user_id = u.id
left join portraits p on p.user_id = u.id
left join closures c on c.user_id = u.id and c.kiosk_id = $1 and c.is_shift = (t.id is not null)
where u.id in (select r.key from r)

-- name: load_memberships
select id as key, user_id, start_date, end_date, visits_total, visits_used
from memberships where id in (select r.key from r) and ended_at is null

-- name: load_schedules
select id as key, trainer_id, day_of_week, start_time, end_time, is_available
from trainer_schedules where id in (select r.key from r)

-- name: load_credentials
select id as key, user_id, kind, generation, case when revoked_at is null then 0 else 1 end as revoked, valid_from,
       valid_until
from credentials where id in (select r.key from r)

-- name: load_revocations
select id as key, scope, value from revocations where id in (select r.key from r)

-- name: load_gym
select id as key, gym_name, timezone, already_in_minutes, visit_closes_hours, shift_closes_hours, member_again_seconds,
       trainer_again_seconds, grace_days, expiring_days, stale_warns_hours, stale_refuses_hours, clock_unsure_hours,
       visits_per_day
from gym_settings where id in (select r.key from r)
