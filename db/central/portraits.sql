-- name: list_missing
select u.id as user_id, u.avatar_url
from users u left join portraits p on p.user_id = u.id
where u.avatar_url is not null and (p.user_id is null or p.avatar_url <> u.avatar_url)
order by u.id limit $1

-- name: drop_given_up
delete from portraits where exists (select 1 from users u where u.id = portraits.user_id and u.avatar_url is null)

-- name: put
insert into portraits (user_id, avatar_url, sha256, jpeg) values ($1, $2, $3, $4)
on conflict (user_id)
  do update set avatar_url = excluded.avatar_url, sha256 = excluded.sha256, jpeg = excluded.jpeg
  where portraits.avatar_url <> excluded.avatar_url

-- name: load_jpeg
select jpeg from portraits where sha256 = $1 limit 1
