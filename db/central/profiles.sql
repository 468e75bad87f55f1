-- name: load_profile
select u.id, u.email, u.name, u.role, u.phone, u.avatar_url, t.goal, t.weight, t.height, t.fitness_level, t.trainer_id,
       t.health_conditions
from users u left join trainees t on t.user_id = u.id
where u.id = $1

-- name: load_own_trainee
select u.id, u.email, u.name, u.role, u.phone, u.avatar_url, t.goal, t.weight, t.height, t.fitness_level, t.trainer_id,
       t.health_conditions
from users u join trainees t on t.user_id = u.id
where u.id = $1 and t.trainer_id = $2

-- name: load_trainee
select u.id, u.email, u.name, u.role, u.phone, u.avatar_url, t.goal, t.weight, t.height, t.fitness_level, t.trainer_id,
       t.health_conditions
from users u join trainees t on t.user_id = u.id
where u.id = $1

-- name: update_person
update users
set name = case when $2 then $3 else name end,
    phone = case when $4 then $5 else phone end
where id = $1

-- name: ensure_trainee
insert into trainees (user_id) values ($1) on conflict do nothing

-- name: update_trainee
update trainees
set goal = case when $2 then $3 else goal end,
    weight = case when $4 then $5 else weight end,
    height = case when $6 then $7 else height end,
    fitness_level = case when $8 then $9 else fitness_level end,
    trainer_id = case when $10 then $11 else trainer_id end,
    health_conditions = case when $12 then $13 else health_conditions end
where user_id = $1

-- name: count_all
select count(*) as total from users where role = 'TRAINEE'

-- name: list_all
select u.id, u.email, u.name, u.role, u.phone, u.avatar_url, t.goal, t.weight, t.height, t.fitness_level, t.trainer_id,
       t.health_conditions
from users u left join trainees t on t.user_id = u.id
where u.role = 'TRAINEE'
order by u.id limit $1 offset $2

-- name: count_of_trainer
select count(*) as total from trainees where trainer_id = $1

-- name: list_of_trainer
select u.id, u.email, u.name, u.role, u.phone, u.avatar_url, t.goal, t.weight, t.height, t.fitness_level, t.trainer_id,
       t.health_conditions
from trainees t join users u on u.id = t.user_id
where t.trainer_id = $1
order by u.id limit $2 offset $3

-- name: assign_free
update trainees set trainer_id = $2
where user_id = $1 and (trainer_id is null or trainer_id = $2)
      and exists (select 1 from users where id = $1 and role = 'TRAINEE')
returning user_id as trainee_id, trainer_id

-- name: assign
update trainees set trainer_id = $2
where user_id = $1 and exists (select 1 from users where id = $1 and role = 'TRAINEE')
returning user_id as trainee_id, trainer_id
