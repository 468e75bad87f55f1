-- name: load_settings
select * from gym_settings

-- name: update_settings
update gym_settings
set gym_name = case when $1 then $2 else gym_name end,
    timezone = case when $3 then $4 else timezone end,
    currency = case when $5 then $6 else currency end,
    already_in_minutes = case when $7 then $8 else already_in_minutes end,
    visit_closes_hours = case when $9 then $10 else visit_closes_hours end,
    shift_closes_hours = case when $11 then $12 else shift_closes_hours end,
    member_again_seconds = case when $13 then $14 else member_again_seconds end,
    trainer_again_seconds = case when $15 then $16 else trainer_again_seconds end,
    grace_days = case when $17 then $18 else grace_days end,
    expiring_days = case when $19 then $20 else expiring_days end,
    stale_warns_hours = case when $21 then $22 else stale_warns_hours end,
    stale_refuses_hours = case when $23 then $24 else stale_refuses_hours end,
    clock_unsure_hours = case when $25 then $26 else clock_unsure_hours end,
    visits_per_day = case when $27 then $28 else visits_per_day end,
    late_after_minutes = case when $29 then $30 else late_after_minutes end,
    left_early_minutes = case when $31 then $32 else left_early_minutes end,
    half_day_percent = case when $33 then $34 else half_day_percent end
returning *

-- name: limited_users
select distinct user_id from memberships where visits_total is not null order by user_id
