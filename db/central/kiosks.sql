-- name: list_kiosks
select id, name, enrolled_at, revoked_at, last_push_at, last_pull_at, pulled_pos, software, clock_state, queue_events,
       queue_photos, queue_oldest_at
from kiosks where id > 0 order by id

-- name: revoke_kiosk
update kiosks set revoked_at = coalesce(revoked_at, $2) where id = $1 and id > 0

-- name: add_invite
insert into kiosk_invites (code_hash, name, created_at, expires_at) values ($1, $2, $3, $4)

-- name: hold_invite
update kiosk_invites set name = name where code_hash = $1

-- name: find_invite
select i.name, i.expires_at, i.kiosk_id, k.public_key
from kiosk_invites i left join kiosks k on k.id = i.kiosk_id
where i.code_hash = $1

-- name: add_kiosk
insert into kiosks (name, public_key, token_hash, enrolled_at)
select name, $2, $3, $4 from kiosk_invites where code_hash = $1
returning id

-- name: settle_invite
update kiosk_invites set kiosk_id = $2 where code_hash = $1

-- name: find_bearer
select id, revoked_at, case when next_token_hash = $1 then 1 else 0 end as by_next_token
from kiosks where token_hash = $1 or next_token_hash = $1

-- name: offer_token
update kiosks set next_token_hash = $2 where id = $1

-- name: adopt_token
update kiosks set token_hash = $2, next_token_hash = null where id = $1 and next_token_hash = $2

-- name: lock_for_push
update kiosks
set last_push_at = $2, software = $3, clock_state = $4, queue_events = $5, queue_photos = $6, queue_oldest_at = $7
where id = $1
returning revoked_at

-- name: note_pull
update kiosks
set last_pull_at = $3, pulled_pos = $2, synced_to = case when $4 then $3 else synced_to end
where id = $1

-- name: find_epoch
select store_epoch, acked_seq, chain, last_effective_at
from kiosk_epochs where kiosk_id = $1 and store_epoch = $2

-- name: find_latest_epoch
select store_epoch, acked_seq, chain, last_effective_at
from kiosk_epochs where kiosk_id = $1 order by began_at desc, store_epoch limit 1

-- name: add_epoch
insert into kiosk_epochs (kiosk_id, store_epoch, acked_seq, chain, began_at) values ($1, $2, 0, $3, $4)

-- name: save_epoch
update kiosk_epochs set acked_seq = $3, chain = $4, last_effective_at = $5
where kiosk_id = $1 and store_epoch = $2

-- name: hold_kiosk
update kiosks set name = name where id = $1
