-- A person's picture as the kiosks show it: small and square, made from the avatar of that URL. Of one that cannot be
-- read there is none.
create table portraits (
  user_id integer primary key references users (id) on delete cascade,
  avatar_url text not null,
  sha256 text,  -- of jpeg
  jpeg blob,
  check ((sha256 is null) = (jpeg is null))
) strict;
create index portraits_by_hash on portraits (sha256);
create index users_by_avatar on users (id) where avatar_url is not null;

-- A person's row at the kiosk carries the portrait's hash, as it carries the trainer's id.
create trigger feed_portraits_made after insert on portraits
begin
  update sync_head set pos = pos + 1;
  delete from sync_feed where table_name = 'people' and key = new.user_id;
  insert into sync_feed (pos, table_name, key, op)
    select pos, 'people', new.user_id, 'put' from sync_head;
end;
create trigger feed_portraits_changed after update on portraits
begin
  update sync_head set pos = pos + 1;
  delete from sync_feed where table_name = 'people' and key = new.user_id;
  insert into sync_feed (pos, table_name, key, op)
    select pos, 'people', new.user_id, 'put' from sync_head;
end;
create trigger feed_portraits_gone after delete on portraits
when exists (select 1 from users where id = old.user_id)
begin
  update sync_head set pos = pos + 1;
  delete from sync_feed where table_name = 'people' and key = old.user_id;
  insert into sync_feed (pos, table_name, key, op)
    select pos, 'people', old.user_id, 'put' from sync_head;
end;
