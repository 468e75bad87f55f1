-- name: find_attendees
select u.id, u.person_number, t.id as trainer_id
from users u left join trainers t on t.user_id = u.id
where u.id in (select r.user_id from r
               union select p.id from r join users p on p.person_number = r.person_number)

-- name: lock_people
select count(*) from (select u.id from users u where u.id in (select r.user_id from r) order by u.id for no key update) u

-- name: load_plans
select m.id, m.user_id, m.start_date, m.end_date, m.ended_at, m.visits_total, m.visits_used
from memberships m
where m.user_id in (select l.user_id from r join memberships l on l.user_id = r.user_id
                    where l.visits_total is not null)

-- name: set_visits_used
update memberships set visits_used = r.visits_used from r where memberships.id = r.id

-- name: load_visit_rules
select timezone, grace_days, visits_per_day from gym_settings
