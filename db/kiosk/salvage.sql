-- From a damaged file, attached as `damaged`, what can be read of it.

-- name: attach
attach ?1 as damaged;

-- name: schema_version
select max(number) from damaged.schema_migrations;

-- name: save_link
insert or replace into main.link select * from damaged.link;
-- name: save_totp_keys
insert into main.totp_keys select * from damaged.totp_keys;
-- name: save_clock
insert or replace into main.clock select * from damaged.clock;
-- name: save_store
insert or replace into main.store select * from damaged.store;
-- name: save_epochs
insert into main.epochs select * from damaged.epochs;
-- name: save_acks
insert into main.acks select * from damaged.acks;
-- name: save_set_aside
insert into main.set_aside select * from damaged.set_aside;
-- name: save_last_steps
insert into main.last_steps select * from damaged.last_steps;
-- name: save_known_revocations
insert into main.known_revocations select * from damaged.known_revocations;
-- name: save_photos
insert into main.photos select * from damaged.photos;
-- name: save_meal_items
insert into main.meal_items select * from damaged.meal_items;

-- Where nobody knows any more which events came after the clock's row, it stands alone.
-- name: count_saved_events
update main.clock set counted_event = (select event_id from main.outbox order by position desc limit 1)
where floor_at_ms > 0
  and (counted_event is null or counted_event not in (select event_id from main.outbox));

-- name: save_people
insert into main.people select p.* from damaged.people p, damaged.replica r where p.side = r.side;
-- name: save_memberships
insert into main.memberships select m.* from damaged.memberships m, damaged.replica r where m.side = r.side;
-- name: save_schedules
insert into main.schedules select s.* from damaged.schedules s, damaged.replica r where s.side = r.side;
-- name: save_credentials
insert into main.credentials select c.* from damaged.credentials c, damaged.replica r where c.side = r.side;
-- name: save_revocations
insert into main.revocations select v.* from damaged.revocations v, damaged.replica r where v.side = r.side;
-- name: save_gym
insert into main.gym select g.* from damaged.gym g, damaged.replica r where g.side = r.side;
-- name: save_pulled
update main.replica
set (side, pulled_at_ms, pulled_boot_id, pulled_since_boot_ms, last_pull_ms) =
    (select side, pulled_at_ms, pulled_boot_id, pulled_since_boot_ms, last_pull_ms from damaged.replica);

-- name: events_up
select position, event from damaged.outbox where position > ?1 order by position;
-- name: events_down
select position, event from damaged.outbox where position > ?1 order by position desc;
