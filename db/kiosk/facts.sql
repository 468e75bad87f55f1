-- What the door decides on. ?1 of the pulled rows is the side that the door reads.

-- name: load_device
select l.kiosk_id, l.gym_id, l.root_key, l.trust_list, coalesce(g.name, l.gym_name), coalesce(g.timezone, l.timezone)
from link l left join gym g on g.side = ?1;

-- name: load_rules
select rules, already_in_min, visit_closes_h, shift_closes_h, member_again_s, trainer_again_s, grace_days,
       expiring_days, stale_warns_h, stale_refuses_h, clock_unsure_h, visits_per_day
from gym where side = ?1;

-- The index is named, because SQLite takes a side for a handful of rows and would read all of it.
-- name: load_person
select key, name, suspended, trainer_id, version, message
from people indexed by people_by_number where side = ?1 and number = ?2
order by version desc limit 1;

-- name: load_memberships
select m.key, m.first_day, m.last_day, m.visits_left, coalesce(e.starts_after + m.counted_to, 0)
from memberships m indexed by memberships_by_user left join epochs e on e.epoch = m.counted_epoch
where m.side = ?1 and m.user_id = ?2
order by m.first_day, m.key;

-- name: load_phones
select c.key, c.generation, c.phone_from, c.phone_until
from people p indexed by people_by_number
join credentials c indexed by credentials_by_user on c.side = p.side and c.user_id = p.key
where p.side = ?1 and p.number = ?2 and not c.revoked and c.phone_from is not null;

-- name: credential_generation
select max(generation) from (
  select generation from known_revocations where scope = 'credential' and value = ?2
  union all
  select case when revoked then 256 else generation end from credentials where side = ?1 and key = ?2);

-- name: is_scope_revoked
select exists (select 1 from known_revocations where scope = ?2 and value = ?3)
    or exists (select 1 from revocations where side = ?1 and scope = ?2 and value = ?3);

-- name: load_last_step
select step, at_ms, wall_ms, boot_id, since_boot_ms, clock_state, entered_late
from last_steps where credential_id = ?1;

-- Of the scans in their own order the last; or, newer than that one, the one that was entered for the latest time.
-- name: last_scan
with mine as (
  select s.position, o.event_id, s.at_ms, s.wall_ms, s.boot_id, s.since_boot_ms, s.clock_state, s.entered_late,
         s.direction
  from own_scans s join outbox o using (position)
  where s.person_number = ?1 and not s.annulled and (?2 is null or s.kind = ?2) and (?3 is null or s.direction = ?3)
), live as (
  select * from mine where not entered_late order by position desc limit 1
), late as (
  select * from mine
  where entered_late and at_ms > coalesce((select at_ms from live), -9223372036854775808)
  order by at_ms desc, position desc limit 1
)
select * from late union all select * from live where not exists (select 1 from late);

-- name: last_scan_up_to
select s.position, o.event_id, s.at_ms, s.wall_ms, s.boot_id, s.since_boot_ms, s.clock_state, s.entered_late,
       s.direction
from own_scans s join outbox o using (position)
where s.person_number = ?1 and not s.annulled and (?2 is null or s.kind = ?2) and (?3 is null or s.direction = ?3)
  and s.at_ms <= ?4
order by s.at_ms desc, s.position desc limit 1;

-- name: load_entries
select s.position, o.event_id, s.at_ms, s.wall_ms, s.boot_id, s.since_boot_ms, s.clock_state, s.entered_late
from own_scans s join outbox o using (position)
where s.person_number = ?1 and s.kind = 'visit' and s.direction = 'in' and not s.annulled
  and (?2 is null or s.at_ms <= ?2)
order by s.position;

-- name: load_punches
select s.position, o.event_id, s.at_ms, s.direction
from own_scans s join outbox o using (position)
where s.person_number = ?1 and s.kind = 'shift' and not s.annulled and (?2 is null or s.at_ms <= ?2)
order by s.position desc limit ?3;

-- name: last_accepted
with mine as (
  select s.position, s.at_ms, s.entered_late from own_scans s where s.credential_id = ?1 and not s.annulled
), live as (
  select * from mine where not entered_late order by position desc limit 1
), late as (
  select * from mine
  where entered_late and at_ms > coalesce((select at_ms from live), -9223372036854775808)
  order by at_ms desc, position desc limit 1
)
select event from outbox
where position = coalesce((select position from late), (select position from live));

-- name: last_accepted_up_to
select o.event
from own_scans s join outbox o using (position)
where s.credential_id = ?1 and not s.annulled and s.at_ms <= ?2
order by s.at_ms desc, s.position desc limit 1;

-- name: count_not_ours
update store set not_ours = not_ours + ?1;

-- name: load_status
select l.kiosk_id, l.central_url, l.revoked, s.not_ours, s.last_push_ms, r.cursor,
       (select count(*) from set_aside),
       coalesce((select group_concat(text, '; ') from (select text from troubles order by source)), '')
from link l, store s, replica r;
