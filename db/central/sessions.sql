-- name: find_caller
select u.role, u.password_hash, t.id as trainer_id
from users u left join trainers t on t.user_id = u.id
where u.id = $1 and not exists (select 1 from revoked_tokens r where r.token_id = $2)

-- name: find_login
select id, name, role, password_hash from users where email = $1

-- name: find_password
select email, password_hash from users where id = $1

-- name: replace_password_hash
update users set password_hash = $3 where id = $1 and password_hash = $2

-- name: revoke_token
insert into revoked_tokens (token_id, expires_at) values ($1, $2) on conflict do nothing

-- name: forget_revoked
delete from revoked_tokens where expires_at < $1

-- name: end_admin_sessions
update admin_sessions set logout_time = $2 where user_id = $1 and logout_time is null and login_time > $3

-- name: end_admin_session
update admin_sessions set logout_time = $2 where id = $1

-- name: add_admin_session
insert into admin_sessions (id, user_id, ip_address, login_time) values ($1, $2, $3, $4)

-- name: add_otp
insert into admin_otp (session_id, otp, expires_at) values ($1, $2, $3)

-- name: count_otp_try
update admin_otp set tries = tries + 1
where session_id = $1 and tries < $2 and expires_at > $3
returning otp

-- name: find_otp_account
select u.id, u.email, u.password_hash from admin_sessions s join users u on u.id = s.user_id where s.id = $1

-- name: verify_admin_session
update admin_sessions set "2fa_verified" = true where id = $1

-- name: delete_otp
delete from admin_otp where session_id = $1

-- name: forget_otps
delete from admin_otp where expires_at < $1

-- name: count_admin_sessions
select count(*) as total from admin_sessions where user_id = $1

-- name: list_admin_sessions
select * from admin_sessions where user_id = $1 order by login_time desc, id desc limit $2 offset $3
