-- name: delete_other_hours
delete from trainer_schedules where trainer_id = $1 and day_of_week = $2 and start_time <> $3

-- name: put_hours
insert into trainer_schedules (trainer_id, day_of_week, start_time, end_time) values ($1, $2, $3, $4)
on conflict (trainer_id, day_of_week, start_time)
  do update set end_time = excluded.end_time, is_available = true
returning id
