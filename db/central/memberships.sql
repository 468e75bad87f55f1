-- name: list_memberships
select * from memberships where user_id = $1 order by id

-- name: insert_membership
insert into memberships (user_id, membership_type, price, start_date, end_date, visits_total, created_at, auto_renew)
values ($1, $2, $3, $4, $5, $6, $7, $8)
returning *

-- name: end_memberships
update memberships set ended_at = $3, auto_renew = false
where user_id = $1 and end_date >= $2 and ended_at is null
returning *
