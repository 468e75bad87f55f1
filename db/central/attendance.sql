-- name: put_visits
insert into attendance (user_id, check_in_time, check_out_time, duration, closed_by, entry_event_id, exit_event_id)
select r.user_id, r.check_in_time, r.check_out_time, r.duration, r.closed_by, r.entry_event_id, r.exit_event_id
from r where true
on conflict (entry_event_id) do update
  set check_in_time = excluded.check_in_time, check_out_time = excluded.check_out_time,
      duration = excluded.duration, closed_by = excluded.closed_by, exit_event_id = excluded.exit_event_id
  where attendance.closed_by is distinct from excluded.closed_by
        or attendance.exit_event_id is distinct from excluded.exit_event_id

-- name: remove_visits
delete from attendance where entry_event_id in (select r.event_id from r)

-- name: period_of_visits
select min(check_in_time) as first_time, max(check_in_time) as last_time from attendance

-- name: list_visits
select a.id, a.user_id, u.name, a.check_in_time, a.check_out_time, a.duration, a.closed_by, a.entry_event_id
from attendance a join users u on u.id = a.user_id
where a.check_in_time >= $1 and a.check_in_time < $2
order by a.check_in_time, a.id
