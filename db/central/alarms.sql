-- name: raise_alarm
insert into sync_alarms (kiosk_id, kind, detail, raised_at) values ($1, $2, $3, $4)

-- name: list_alarms
select kiosk_id, kind, detail, raised_at from sync_alarms order by id
