-- name: insert_trainer
insert into trainers (id, user_id, specialization, bio, certifications, experience_years, bank_account, ifsc_code, aadhar,
                      pan, emergency_contact)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- name: update_trainer
update trainers
set specialization = case when $2 then $3 else specialization end,
    bio = case when $4 then $5 else bio end,
    certifications = case when $6 then $7 else certifications end,
    experience_years = case when $8 then $9 else experience_years end,
    rating = case when $10 then $11 else rating end,
    emergency_contact = case when $12 then $13 else emergency_contact end,
    bank_account = case when $14 then $15 else bank_account end,
    ifsc_code = case when $16 then $17 else ifsc_code end,
    aadhar = case when $18 then $19 else aadhar end,
    pan = case when $20 then $21 else pan end
where id = $1

-- name: update_own_trainer
update trainers
set bio = case when $2 then $3 else bio end,
    certifications = case when $4 then $5 else certifications end,
    emergency_contact = case when $6 then $7 else emergency_contact end
where id = $1

-- name: make_role_trainer
update users set role = 'TRAINER' where id = $1 and role = 'TRAINEE'

-- name: end_being_trained
update trainees set trainer_id = null where user_id = $1

-- name: find_trainer
select t.*, u.email, u.name, u.phone, u.role from trainers t join users u on u.id = t.user_id where t.id = $1

-- name: count_trainers
select count(*) as total from trainers

-- name: list_trainers
select t.*, u.email, u.name, u.phone, u.role
from trainers t join users u on u.id = t.user_id
order by t.user_id limit $1 offset $2

-- name: find_trainer_of
select t.*, u.name
from trainees e join trainers t on t.id = e.trainer_id join users u on u.id = t.user_id
where e.user_id = $1

-- name: count_schedule
select count(*) as total from trainer_schedules where trainer_id = $1

-- name: list_schedule
select * from trainer_schedules where trainer_id = $1
order by day_of_week, start_time limit $2 offset $3

-- name: count_attendance
select count(*) as total from trainer_attendance where trainer_id = $1

-- name: list_attendance
select * from trainer_attendance where trainer_id = $1
order by coalesce(check_in, scheduled_start) desc, id desc limit $2 offset $3

-- name: add_revenue
insert into trainer_revenue (trainer_id, amount, source, paid_at) values ($1, $2, $3, $4) returning *

-- name: count_revenue
select count(*) as total from trainer_revenue where trainer_id = $1

-- name: list_revenue
select * from trainer_revenue where trainer_id = $1 order by paid_at desc, id desc limit $2 offset $3

-- name: add_salary
insert into trainer_salaries (trainer_id, base_salary, commission_per_trainee, bonuses, effective_from, created_at)
values ($1, $2, $3, $4, $5, $6)
returning *

-- name: count_salaries
select count(*) as total from trainer_salaries where trainer_id = $1

-- name: list_salaries
select * from trainer_salaries where trainer_id = $1 order by effective_from desc, id desc limit $2 offset $3

-- name: load_dashboard
select t.id as trainer_id, t.rating,
       (select count(*) from trainees e where e.trainer_id = t.id) as trainees,
       (select cast(coalesce(sum(r.amount), 0) as bigint) from trainer_revenue r
        where r.trainer_id = t.id and r.paid_at >= $2) as revenue,
       (select coalesce(sum(a.hours_worked), 0.0) from trainer_attendance a
        where a.trainer_id = t.id and a.check_in >= $2) as hours_worked,
       (select count(*) from pt_sessions p where p.trainer_id = t.id and p.session_at >= $2) as pt_sessions
from trainers t where t.id = $1
