-- No statement looks for an event by its seq, and the kiosk's row, which the push holds, gives each once.
drop index sync_inbox_by_seq;

-- An exit without an entry.
alter table sync_inbox add column lone_exit integer not null default 0 check (lone_exit in (0, 1));
update sync_inbox set lone_exit = 1, flag = null where flag = 'exit_without_entry';
