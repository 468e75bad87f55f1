-- The pulled rows. ?1 is the side; a row is put only over a lower version.

-- name: put_person
insert into people (side, key, number, name, suspended, trainer_id, message, portrait, closed_entry, closed_at_ms,
                    version)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
on conflict (side, key) do update
set number = excluded.number, name = excluded.name, suspended = excluded.suspended,
    trainer_id = excluded.trainer_id, message = excluded.message, portrait = excluded.portrait,
    closed_entry = excluded.closed_entry, closed_at_ms = excluded.closed_at_ms, version = excluded.version
where excluded.version > people.version;

-- name: put_membership
insert into memberships (side, key, user_id, first_day, last_day, visits_left, counted_epoch, counted_to, version)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
on conflict (side, key) do update
set user_id = excluded.user_id, first_day = excluded.first_day, last_day = excluded.last_day,
    visits_left = excluded.visits_left, counted_epoch = excluded.counted_epoch,
    counted_to = excluded.counted_to, version = excluded.version
where excluded.version > memberships.version;

-- name: put_schedule
insert into schedules (side, key, trainer_id, day_of_week, from_min, to_min, is_available, version)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
on conflict (side, key) do update
set trainer_id = excluded.trainer_id, day_of_week = excluded.day_of_week, from_min = excluded.from_min,
    to_min = excluded.to_min, is_available = excluded.is_available, version = excluded.version
where excluded.version > schedules.version;

-- name: put_credential
insert into credentials (side, key, user_id, generation, revoked, phone_from, phone_until, version)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
on conflict (side, key) do update
set user_id = excluded.user_id, generation = excluded.generation, revoked = excluded.revoked,
    phone_from = excluded.phone_from, phone_until = excluded.phone_until, version = excluded.version
where excluded.version > credentials.version;

-- name: put_revocation
insert into revocations (side, key, scope, value, version)
values (?1, ?2, ?3, ?4, ?5)
on conflict (side, key) do update
set scope = excluded.scope, value = excluded.value, version = excluded.version
where excluded.version > revocations.version;

-- name: put_gym
insert into gym (side, key, name, timezone, rules, already_in_min, visit_closes_h, shift_closes_h, member_again_s,
                 trainer_again_s, grace_days, expiring_days, stale_warns_h, stale_refuses_h, clock_unsure_h,
                 visits_per_day, version)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
on conflict (side, key) do update
set name = excluded.name, timezone = excluded.timezone, rules = excluded.rules,
    already_in_min = excluded.already_in_min, visit_closes_h = excluded.visit_closes_h,
    shift_closes_h = excluded.shift_closes_h, member_again_s = excluded.member_again_s,
    trainer_again_s = excluded.trainer_again_s, grace_days = excluded.grace_days,
    expiring_days = excluded.expiring_days, stale_warns_h = excluded.stale_warns_h,
    stale_refuses_h = excluded.stale_refuses_h, clock_unsure_h = excluded.clock_unsure_h,
    visits_per_day = excluded.visits_per_day, version = excluded.version
where excluded.version > gym.version;

-- name: know_revocation
insert into known_revocations (scope, value, generation, known_at_ms) values (?1, ?2, ?3, ?4)
on conflict (scope, value) do update set generation = max(generation, excluded.generation), known_at_ms = excluded.known_at_ms;

-- name: forget_revocations
delete from known_revocations where (scope, value) in
  (select scope, value from known_revocations where known_at_ms < ?1 limit ?2);

-- name: drop_person
delete from people where side = ?1 and key = ?2 and version <= ?3;
-- name: drop_membership
delete from memberships where side = ?1 and key = ?2 and version <= ?3;
-- name: drop_schedule
delete from schedules where side = ?1 and key = ?2 and version <= ?3;
-- name: drop_credential
delete from credentials where side = ?1 and key = ?2 and version <= ?3;
-- name: drop_revocation
delete from revocations where side = ?1 and key = ?2 and version <= ?3;
-- name: drop_gym
delete from gym where side = ?1 and key = ?2 and version <= ?3;

-- name: clear_people
delete from people where side = ?1 and key in (select key from people where side = ?1 limit ?2);
-- name: clear_memberships
delete from memberships where side = ?1 and key in (select key from memberships where side = ?1 limit ?2);
-- name: clear_schedules
delete from schedules where side = ?1 and key in (select key from schedules where side = ?1 limit ?2);
-- name: clear_credentials
delete from credentials where side = ?1 and key in (select key from credentials where side = ?1 limit ?2);
-- name: clear_revocations
delete from revocations where side = ?1 and key in (select key from revocations where side = ?1 limit ?2);
-- name: clear_gym
delete from gym where side = ?1 and key in (select key from gym where side = ?1 limit ?2);

-- name: part_of_people
select max(key) from (select key from people where side = ?1 and key > ?2 order by key limit ?3);
-- name: part_of_memberships
select max(key) from (select key from memberships where side = ?1 and key > ?2 order by key limit ?3);
-- name: part_of_schedules
select max(key) from (select key from schedules where side = ?1 and key > ?2 order by key limit ?3);
-- name: part_of_credentials
select max(key) from (select key from credentials where side = ?1 and key > ?2 order by key limit ?3);
-- name: part_of_revocations
select max(key) from (select key from revocations where side = ?1 and key > ?2 order by key limit ?3);
-- name: part_of_gym
select max(key) from (select key from gym where side = ?1 and key > ?2 order by key limit ?3);

-- name: copy_people
insert into people
select 1 - side, key, number, name, suspended, trainer_id, version, message, portrait, closed_entry, closed_at_ms
from people where side = ?1 and key > ?2 and key <= ?3;
-- name: copy_memberships
insert into memberships
select 1 - side, key, user_id, first_day, last_day, visits_left, counted_epoch, counted_to, version
from memberships where side = ?1 and key > ?2 and key <= ?3;
-- name: copy_schedules
insert into schedules select 1 - side, key, trainer_id, day_of_week, from_min, to_min, is_available, version
from schedules where side = ?1 and key > ?2 and key <= ?3;
-- name: copy_credentials
insert into credentials select 1 - side, key, user_id, generation, revoked, version, phone_from, phone_until
from credentials where side = ?1 and key > ?2 and key <= ?3;
-- name: copy_revocations
insert into revocations select 1 - side, key, scope, value, version
from revocations where side = ?1 and key > ?2 and key <= ?3;
-- name: copy_gym
insert into gym
select 1 - side, key, name, timezone, rules, already_in_min, visit_closes_h, shift_closes_h, member_again_s,
       trainer_again_s, grace_days, expiring_days, stale_warns_h, stale_refuses_h, clock_unsure_h, visits_per_day,
       version
from gym where side = ?1 and key > ?2 and key <= ?3;
