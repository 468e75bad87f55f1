-- name: insert_events
insert into sync_inbox (event_id, kiosk_id, store_epoch, seq, type, user_id, person_number, effective_at, time_quality,
                        annuls, annulled_by, flag, received_at, body)
select r.event_id, $1, $2, r.seq, r.type, r.user_id, r.person_number, r.effective_at, r.time_quality, r.annuls,
       (select a.event_id from sync_inbox a where a.annuls = r.event_id and a.kiosk_id = $1 limit 1),
       r.flag, $3, r.body
from r where true
on conflict (event_id) do nothing
returning event_id, annulled_by

-- name: find_events
select event_id, body from sync_inbox where event_id in (select r.event_id from r)

-- name: annul_events
update sync_inbox set annulled_by = r.annulled_by, flag = null, lone_exit = false
from r
where sync_inbox.event_id = r.annulled and sync_inbox.kiosk_id = $1 and sync_inbox.annulled_by is null
returning sync_inbox.event_id, sync_inbox.user_id, sync_inbox.type, sync_inbox.effective_at

-- name: passage_bounds
, bounds as materialized (
  select r.user_id, r.entry, r.exit,
         coalesce((select max(e.effective_at) from sync_inbox e
                   where e.user_id = r.user_id and e.effective_at < r.starts and e.annulled_by is null
                         and e.type in ('checked_in', 'checked_out', 'shift_started', 'shift_ended')
                         and e.type in (r.entry, r.exit)), r.starts) as starts,
         coalesce((select min(e.effective_at) from sync_inbox e
                   where e.user_id = r.user_id and e.effective_at > r.ends and e.annulled_by is null
                         and e.type in ('checked_in', 'checked_out', 'shift_started', 'shift_ended')
                         and e.type in (r.entry, r.exit)), r.ends) as ends
  from r)

-- name: load_passages_sqlite
select e.user_id, e.event_id, e.type, e.effective_at, e.kiosk_id, e.seq, e.lone_exit
from bounds b
join sync_inbox e on e.user_id = b.user_id and e.effective_at >= b.starts and e.effective_at <= b.ends
where e.annulled_by is null and e.type in (b.entry, b.exit)
      and e.type in ('checked_in', 'checked_out', 'shift_started', 'shift_ended')

-- A plan that was made while the table was small must not read it whole when it is large: "offset 0" keeps PostgreSQL
-- from joining in any other way than row by row of the set, over the index.
-- name: load_passages_postgres
select e.user_id, e.event_id, e.type, e.effective_at, e.kiosk_id, e.seq, e.lone_exit
from bounds b
cross join lateral (
  select * from sync_inbox i
  where i.user_id = b.user_id and i.effective_at >= b.starts and i.effective_at <= b.ends
        and i.annulled_by is null and i.type in (b.entry, b.exit)
        and i.type in ('checked_in', 'checked_out', 'shift_started', 'shift_ended')
  offset 0) e

-- name: flag_lone_exits
update sync_inbox set lone_exit = r.lone_exit from r where sync_inbox.event_id = r.event_id

-- name: find_newcomers
select u.id
from sync_inbox e join users u on u.person_number = e.person_number
where e.flag in ('person_unknown', 'no_trainer') and e.flag = 'person_unknown'
union
select t.user_id
from sync_inbox e join trainers t on t.user_id = e.user_id
where e.flag in ('person_unknown', 'no_trainer') and e.flag = 'no_trainer'
order by 1

-- name: take_waiting_events
update sync_inbox
set user_id = $1,
    flag = case when $3 or type in ('checked_in', 'checked_out', 'meal_photographed') then null else 'no_trainer' end
where flag in ('person_unknown', 'no_trainer')
      and ((flag = 'person_unknown' and person_number = $2) or (flag = 'no_trainer' and user_id = $1 and $3))
returning event_id, type, effective_at, body

-- name: load_entries_sqlite
select e.user_id, e.effective_at
from r
join sync_inbox e on e.user_id = r.user_id and e.effective_at >= r.starts and e.effective_at < r.ends
where e.annulled_by is null and e.type = 'checked_in'
      and e.type in ('checked_in', 'checked_out', 'shift_started', 'shift_ended')

-- name: load_entries_postgres
select e.user_id, e.effective_at
from r
cross join lateral (
  select * from sync_inbox i
  where i.user_id = r.user_id and i.effective_at >= r.starts and i.effective_at < r.ends
        and i.annulled_by is null and i.type = 'checked_in'
        and i.type in ('checked_in', 'checked_out', 'shift_started', 'shift_ended')
  offset 0) e
