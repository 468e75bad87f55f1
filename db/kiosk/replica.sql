-- Where the pulled copy stands.

-- name: load_replica
select side, feed_epoch, run, cursor, shadow, shadow_feed_epoch, shadow_run, shadow_cursor, copy_table, copy_after,
       last_pull_ms, pulled_at_ms, pulled_boot_id, pulled_since_boot_ms
from replica;

-- name: save_shadow
update replica set shadow = ?1, copy_table = ?2, copy_after = ?3;

-- name: save_shadow_cursor
update replica
set shadow = 'filling', shadow_feed_epoch = ?1, shadow_run = ?2, shadow_cursor = ?3, last_pull_ms = ?4;

-- name: end_shadow
update replica set shadow = 'dirty', shadow_feed_epoch = '', shadow_run = '', shadow_cursor = 0;

-- name: switch_side
update replica set side = 1 - side, shadow = 'dirty', shadow_feed_epoch = '', shadow_run = '', shadow_cursor = 0;

-- name: save_cursor
update replica set feed_epoch = ?1, run = ?2, cursor = ?3;

-- name: save_pulled
update replica
set pulled_at_ms = ?1, pulled_boot_id = ?2, pulled_since_boot_ms = ?3, last_pull_ms = ?4;

-- name: forget_pulled
update replica set pulled_at_ms = null, pulled_boot_id = null, pulled_since_boot_ms = null;

-- name: load_trust
select root_key, trust_list, trust_list_version from link;

-- name: save_trust
update link set trust_list = ?1, trust_list_version = ?2;

-- name: load_totp_keys
select epoch, key from totp_keys order by epoch;

-- name: drop_totp_keys
delete from totp_keys;

-- name: add_totp_key
insert into totp_keys (epoch, key) values (?1, ?2);

-- name: put_trouble
insert into troubles (source, text) values (?1, ?2) on conflict (source) do update set text = excluded.text;

-- name: drop_trouble
delete from troubles where source = ?1;
