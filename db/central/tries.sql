-- name: add_try
insert into counted_tries (kind, subject, tried_at) values ($1, $2, $3) returning id

-- name: forget_tries
delete from counted_tries where tried_at < $1

-- name: count_tries
select count(*) as tries, min(tried_at) as first_at
from counted_tries where kind = $1 and subject = $2 and tried_at > $3

-- name: take_back
delete from counted_tries where id = $1

-- name: forget_tries_of
delete from counted_tries where kind = $1 and subject = $2
