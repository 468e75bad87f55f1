-- The clock's row is as of this event; a later one that was recorded with the clock right tells what the floor is now.
alter table clock add column counted_event blob check (length(counted_event) = 16);
update clock set counted_event = (select event_id from outbox order by position desc limit 1);
