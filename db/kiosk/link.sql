-- The line's own rows: who this kiosk is, and what it has sent.

-- name: load_link
select begun_url, begun_code, begun_key, central_url, kiosk_id, token, next_token, root_key, trust_list_version, revoked
from link;

-- name: save_begun
update link set begun_url = ?1, begun_code = ?2, begun_key = ?3;

-- name: save_enrolment
update link
set central_url = coalesce(begun_url, central_url), kiosk_id = ?1, gym_id = ?2, gym_name = ?3, timezone = ?4,
    root_key = ?5, trust_list = ?6, trust_list_version = ?7, token = ?8, next_token = '', revoked = 0,
    begun_url = null, begun_code = null, begun_key = null;

-- name: save_token
update link set token = ?1, next_token = ?2;

-- name: save_revoked
update link set revoked = 1;

-- name: add_set_aside
insert into set_aside (event_id, reason) values (?1, ?2) on conflict (event_id) do update set reason = excluded.reason;

-- name: save_last_push
update store set last_push_ms = ?1;

-- name: forget_known_revocations
delete from known_revocations;
