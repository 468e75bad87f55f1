-- name: add_message
insert into messages (sender_id, receiver_id, message, created_at) values ($1, $2, $3, $4) returning *

-- name: is_admin
select 1 as yes from users where id = $1 and role = 'ADMIN'

-- name: count_messages
select (select count(*) from messages where receiver_id = $1) + (select count(*) from messages where sender_id = $1
        and receiver_id <> $1) as total

-- With "or" the whole history would be sorted for each page.

-- name: list_messages
select *
from (select * from (select * from messages where receiver_id = $1
                     order by created_at desc, id desc limit cast($2 as bigint) + cast($3 as bigint)) received
      union all
      select * from (select * from messages where sender_id = $1 and receiver_id <> $1
                     order by created_at desc, id desc limit cast($2 as bigint) + cast($3 as bigint)) sent) newest
order by created_at desc, id desc limit $2 offset $3

-- name: read_message
update messages set is_read = true, read_at = coalesce(read_at, $3) where id = $1 and receiver_id = $2 returning *

-- name: add_from_trainee
insert into trainer_messages (trainee_id, trainer_id, sender_id, message, created_at)
values ($1, (select trainer_id from trainees where user_id = $1), $1, $2, $3)
returning *

-- name: add_from_trainer
insert into trainer_messages (trainee_id, trainer_id, sender_id, message, created_at)
values ((select user_id from trainees where user_id = $1 and trainer_id = $2), $2, $3, $4, $5)
returning *

-- name: count_of_trainee
select count(*) as total from trainer_messages where trainee_id = $1

-- name: list_of_trainee
select * from trainer_messages where trainee_id = $1 order by created_at desc, id desc limit $2 offset $3

-- name: count_of_trainer
select count(*) as total from trainer_messages where trainer_id = $1

-- name: list_of_trainer
select * from trainer_messages where trainer_id = $1 order by created_at desc, id desc limit $2 offset $3

-- name: add_notification
insert into notifications (user_id, title, body, notification_type, created_at) values ($1, $2, $3, $4, $5) returning *

-- name: count_notifications
select count(*) as total from notifications where user_id = $1

-- name: list_notifications
select * from notifications where user_id = $1 order by created_at desc, id desc limit $2 offset $3

-- name: read_notification
update notifications set is_read = true, read_at = coalesce(read_at, $3) where id = $1 and user_id = $2 returning *
