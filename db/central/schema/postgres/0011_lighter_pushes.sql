-- What a push writes, and no more: what is taken back or flagged soon after finds room beside itself, so that no index
-- is written anew.

-- No statement looks for an event by its seq, and the kiosk's row, which the push holds, gives each once.
drop index sync_inbox_by_seq;

-- An exit without an entry. In a column that no index's condition names.
alter table sync_inbox add column lone_exit boolean not null default false;
alter table sync_inbox set (fillfactor = 85);
update sync_inbox set lone_exit = true, flag = null where flag = 'exit_without_entry';
alter table sync_inbox drop constraint sync_inbox_flag_check;
alter table sync_inbox add constraint sync_inbox_flag_check check (flag in ('person_unknown', 'no_trainer'));

alter table attendance set (fillfactor = 80);

-- Visits come nearly in the order of time, and are looked for by the day.
drop index attendance_by_time;
create index attendance_by_time on attendance using brin (check_in_time) with (pages_per_range = 16, autosummarize = on);
