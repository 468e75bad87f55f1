-- name: insert_trainer
insert into trainers (id, user_id, specialization) values ($1, $2, $3)

-- name: find_trainer
select id, user_id, specialization from trainers where id = $1
