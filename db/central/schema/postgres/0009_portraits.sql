-- A person's picture as the kiosks show it: small and square, made from the avatar of that URL. Of one that cannot be
-- read there is none.
create table portraits (
  user_id bigint primary key references users (id) on delete cascade,
  avatar_url text not null,
  sha256 text,  -- of jpeg
  jpeg bytea,
  check ((sha256 is null) = (jpeg is null))
);
create index portraits_by_hash on portraits (sha256);
create index users_by_avatar on users (id) where avatar_url is not null;

-- A person's row at the kiosk carries the portrait's hash, as it carries the trainer's id.
alter function sync_feed_trainer_changed() rename to sync_feed_person_changed;
create constraint trigger feed_portraits after insert or update or delete on portraits
  deferrable initially deferred for each row execute function sync_feed_person_changed();
