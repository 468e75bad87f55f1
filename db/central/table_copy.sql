-- name: load_columns_postgres
select column_name::text as name from information_schema.columns
where table_schema = current_schema() and table_name = $1 order by ordinal_position

-- name: load_columns_sqlite
select name from pragma_table_info($1) order by cid

-- name: load_counted_columns
select table_name::text as name, column_name::text as counted from information_schema.columns
where table_schema = current_schema() and is_identity = 'YES'

-- name: hold_feed_postgres
select set_config('fitmate.feed_block', 'on', true)

-- name: begin_feed_anew
update sync_head set feed_epoch = $1
