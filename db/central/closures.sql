-- name: load_closures_sqlite
select c.user_id, c.kiosk_id, c.is_shift, c.entry_event_id, c.entered_at, c.closed_at
from r join closures c on c.user_id = r.user_id and c.is_shift = r.is_shift and c.entered_at >= r.starts

-- Row by row of the set, however small the table was when this was planned.
-- name: load_closures_postgres
select c.user_id, c.kiosk_id, c.is_shift, c.entry_event_id, c.entered_at, c.closed_at
from r
cross join lateral (
  select * from closures i
  where i.user_id = r.user_id and i.is_shift = r.is_shift and i.entered_at >= r.starts
  offset 0) c

-- name: put_closures
insert into closures (user_id, kiosk_id, is_shift, entry_event_id, entered_at, closed_at)
select r.user_id, r.kiosk_id, r.is_shift, r.entry_event_id, r.entered_at, r.closed_at
from r where true
on conflict (user_id, kiosk_id, is_shift) do update
  set entry_event_id = excluded.entry_event_id, entered_at = excluded.entered_at, closed_at = excluded.closed_at

-- name: remove_closures
delete from closures
where (user_id, kiosk_id, is_shift) in (select r.user_id, r.kiosk_id, r.is_shift from r)

-- name: find_passages_before
select r.place,
       (select max(e.effective_at) from sync_inbox e
        where e.user_id = r.user_id and e.effective_at <= r.until and e.kiosk_id = $1 and e.annulled_by is null
              and e.type in ('checked_in', 'checked_out', 'shift_started', 'shift_ended')
              and e.type in (r.entry, r.exit)) as before
from r
order by r.place
