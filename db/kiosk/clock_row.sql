-- What the store remembers of time.

-- name: load_clock
select server_at_ms, server_boot_id, server_since_boot_ms, floor_at_ms, floor_boot_id, floor_since_boot_ms,
       last_synced_ms
from clock;

-- name: save_clock
update clock
set server_at_ms = ?1, server_boot_id = ?2, server_since_boot_ms = ?3, floor_at_ms = ?4, floor_boot_id = ?5,
    floor_since_boot_ms = ?6, last_synced_ms = ?7;

-- name: raise_clock
update clock
set floor_at_ms = ?4, floor_boot_id = ?5, floor_since_boot_ms = ?6, last_synced_ms = ?7
where (server_at_ms, server_boot_id, server_since_boot_ms) is (?1, ?2, ?3)
  and (floor_at_ms, floor_boot_id, floor_since_boot_ms, last_synced_ms) is not (?4, ?5, ?6, ?7);
