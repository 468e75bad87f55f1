-- The kiosk's own events: positions, epochs, the chain, and what is at the centre.

-- name: load_head
select e.number, e.epoch, e.starts_after, coalesce((select max(position) from acks), 0), o.position, o.prev_chain, o.event
from epochs e left join outbox o on o.position = (select max(position) from outbox)
where e.number = (select max(number) from epochs);

-- name: count_epochs
select count(*) from epochs;

-- name: add_epoch
insert into epochs (epoch, starts_after, after_epoch, after_seq, after_chain, why)
values (?1, ?2, ?3, ?4, ?5, ?6);

-- name: find_epoch
select number, starts_after from epochs where epoch = ?1;

-- name: later_epochs
select starts_after, after_chain from epochs where number > ?1 order by starts_after limit 1;

-- name: first_held
select min(position) from outbox;

-- name: load_announcement
select after_epoch, after_seq, why from epochs where number = ?1 and announced = 0 and after_epoch is not null;

-- name: mark_announced
update epochs set announced = 1 where number = ?1 and announced = 0;

-- name: add_event
insert into outbox (position, event_id, prev_chain, at_ms, kind, direction, person_number, credential_id, step, wall_ms,
                    boot_id, since_boot_ms, clock_state, entered_late, event)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15);

-- Whoever asks for an event by its id saw it happen: it is among the last.
-- name: find_event
select position, event from outbox where event_id = ?1 order by position desc limit 1;

-- name: chain_before
select prev_chain from outbox where position = ?1;

-- name: next_after
select position, event from outbox where position > ?1 order by position limit 1;

-- name: move_event
update outbox set position = ?2, prev_chain = ?3 where position = ?1;

-- name: events_from
select position, prev_chain, event from outbox where position >= ?1 order by position limit ?2;

-- name: time_of_next
select at_ms from outbox where position > ?1 order by position limit 1;

-- name: add_ack
insert into acks (position, at_ms) values (?1, ?2) on conflict (position) do nothing;

-- The centre held the event at ?1 at the latest when it first said so of that or a later one.
-- name: lower_acks_to
insert into acks (position, at_ms)
values (?1, coalesce((select min(at_ms) from acks where position >= ?1),
                     (select at_ms from outbox where position = ?1), 0))
on conflict (position) do nothing;

-- name: drop_acks_above
delete from acks where position > ?1;

-- name: old_ack
select max(position) from acks where at_ms <= ?1;

-- The steps of the events that go next outlive them.
-- name: keep_steps
insert into last_steps (credential_id, step, at_ms, wall_ms, boot_id, since_boot_ms, clock_state, entered_late)
select credential_id, step, at_ms, wall_ms, boot_id, since_boot_ms, clock_state, 0
from (select * from outbox where position <= ?1 order by position limit ?2)
where step is not null and not entered_late
order by position
on conflict (credential_id) do update
set step = excluded.step, at_ms = excluded.at_ms, wall_ms = excluded.wall_ms, boot_id = excluded.boot_id,
    since_boot_ms = excluded.since_boot_ms, clock_state = excluded.clock_state;

-- name: drop_old_events
delete from outbox where position in (select position from outbox where position <= ?1 order by position limit ?2);

-- name: drop_old_acks
delete from acks where position < ?1;

-- name: annul
update outbox set annulled = 1 where position = ?1;
