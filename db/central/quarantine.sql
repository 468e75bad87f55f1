-- name: add_to_quarantine
insert into sync_quarantine (kiosk_id, store_epoch, seq, event_id, reason, body, received_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (kiosk_id, store_epoch, seq) do nothing

-- name: find_range
select id, kiosk_id, store_epoch, seq, event_id, reason, body, received_at, settled_at, settled_why
from sync_quarantine where kiosk_id = $1 and store_epoch = $2 and seq >= $3 and seq <= $4 order by seq

-- name: find_one
select id, kiosk_id, store_epoch, seq, event_id, reason, body, received_at, settled_at, settled_why
from sync_quarantine where id = $1

-- name: list_quarantine
select id, kiosk_id, store_epoch, seq, event_id, reason, null as body, received_at, settled_at, settled_why
from sync_quarantine where settled_at is null order by id

-- name: settle
update sync_quarantine set settled_at = $3, settled_why = $2 where id = $1 and settled_at is null
