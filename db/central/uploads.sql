-- name: begin_upload
insert into uploads_begun (file, begun_at) values ($1, $2)

-- name: end_upload
delete from uploads_begun where file = $1

-- name: list_left
select file from uploads_begun where begun_at < $1

-- name: is_in_use
select 1 as yes from progress_photos where image_url = $1
union all select 1 from users where avatar_url = $1
union all select 1 from nutrition_logs where image_url = $1

-- name: add_progress_photo
insert into progress_photos (trainee_id, image_url, note, created_at) values ($1, $2, $3, $4)
returning image_url, id as progress_photo_id

-- name: find_avatar
select avatar_url from users where id = $1

-- name: set_avatar
update users set avatar_url = $2 where id = $1 returning avatar_url

-- name: may_see
select 1 as yes from trainees where user_id = $1 and trainer_id = $2
