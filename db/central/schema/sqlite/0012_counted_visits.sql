-- memberships.visits_used is told to the feed set-wise, by whoever counts (note_changes): a push moves many of them.
drop trigger feed_memberships_changed;
create trigger feed_memberships_changed after update on memberships
when old.start_date is not new.start_date
     or old.end_date is not new.end_date
     or old.visits_total is not new.visits_total
     or old.ended_at is not new.ended_at
     or old.user_id is not new.user_id
begin
  update sync_head set pos = pos + 1;
  delete from sync_feed where table_name = 'memberships' and key = new.id;
  insert into sync_feed (pos, table_name, key, op)
    select pos, 'memberships', new.id, 'put' from sync_head;
end;
