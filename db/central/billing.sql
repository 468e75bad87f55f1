-- name: add_payment
insert into payments (user_id, membership_id, amount, status, transaction_id, created_at)
select $1, cast($2 as bigint), $3, $4, $5, $6
where cast($2 as bigint) is null or exists (select 1 from memberships where id = $2 and user_id = $1)
returning *

-- name: settle_payment
update payments set status = $2, transaction_id = coalesce($3, transaction_id)
where id = $1 and status = 'pending'
returning *

-- name: refund_payment
update payments set is_refund = true, refund_amount = $2, refund_reason = $3
where id = $1 and status = 'paid' and not is_refund and amount >= $2
returning *

-- name: find_payment
select * from payments where id = $1

-- name: count_payments
select count(*) as total from payments

-- name: list_payments
select * from payments order by created_at desc, id desc limit $1 offset $2

-- name: count_payments_of_person
select count(*) as total from payments where user_id = $1

-- name: list_payments_of_person
select * from payments where user_id = $1 order by created_at desc, id desc limit $2 offset $3

-- name: add_package
insert into pt_packages (name, sessions_count, duration_days, price) values ($1, $2, $3, $4) returning *

-- name: switch_package
update pt_packages set is_active = $2 where id = $1 returning *

-- name: count_packages
select count(*) as total from pt_packages

-- name: list_packages
select * from pt_packages order by id limit $1 offset $2

-- name: add_expense
insert into expenses (category, amount, description, spent_on, created_at) values ($1, $2, $3, $4, $5) returning *

-- name: count_expenses
select count(*) as total from expenses

-- name: list_expenses
select * from expenses order by spent_on desc, id desc limit $1 offset $2
