-- What the front desk has to say to a person.
alter table people add column message text;
