-- name: begin_upload
insert into uploads_begun (file, begun_at) values ($1, $2)

-- name: end_upload
delete from uploads_begun where file = $1

-- name: list_left
select file from uploads_begun where begun_at < $1

-- name: is_in_use
select 1 as yes from progress_photos where image_url = $1
union all select 1 from users where id = $2 and avatar_url = $1
union all select 1 from nutrition_logs where user_id = $2 and image_url = $1
union all select 1 from trainer_documents where document_url = $1
union all select 1 from payments where receipt_pdf_url = $1
union all select 1 from expenses where bill_url = $1

-- name: add_progress_photo
insert into progress_photos (trainee_id, image_url, note, created_at) values ($1, $2, $3, $4)
returning image_url, id as progress_photo_id

-- name: find_avatar
select avatar_url from users where id = $1

-- name: set_avatar
update users set avatar_url = $2 where id = $1 returning avatar_url

-- name: may_see
select 1 as yes from trainees where user_id = $1 and trainer_id = $2

-- name: add_document
insert into trainer_documents (trainer_id, title, document_url, uploaded_at) values ($1, $2, $3, $4) returning *

-- name: count_documents
select count(*) as total from trainer_documents where trainer_id = $1

-- name: list_documents
select * from trainer_documents where trainer_id = $1 order by uploaded_at desc, id desc limit $2 offset $3

-- name: verify_document
update trainer_documents set is_verified = $2 where id = $1 returning *

-- name: find_payer
select user_id, receipt_pdf_url from payments where id = $1

-- name: set_receipt
update payments set receipt_pdf_url = $2 where id = $1 returning *

-- name: find_bill
select bill_url from expenses where id = $1

-- name: set_bill
update expenses set bill_url = $2 where id = $1 returning *
