-- What is typed at a kiosk is checked against the phone that should show it, so each phone's credential is sent.
drop trigger feed_credentials_made;
create trigger feed_credentials_made after insert on credentials
when new.kind = 0 or new.generation > 1 or new.revoked_at is not null
begin
  update sync_head set pos = pos + 1;
  delete from sync_feed where table_name = 'credentials' and key = new.id;
  insert into sync_feed (pos, table_name, key, op)
    select pos, 'credentials', new.id, 'put' from sync_head;
end;
drop trigger feed_credentials_changed;
create trigger feed_credentials_changed after update on credentials
when old.generation is not new.generation
     or old.revoked_at is not new.revoked_at
     or (new.kind = 0 and (old.valid_from is not new.valid_from or old.valid_until is not new.valid_until))
begin
  update sync_head set pos = pos + 1;
  delete from sync_feed where table_name = 'credentials' and key = new.id;
  insert into sync_feed (pos, table_name, key, op)
    select pos, 'credentials', new.id, 'put' from sync_head;
end;

-- Those that are there.
delete from sync_feed
where table_name = 'credentials' and key in (select id from credentials where kind = 0 and revoked_at is null);
insert into sync_feed (pos, table_name, key, op)
select (select pos from sync_head) + row_number() over (order by id), 'credentials', id, 'put'
from credentials where kind = 0 and revoked_at is null;
update sync_head set pos = pos + (select count(*) from credentials where kind = 0 and revoked_at is null);
