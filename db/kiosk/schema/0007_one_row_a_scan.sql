-- An event is one row: what later decisions look back on stands beside its bytes, and the chain goes on from the last
-- one, which therefore always stays.

-- With every event gone there is no last row to go on from: a new epoch begins, as it does wherever bytes were lost.
insert into epochs (epoch, starts_after, after_epoch, after_seq, after_chain, why)
select random(), s.last_position, e.epoch, s.last_position - e.starts_after, s.chain,
       'an idle kiosk was brought up to date'
from store s, epochs e
where e.number = (select max(number) from epochs)
  and s.last_position > e.starts_after
  and s.last_position <= (select max(position) from acks)
  and not exists (select 1 from outbox);

create table rebuilt (
  position integer primary key,
  event_id blob not null check (length(event_id) = 16),
  prev_chain blob not null check (length(prev_chain) = 32),
  at_ms integer not null,
  -- From here to `annulled`: of an accepted scan and of a meal.
  kind text check (kind in ('visit', 'shift', 'meal')),
  direction text check (direction in ('in', 'out')),
  person_number integer,
  credential_id integer,
  step integer,
  wall_ms integer,
  boot_id blob,
  since_boot_ms integer,
  clock_state integer,
  entered_late integer check (entered_late in (0, 1)),
  annulled integer not null default 0 check (annulled in (0, 1)),
  event text not null
) strict;

-- The steps so far stand in last_steps, and it counts until a newer row says otherwise.
insert into rebuilt (position, event_id, prev_chain, at_ms, kind, direction, person_number, credential_id, wall_ms,
                     boot_id, since_boot_ms, clock_state, entered_late, annulled, event)
select o.position, o.event_id, o.prev_chain, o.at_ms,
       coalesce(s.kind, case when o.event_id in (select event_id from photos) then 'meal' end), s.direction,
       s.person_number, s.credential_id, s.wall_ms, s.boot_id, s.since_boot_ms, s.clock_state, s.entered_late,
       coalesce(s.annulled, 0), o.event
from outbox o left join own_scans s using (position)
order by o.position;

drop table own_scans;
drop table outbox;
alter table rebuilt rename to outbox;

create index outbox_by_person on outbox (person_number) where person_number is not null;
create index outbox_meals on outbox (event_id) where kind = 'meal';

alter table store drop column last_position;
alter table store drop column chain;
