-- Meals: their photos' way to the centre, and what was eaten before.

-- A picture that is named anew is sent anew, for the new meal's sake.
-- name: queue_photo
insert into photos (sha256, event_id, state) values (?1, ?2, 'waiting')
on conflict (sha256) do update
set event_id = excluded.event_id, state = 'waiting', tries = 0, stored_at_ms = null, reason = '';

-- name: requeue_photo
insert into photos (sha256, event_id, state) values (?1, ?2, 'waiting') on conflict (sha256) do nothing;

-- name: requeue_stored
update photos set state = 'waiting', tries = 0, stored_at_ms = null where state = 'stored';

-- name: count_waiting
select count(*) from photos where state = 'waiting';

-- name: count_set_aside
select count(*) from photos where state = 'set_aside';

-- One whose meal is at the centre; the least tried first, so that none keeps another from its turn.
-- name: next_photo
select p.sha256, p.event_id
from photos p
where p.state = 'waiting'
  and not exists (select 1 from outbox o
                  where o.event_id = p.event_id and o.kind = 'meal'
                    and o.position > (select coalesce(max(position), 0) from acks))
order by p.tries, p.event_id
limit 1;

-- name: note_tried
update photos set tries = tries + 1 where sha256 = ?1 and event_id = ?2 and state = 'waiting';

-- name: note_stored
update photos set state = 'stored', stored_at_ms = ?3 where sha256 = ?1 and event_id = ?2 and state = 'waiting';

-- name: note_set_aside
update photos set state = 'set_aside', reason = ?3 where sha256 = ?1 and event_id = ?2 and state = 'waiting';

-- name: stored_before
select sha256 from photos where state = 'stored' and stored_at_ms < ?1 order by stored_at_ms limit ?2;

-- name: forget_photo
delete from photos where sha256 = ?1 and state = 'stored';

-- name: is_photo_wanted
select exists (select 1 from photos where sha256 = ?1)
       or exists (select 1 from people indexed by people_by_portrait where portrait = ?1);

-- name: list_portraits
select distinct portrait from people indexed by people_by_portrait where portrait > ?1 order by portrait limit ?2;

-- name: note_item
insert into meal_items (user_id, item, calories, times, last_ms) values (?1, ?2, ?3, 1, ?4)
on conflict (user_id, item) do update
set calories = coalesce(excluded.calories, calories), times = times + 1, last_ms = excluded.last_ms;

-- The last one, then the most frequent.
-- name: load_items
select item, calories from meal_items where user_id = ?1
order by last_ms = (select max(last_ms) from meal_items where user_id = ?1) desc, times desc, last_ms desc, item
limit ?2;

-- name: forget_old_items
delete from meal_items where (user_id, item) in
  (select user_id, item from meal_items where last_ms < ?1 limit ?2);

-- name: forget_items
delete from meal_items;
