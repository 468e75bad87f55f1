-- name: load_holders
select u.id as holder, u.person_number, c.id, c.user_id, c.kind, c.generation, c.entitlements, c.valid_from, c.valid_until
from r
join users u on u.id = r.user_id
left join credentials c on c.user_id = u.id and c.kind = $1 and c.revoked_at is null
order by u.id

-- name: add_credentials
insert into credentials (id, user_id, kind, generation, entitlements, valid_from, valid_until, issued_at)
select r.id, r.user_id, r.kind, r.generation, r.entitlements, r.valid_from, r.valid_until, $1
from r where true
on conflict do nothing

-- name: update_credentials
update credentials set generation = r.generation, valid_from = r.valid_from, valid_until = r.valid_until, issued_at = $1
from r
where credentials.id = r.id and credentials.generation <= r.generation

-- name: revoke_credentials
update credentials set revoked_at = $2
where user_id in (select r.user_id from r) and kind = $1 and revoked_at is null
returning id, user_id, kind, generation, entitlements, valid_from, valid_until
