-- name: keep_other_hours
insert into trainer_schedules_past (trainer_id, day_of_week, start_time, end_time, applies_from, applies_until)
select trainer_id, day_of_week, start_time, end_time, applies_from, $5
from trainer_schedules
where trainer_id = $1 and day_of_week = $2 and is_available and (start_time <> $3 or end_time <> $4 or not $6)

-- name: delete_other_hours
delete from trainer_schedules where trainer_id = $1 and day_of_week = $2 and start_time <> $3

-- name: put_hours
insert into trainer_schedules (trainer_id, day_of_week, start_time, end_time, applies_from, is_available)
values ($1, $2, $3, $4, $5, $6)
on conflict (trainer_id, day_of_week, start_time)
  do update set end_time = excluded.end_time, is_available = excluded.is_available,
    applies_from = case when trainer_schedules.is_available and trainer_schedules.end_time = excluded.end_time
                        then trainer_schedules.applies_from else excluded.applies_from end
returning id
