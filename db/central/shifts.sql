-- name: put_shifts
insert into trainer_attendance (trainer_id, check_in, check_out, hours_worked, status, end_missing, start_event_id,
                                end_event_id)
select r.trainer_id, r.check_in, r.check_out, r.hours_worked, 'open', r.end_missing, r.start_event_id, r.end_event_id
from r where true
on conflict (start_event_id) do update
  set check_in = excluded.check_in, check_out = excluded.check_out, hours_worked = excluded.hours_worked,
      end_missing = excluded.end_missing, end_event_id = excluded.end_event_id
  where trainer_attendance.end_missing is distinct from excluded.end_missing
        or trainer_attendance.end_event_id is distinct from excluded.end_event_id

-- name: remove_shifts
delete from trainer_attendance where start_event_id in (select r.event_id from r)

-- name: load_shifts
select a.id, a.trainer_id, a.check_in, a.check_out, a.end_missing, a.status, a.scheduled_start, a.scheduled_end
from r join trainer_attendance a
  on a.trainer_id = r.trainer_id and a.check_in >= r.starts and a.check_in < r.ends
order by a.check_in, a.id

-- name: load_absences
select a.id, a.trainer_id, a.scheduled_start, a.scheduled_end
from r join trainer_attendance a
  on a.trainer_id = r.trainer_id and a.scheduled_start >= r.starts and a.scheduled_start < r.ends
where a.start_event_id is null

-- name: set_verdicts
update trainer_attendance set status = r.status, scheduled_start = r.scheduled_start, scheduled_end = r.scheduled_end
from r where trainer_attendance.id = r.id

-- name: add_absences
insert into trainer_attendance (trainer_id, hours_worked, status, scheduled_start, scheduled_end)
select r.trainer_id, 0, 'absent', r.scheduled_start, r.scheduled_end from r

-- name: remove_absences
delete from trainer_attendance where id in (select r.id from r)

-- name: load_hours
select s.trainer_id, s.day_of_week, s.start_time, s.end_time, s.applies_from, cast(null as timestamptz) as applies_until
from r join trainer_schedules s on s.trainer_id = r.trainer_id
where s.is_available
union all
select s.trainer_id, s.day_of_week, s.start_time, s.end_time, s.applies_from, s.applies_until
from r join trainer_schedules_past s on s.trainer_id = r.trainer_id

-- name: load_shift_rules
select timezone, late_after_minutes, left_early_minutes, half_day_percent, shift_closes_hours from gym_settings

-- name: load_mark
select derived_to from absence_mark

-- name: hold_mark
update absence_mark set derived_to = derived_to

-- name: move_mark
update absence_mark set derived_to = $1

-- name: oldest_sync
select min(coalesce(synced_to, enrolled_at)) as oldest from kiosks where revoked_at is null

-- name: list_trainers
select id, user_id from trainers order by user_id

-- name: last_shift
select check_in, check_out, end_missing, start_event_id from trainer_attendance
where trainer_id = $1 and check_in is not null
order by check_in desc, id desc limit 1

-- name: find_shift
select * from trainer_attendance where start_event_id = $1
