-- What the door decides on. ?1 of the pulled rows is the side that the door reads.

-- What every decision stands on.
-- name: load_ground
select r.side, r.pulled_at_ms, r.pulled_boot_id, r.pulled_since_boot_ms, g.rules, g.already_in_min, g.visit_closes_h,
       g.shift_closes_h, g.member_again_s, g.trainer_again_s, g.grace_days, g.expiring_days,
       g.stale_warns_h, g.stale_refuses_h, g.clock_unsure_h, g.visits_per_day
from replica r left join gym g on g.side = r.side;

-- name: load_rules
select rules, already_in_min, visit_closes_h, shift_closes_h, member_again_s, trainer_again_s, grace_days,
       expiring_days, stale_warns_h, stale_refuses_h, clock_unsure_h, visits_per_day
from gym where side = ?1;

-- The index is named, because SQLite takes a side for a handful of rows and would read all of it.
-- name: load_person
select key, name, suspended, trainer_id, version, message, portrait, closed_entry, closed_at_ms
from people indexed by people_by_number where side = ?1 and number = ?2
order by version desc limit 1;

-- name: load_memberships
select m.key, m.first_day, m.last_day, m.visits_left, coalesce(e.starts_after + m.counted_to, 0)
from memberships m indexed by memberships_by_user left join epochs e on e.epoch = m.counted_epoch
where m.side = ?1 and m.user_id = ?2
order by m.first_day, m.key;

-- The person first: a plain join would let SQLite begin with all credentials of the side.
-- name: load_phones
select c.key, c.generation, c.phone_from, c.phone_until
from people p indexed by people_by_number
cross join credentials c indexed by credentials_by_user on c.side = p.side and c.user_id = p.key
where p.side = ?1 and p.number = ?2 and not c.revoked and c.phone_from is not null;

-- The lowest generation of a credential that counts, and whether its issuer's and its phones' keys are revoked.
-- name: load_revocation
select (select max(generation) from (
          select generation from known_revocations where scope = 'credential' and value = ?2
          union all
          select case when revoked then 256 else generation end from credentials where side = ?1 and key = ?2)),
       exists (select 1 from known_revocations where scope = 'issuer' and value = ?3)
         or exists (select 1 from revocations where side = ?1 and scope = 'issuer' and value = ?3),
       exists (select 1 from known_revocations where scope = 'totp_epoch' and value = ?4)
         or exists (select 1 from revocations where side = ?1 and scope = 'totp_epoch' and value = ?4);

-- name: load_last_step
select step, at_ms, wall_ms, boot_id, since_boot_ms, clock_state, entered_late
from last_steps where credential_id = ?1;

-- name: load_own
select position, event_id, at_ms, wall_ms, boot_id, since_boot_ms, clock_state, entered_late, credential_id, step, kind,
       direction, annulled
from outbox where person_number = ?1
order by position;

-- name: count_not_ours
update store set not_ours = not_ours + ?1;

-- name: load_status
select l.kiosk_id, l.central_url, l.revoked, s.not_ours, s.last_push_ms,
       (select count(*) from set_aside),
       coalesce((select group_concat(text, '; ') from (select text from troubles order by source)), '')
from link l, store s;
