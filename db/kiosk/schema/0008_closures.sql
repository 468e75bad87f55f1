-- The latest of this kiosk's entries that ended elsewhere, by its event, and when it did.
alter table people add column closed_entry blob check (length(closed_entry) = 16);
alter table people add column closed_at_ms integer;

-- What was pulled before knows nothing of them: all is fetched once more, while the door reads the copy that is there.
update replica
set feed_epoch = '', run = '', cursor = 0, shadow = 'dirty', shadow_feed_epoch = '', shadow_run = '', shadow_cursor = 0;
