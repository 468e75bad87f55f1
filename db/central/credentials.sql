-- name: load_holders_postgres
select u.id as holder, u.person_number, c.id, c.user_id, c.kind, c.generation, c.entitlements, c.valid_from, c.valid_until
from json_to_recordset($1) as r(user_id bigint)
join users u on u.id = r.user_id
left join credentials c on c.user_id = u.id and c.kind = $2 and c.revoked_at is null
order by u.id

-- name: load_holders_sqlite
select u.id as holder, u.person_number, c.id, c.user_id, c.kind, c.generation, c.entitlements, c.valid_from, c.valid_until
from (select value ->> 'user_id' as user_id from json_each($1)) r
join users u on u.id = r.user_id
left join credentials c on c.user_id = u.id and c.kind = $2 and c.revoked_at is null
order by u.id

-- name: add_credentials_postgres
insert into credentials (id, user_id, kind, generation, entitlements, valid_from, valid_until, issued_at)
select id, user_id, kind, generation, entitlements, valid_from, valid_until, $2
from json_to_recordset($1) as r(id bigint, user_id bigint, kind smallint, generation smallint, entitlements smallint,
                                valid_from date, valid_until date)
on conflict do nothing

-- name: add_credentials_sqlite
insert into credentials (id, user_id, kind, generation, entitlements, valid_from, valid_until, issued_at)
select value ->> 'id', value ->> 'user_id', value ->> 'kind', value ->> 'generation', value ->> 'entitlements',
       value ->> 'valid_from', value ->> 'valid_until', $2
from json_each($1)
where true
on conflict do nothing

-- name: update_credentials_postgres
update credentials c set generation = r.generation, valid_from = r.valid_from, valid_until = r.valid_until, issued_at = $2
from json_to_recordset($1) as r(id bigint, generation smallint, valid_from date, valid_until date)
where c.id = r.id and c.generation <= r.generation

-- name: update_credentials_sqlite
update credentials set generation = r.generation, valid_from = r.valid_from, valid_until = r.valid_until, issued_at = $2
from (select value ->> 'id' as id, value ->> 'generation' as generation, value ->> 'valid_from' as valid_from,
             value ->> 'valid_until' as valid_until
      from json_each($1)) r
where credentials.id = r.id and credentials.generation <= r.generation

-- name: revoke_credentials_postgres
update credentials c set revoked_at = $3
from json_to_recordset($1) as r(user_id bigint)
where c.user_id = r.user_id and c.kind = $2 and c.revoked_at is null
returning c.id, c.user_id, c.kind, c.generation, c.entitlements, c.valid_from, c.valid_until

-- name: revoke_credentials_sqlite
update credentials set revoked_at = $3
where user_id in (select value ->> 'user_id' from json_each($1)) and kind = $2 and revoked_at is null
returning id, user_id, kind, generation, entitlements, valid_from, valid_until
