-- What a trainer writes for trainees of theirs. Where the trainee is another's, trainee_id is null and refused.

-- name: add_workout_plan
insert into workout_plans (trainee_id, trainer_id, title, plan_json, created_at)
values ((select user_id from trainees where user_id = $1 and trainer_id = $2), $2, $3, $4, $5)
returning *

-- name: count_workout_plans
select count(*) as total from workout_plans where trainee_id = $1

-- name: list_workout_plans
select * from workout_plans where trainee_id = $1 order by created_at desc, id desc limit $2 offset $3

-- name: count_workout_plans_of_trainer
select count(*) as total from workout_plans where trainer_id = $1

-- name: list_workout_plans_of_trainer
select * from workout_plans where trainer_id = $1 order by created_at desc, id desc limit $2 offset $3

-- name: add_diet_plan
insert into diet_plans (trainee_id, trainer_id, title, plan_json, created_at)
values ((select user_id from trainees where user_id = $1 and trainer_id = $2), $2, $3, $4, $5)
returning *

-- name: count_diet_plans
select count(*) as total from diet_plans where trainee_id = $1

-- name: list_diet_plans
select * from diet_plans where trainee_id = $1 order by created_at desc, id desc limit $2 offset $3

-- name: count_diet_plans_of_trainer
select count(*) as total from diet_plans where trainer_id = $1

-- name: list_diet_plans_of_trainer
select * from diet_plans where trainer_id = $1 order by created_at desc, id desc limit $2 offset $3

-- name: add_ai_report
insert into ai_reports (trainee_id, report_type, report_json, created_at)
values ((select user_id from trainees where user_id = $1 and trainer_id = $2), $3, $4, $5)
returning *

-- name: count_ai_reports
select count(*) as total from ai_reports where trainee_id = $1

-- name: list_ai_reports
select * from ai_reports where trainee_id = $1 order by created_at desc, id desc limit $2 offset $3

-- name: add_pt_session
insert into pt_sessions (trainee_id, trainer_id, session_at, duration, trainer_notes, performance_rating)
values ((select user_id from trainees where user_id = $1 and trainer_id = $2), $2, $3, $4, $5, $6)
returning *

-- name: count_pt_sessions
select count(*) as total from pt_sessions where trainee_id = $1

-- name: list_pt_sessions
select * from pt_sessions where trainee_id = $1 order by session_at desc, id desc limit $2 offset $3

-- name: count_pt_sessions_of_trainer
select count(*) as total from pt_sessions where trainer_id = $1

-- name: list_pt_sessions_of_trainer
select * from pt_sessions where trainer_id = $1 order by session_at desc, id desc limit $2 offset $3
