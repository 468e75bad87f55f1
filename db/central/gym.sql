-- name: load_gym
select * from gym_settings

-- name: begin_feed
insert into sync_head (id, feed_epoch) values (1, $1) on conflict do nothing

-- name: make_gym
insert into gym_settings (id, gym_id, gym_name, timezone) values (1, $1, $2, $3) on conflict do nothing
