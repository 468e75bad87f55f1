-- The days of a phone's capsule, for codes that are typed; null for what shows no digits.
alter table credentials add column phone_from integer;
alter table credentials add column phone_until integer;
create index credentials_by_user on credentials (side, user_id);
