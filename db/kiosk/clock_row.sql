-- What the store remembers of time.

-- The row, and the stamp of the last event where the row does not count it yet.
-- name: load_clock
select c.server_at_ms, c.server_boot_id, c.server_since_boot_ms, c.floor_at_ms, c.floor_boot_id,
       c.floor_since_boot_ms, c.last_synced_ms,
       o.position, o.at_ms, o.wall_ms, o.boot_id, o.since_boot_ms, o.clock_state, o.entered_late
from clock c left join outbox o on o.position = (select max(position) from outbox)
                               and o.event_id is not c.counted_event;

-- name: save_clock
update clock
set server_at_ms = ?1, server_boot_id = ?2, server_since_boot_ms = ?3, floor_at_ms = ?4, floor_boot_id = ?5,
    floor_since_boot_ms = ?6, last_synced_ms = ?7,
    counted_event = (select event_id from outbox order by position desc limit 1);
