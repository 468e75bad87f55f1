-- What trainees read of theirs, newest first.

-- name: count_attendance
select count(*) as total from attendance where user_id = $1

-- name: list_attendance
select id, check_in_time, check_out_time, duration, closed_by
from attendance where user_id = $1
order by check_in_time desc limit $2 offset $3

-- name: count_memberships
select count(*) as total from memberships where user_id = $1

-- name: list_memberships
select id, membership_type, price, start_date, end_date, visits_total, visits_used, auto_renew, created_at, ended_at
from memberships where user_id = $1
order by id desc limit $2 offset $3

-- name: count_progress_photos
select count(*) as total from progress_photos where trainee_id = $1

-- name: list_progress_photos
select id, trainee_id, image_url, note, created_at
from progress_photos where trainee_id = $1
order by created_at desc, id desc limit $2 offset $3

-- name: add_measurement
insert into measurements (trainee_id, weight, chest, waist, hips, body_fat, measured_at)
values ($1, $2, $3, $4, $5, $6, $7)
returning *

-- name: count_measurements
select count(*) as total from measurements where trainee_id = $1

-- name: list_measurements
select * from measurements where trainee_id = $1
order by measured_at desc, id desc limit $2 offset $3

-- name: add_workout
insert into workouts (trainee_id, exercise_type, calories_burned, duration, summary_json, performed_at)
values ($1, $2, $3, $4, $5, $6)
returning *

-- name: count_workouts
select count(*) as total from workouts where trainee_id = $1

-- name: list_workouts
select * from workouts where trainee_id = $1
order by performed_at desc, id desc limit $2 offset $3

-- name: find_membership
select id, membership_type, price, start_date, end_date, visits_total, visits_used, auto_renew, created_at, ended_at
from memberships where id = $1
