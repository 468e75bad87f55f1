-- name: hold_feed_postgres
select set_config('fitmate.feed_block', 'on', true)

-- name: add_people
insert into users (email, name, role, person_number, suspended, created_at)
select r.email, r.name, r.role, r.person_number, r.suspended, $1
from r where true
on conflict do nothing
returning id, email

-- name: known_emails
select u.email from r join users u on u.email = r.email

-- name: add_trainees
insert into trainees (user_id, trainer_id) select r.user_id, r.trainer_id from r

-- name: add_trainers
insert into trainers (id, user_id, specialization) select r.id, r.user_id, r.specialization from r

-- name: add_schedules
insert into trainer_schedules (trainer_id, day_of_week, start_time, end_time, applies_from)
select r.trainer_id, r.day_of_week, r.start_time, r.end_time, $1
from r
returning id

-- name: add_memberships
insert into memberships (user_id, membership_type, price, start_date, end_date, visits_total, created_at)
select r.user_id, r.membership_type, r.price, r.start_date, r.end_date, r.visits_total, $1
from r
returning id

-- name: load_standings
select u.id as holder, u.email, u.name, u.suspended, t.id as trainer, m.*
from r
join users u on u.email = r.email
left join trainers t on t.user_id = u.id
left join memberships m on m.user_id = u.id and m.ended_at is null
order by u.id, m.id
