-- The SHA-256 of a person's picture, whose file lies among the photos.
alter table people add column portrait blob check (length(portrait) = 32);
create index people_by_portrait on people (portrait) where portrait is not null;

-- What was pulled before knows nothing of pictures, nor of phones: all is fetched once more, while the door reads the copy
-- that is there.
update replica
set feed_epoch = '', run = '', cursor = 0, shadow = 'dirty', shadow_feed_epoch = '', shadow_run = '', shadow_cursor = 0;
