-- name: hold_feed_postgres
select set_config('fitmate.feed_block', 'on', true)

-- name: note_block_postgres
select sync_feed_note_block($1, array(select r.key from json_to_recordset($2) as r(key bigint)))

-- name: add_people_postgres
insert into users (email, name, role, person_number, suspended, created_at)
select email, name, role, person_number, suspended, $2
from json_to_recordset($1) as r(email text, name text, role text, person_number bigint, suspended boolean)
on conflict do nothing
returning id, email

-- name: add_people_sqlite
insert into users (email, name, role, person_number, suspended, created_at)
select value ->> 'email', value ->> 'name', value ->> 'role', value ->> 'person_number', value ->> 'suspended', $2
from json_each($1)
where true
on conflict do nothing
returning id, email

-- name: known_emails_postgres
select u.email from json_to_recordset($1) as r(email text) join users u on u.email = r.email

-- name: known_emails_sqlite
select u.email from (select value ->> 'email' as email from json_each($1)) r join users u on u.email = r.email

-- name: add_trainees_postgres
insert into trainees (user_id, trainer_id)
select user_id, trainer_id from json_to_recordset($1) as r(user_id bigint, trainer_id uuid)

-- name: add_trainees_sqlite
insert into trainees (user_id, trainer_id)
select value ->> 'user_id', value ->> 'trainer_id' from json_each($1)

-- name: add_trainers_postgres
insert into trainers (id, user_id, specialization)
select id, user_id, specialization from json_to_recordset($1) as r(id uuid, user_id bigint, specialization text)

-- name: add_trainers_sqlite
insert into trainers (id, user_id, specialization)
select value ->> 'id', value ->> 'user_id', value ->> 'specialization' from json_each($1)

-- name: add_schedules_postgres
insert into trainer_schedules (trainer_id, day_of_week, start_time, end_time, applies_from)
select trainer_id, day_of_week, start_time, end_time, $2
from json_to_recordset($1) as r(trainer_id uuid, day_of_week integer, start_time text, end_time text)
returning id

-- name: add_schedules_sqlite
insert into trainer_schedules (trainer_id, day_of_week, start_time, end_time, applies_from)
select value ->> 'trainer_id', value ->> 'day_of_week', value ->> 'start_time', value ->> 'end_time', $2
from json_each($1)
returning id

-- name: add_memberships_postgres
insert into memberships (user_id, membership_type, price, start_date, end_date, visits_total, created_at)
select user_id, membership_type, price, start_date, end_date, visits_total, $2
from json_to_recordset($1) as r(user_id bigint, membership_type text, price bigint, start_date date, end_date date,
                                visits_total integer)
returning id

-- name: add_memberships_sqlite
insert into memberships (user_id, membership_type, price, start_date, end_date, visits_total, created_at)
select value ->> 'user_id', value ->> 'membership_type', value ->> 'price', value ->> 'start_date',
       value ->> 'end_date', value ->> 'visits_total', $2
from json_each($1)
returning id

-- name: load_standings_postgres
select u.id as holder, u.email, u.name, u.suspended, t.id as trainer, m.*
from json_to_recordset($1) as r(email text)
join users u on u.email = r.email
left join trainers t on t.user_id = u.id
left join memberships m on m.user_id = u.id and m.ended_at is null
order by u.id, m.id

-- name: load_standings_sqlite
select u.id as holder, u.email, u.name, u.suspended, t.id as trainer, m.*
from (select value ->> 'email' as email from json_each($1)) r
join users u on u.email = r.email
left join trainers t on t.user_id = u.id
left join memberships m on m.user_id = u.id and m.ended_at is null
order by u.id, m.id
