-- Who is signed in, and how often somebody tried.

alter table users add column avatar_url text;

-- Tokens that were given up before their end.
create table revoked_tokens (
  token_id text primary key,
  expires_at text not null
) strict;
create index revoked_tokens_by_end on revoked_tokens (expires_at);

create table admin_sessions (
  id text primary key,
  user_id integer not null references users (id) on delete cascade,
  ip_address text not null,
  login_time text not null,
  "2fa_verified" integer not null default 0 check ("2fa_verified" in (0, 1)),
  logout_time text
) strict;
create index admin_sessions_by_user on admin_sessions (user_id, login_time);

create table admin_otp (
  session_id text primary key references admin_sessions (id) on delete cascade,
  otp text not null,  -- its HMAC, never the digits
  tries integer not null default 0,
  expires_at text not null
) strict;

-- In the database, so that every instance counts the same.
create table counted_tries (
  id integer primary key,
  kind text not null,
  subject text not null,  -- a hash of an account's address, or a caller's address
  tried_at text not null
) strict;
create index counted_tries_by_subject on counted_tries (kind, subject, tried_at);
create index counted_tries_by_time on counted_tries (tried_at);
