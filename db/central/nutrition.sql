-- name: put_meals
insert into nutrition_logs (user_id, item, calories, macros_json, logged_at, event_id)
select r.user_id, r.item, r.calories, r.macros_json, r.logged_at, r.event_id
from r where true
on conflict (event_id) do nothing

-- name: put_photos
insert into nutrition_photos (nutrition_log_id, event_id, place, sha256, file)
select l.id, r.event_id, r.place, r.sha256, r.file
from r join nutrition_logs l on l.event_id = r.event_id where true
on conflict (event_id, place) do nothing

-- name: remove_meals
delete from nutrition_logs where event_id in (select r.event_id from r)

-- name: find_photos
select id, file, stored_at, nutrition_log_id from nutrition_photos where sha256 = $1 order by id

-- name: set_stored
update nutrition_photos set stored_at = $2
where id = $1 and nutrition_log_id is not null and stored_at is null
returning id

-- name: set_image_url
update nutrition_logs
set image_url = (select '/profile_uploads/' || p.file from nutrition_photos p where p.id = $1)
where id = (select p.nutrition_log_id from nutrition_photos p where p.id = $1 and p.place = 0)

-- name: undone_photos
select id, file from nutrition_photos where nutrition_log_id is null and file is not null

-- name: forget_file
update nutrition_photos set file = null, stored_at = null where id = $1 and nutrition_log_id is null

-- name: complete_meal
update nutrition_logs set macros_json = $2, image_url = $3, confidence = $4 where event_id = $1
returning image_url, id as nutrition_log_id

-- name: count_meals
select count(*) as total from nutrition_logs where user_id = $1

-- name: list_meals
select * from nutrition_logs where user_id = $1 order by logged_at desc, id desc limit $2 offset $3
