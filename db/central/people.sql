-- name: insert_person
insert into users (email, password_hash, name, phone, role, person_number, created_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict do nothing
returning id, email, name, phone, role, person_number, suspended, created_at, message

-- name: insert_trainee
insert into trainees (user_id, goal, weight, height, fitness_level, health_conditions)
values ($1, $2, $3, $4, $5, $6)

-- name: find_person
select id, email, name, phone, role, person_number, suspended, created_at, message from users where id = $1

-- name: find_person_by_email
select id, email, name, phone, role, person_number, suspended, created_at, message from users where email = $1

-- name: has_phone
select 1 from users where phone = $1

-- name: suspend
update users set suspended = true where id = $1
returning id, email, name, phone, role, person_number, suspended, created_at, message

-- name: resume
update users set suspended = false where id = $1
returning id, email, name, phone, role, person_number, suspended, created_at, message

-- name: set_message
update users set message = $2 where id = $1
returning id, email, name, phone, role, person_number, suspended, created_at, message
