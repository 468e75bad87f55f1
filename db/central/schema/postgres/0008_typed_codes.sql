-- What is typed at a kiosk is checked against the phone that should show it, so each phone's credential is sent.
drop trigger feed_credentials_made on credentials;
create constraint trigger feed_credentials_made after insert on credentials
  deferrable initially deferred for each row
  when (new.kind = 0 or new.generation > 1 or new.revoked_at is not null)
  execute function sync_feed_changed('credentials', 'id');
drop trigger feed_credentials_changed on credentials;
create constraint trigger feed_credentials_changed after update on credentials
  deferrable initially deferred for each row
  when (old.generation is distinct from new.generation or old.revoked_at is distinct from new.revoked_at
        or (new.kind = 0 and (old.valid_from is distinct from new.valid_from
                              or old.valid_until is distinct from new.valid_until)))
  execute function sync_feed_changed('credentials', 'id');

-- Those that are there.
select sync_feed_note_block('credentials',
                            array(select id from credentials where kind = 0 and revoked_at is null order by id));
