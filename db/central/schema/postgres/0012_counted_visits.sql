-- memberships.visits_used is told to the feed set-wise, by whoever counts (note_changes): a push moves many of them.
drop trigger feed_memberships_changed on memberships;
create constraint trigger feed_memberships_changed after update on memberships
  deferrable initially deferred for each row
  when (old.start_date is distinct from new.start_date or old.end_date is distinct from new.end_date
        or old.visits_total is distinct from new.visits_total
        or old.ended_at is distinct from new.ended_at
        or old.user_id is distinct from new.user_id)
  execute function sync_feed_changed('memberships', 'id');

-- One statement notes a block now.
drop function sync_feed_note_block(text, bigint[]);
