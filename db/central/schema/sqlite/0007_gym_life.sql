-- What trainees, trainers and the office keep beside attendance. Money is in minor units; JSON is kept as its text.

alter table trainers add column bio text;
alter table trainers add column certifications text;
alter table trainers add column experience_years integer check (experience_years >= 0);
alter table trainers add column rating real check (rating between 0 and 5);
-- Sealed: see central/services/sealing.h.
alter table trainers add column bank_account text;
alter table trainers add column ifsc_code text;
alter table trainers add column aadhar text;
alter table trainers add column pan text;
alter table trainers add column emergency_contact text;

create table measurements (
  id integer primary key autoincrement,
  trainee_id integer not null references trainees (user_id) on delete cascade,
  weight real check (weight >= 0),  -- kg
  chest real check (chest >= 0),    -- cm
  waist real check (waist >= 0),
  hips real check (hips >= 0),
  body_fat real check (body_fat between 0 and 100),  -- per cent
  measured_at text not null
) strict;
create index measurements_by_trainee on measurements (trainee_id, measured_at, id);

create table progress_photos (
  id integer primary key autoincrement,
  trainee_id integer not null references trainees (user_id) on delete cascade,
  image_url text not null unique,
  note text,
  created_at text not null
) strict;
create index progress_photos_by_trainee on progress_photos (trainee_id, created_at, id);

create table workouts (
  id integer primary key autoincrement,
  trainee_id integer not null references trainees (user_id) on delete cascade,
  exercise_type text not null,
  calories_burned real check (calories_burned >= 0),
  duration integer check (duration >= 0),  -- minutes
  summary_json text,
  performed_at text not null
) strict;
create index workouts_by_trainee on workouts (trainee_id, performed_at, id);

create table ai_reports (
  id integer primary key autoincrement,
  trainee_id integer not null references trainees (user_id) on delete cascade,
  report_type text not null,
  report_json text not null,
  created_at text not null
) strict;
create index ai_reports_by_trainee on ai_reports (trainee_id, created_at, id);

create table workout_plans (
  id integer primary key autoincrement,
  trainee_id integer not null references trainees (user_id) on delete cascade,
  trainer_id text references trainers (id) on delete set null,
  title text not null,
  plan_json text not null,
  created_at text not null
) strict;
create index workout_plans_by_trainee on workout_plans (trainee_id, created_at, id);
create index workout_plans_by_trainer on workout_plans (trainer_id, created_at, id);

create table diet_plans (
  id integer primary key autoincrement,
  trainee_id integer not null references trainees (user_id) on delete cascade,
  trainer_id text references trainers (id) on delete set null,
  title text not null,
  plan_json text not null,
  created_at text not null
) strict;
create index diet_plans_by_trainee on diet_plans (trainee_id, created_at, id);
create index diet_plans_by_trainer on diet_plans (trainer_id, created_at, id);

create table pt_sessions (
  id integer primary key autoincrement,
  trainee_id integer not null references trainees (user_id) on delete cascade,
  trainer_id text not null references trainers (id) on delete cascade,
  session_at text not null,
  duration integer check (duration >= 0),  -- minutes
  trainer_notes text,
  performance_rating integer check (performance_rating between 1 and 5)
) strict;
create index pt_sessions_by_trainee on pt_sessions (trainee_id, session_at, id);
create index pt_sessions_by_trainer on pt_sessions (trainer_id, session_at, id);

create table trainer_salaries (
  id integer primary key autoincrement,
  trainer_id text not null references trainers (id) on delete cascade,
  base_salary integer not null check (base_salary >= 0),
  commission_per_trainee integer not null default 0 check (commission_per_trainee >= 0),
  bonuses integer not null default 0 check (bonuses >= 0),
  effective_from text not null,
  created_at text not null
) strict;
create index trainer_salaries_by_trainer on trainer_salaries (trainer_id, effective_from, id);

create table trainer_documents (
  id integer primary key autoincrement,
  trainer_id text not null references trainers (id) on delete cascade,
  title text not null,
  document_url text not null unique,
  is_verified integer not null default 0 check (is_verified in (0, 1)),
  uploaded_at text not null
) strict;
create index trainer_documents_by_trainer on trainer_documents (trainer_id, uploaded_at, id);

create table trainer_revenue (
  id integer primary key autoincrement,
  trainer_id text not null references trainers (id) on delete cascade,
  amount integer not null check (amount >= 0),
  source text not null,
  paid_at text not null
) strict;
create index trainer_revenue_by_trainer on trainer_revenue (trainer_id, paid_at, id);

create table payments (
  id integer primary key autoincrement,
  user_id integer not null references users (id) on delete cascade,
  membership_id integer references memberships (id) on delete set null,
  amount integer not null check (amount >= 0),
  status text not null check (status in ('pending', 'paid', 'failed')),
  transaction_id text unique,
  receipt_pdf_url text unique,
  is_refund integer not null default 0 check (is_refund in (0, 1)),
  refund_amount integer check (refund_amount >= 0),
  refund_reason text,
  created_at text not null,
  check (refund_amount is null or refund_amount <= amount)
) strict;
create index payments_by_user on payments (user_id, created_at, id);
create index payments_by_time on payments (created_at, id);
create index payments_by_membership on payments (membership_id);

create table pt_packages (
  id integer primary key autoincrement,
  name text not null,
  sessions_count integer not null check (sessions_count > 0),
  duration_days integer not null check (duration_days > 0),
  price integer not null check (price >= 0),
  is_active integer not null default 1 check (is_active in (0, 1))
) strict;

create table expenses (
  id integer primary key autoincrement,
  category text not null,
  amount integer not null check (amount >= 0),
  description text,
  bill_url text unique,
  spent_on text not null,
  created_at text not null
) strict;
create index expenses_by_day on expenses (spent_on, id);

create table messages (
  id integer primary key autoincrement,
  sender_id integer not null references users (id) on delete cascade,
  receiver_id integer not null references users (id) on delete cascade,
  message text not null,
  is_read integer not null default 0 check (is_read in (0, 1)),
  read_at text,
  created_at text not null
) strict;
create index messages_by_receiver on messages (receiver_id, created_at, id);
create index messages_by_sender on messages (sender_id, created_at, id);

create table trainer_messages (
  id integer primary key autoincrement,
  trainee_id integer not null references trainees (user_id) on delete cascade,
  trainer_id text not null references trainers (id) on delete cascade,
  sender_id integer not null references users (id) on delete cascade,
  message text not null,
  created_at text not null
) strict;
create index trainer_messages_by_trainee on trainer_messages (trainee_id, created_at, id);
create index trainer_messages_by_trainer on trainer_messages (trainer_id, created_at, id);
create index trainer_messages_by_sender on trainer_messages (sender_id);

create table notifications (
  id integer primary key autoincrement,
  user_id integer not null references users (id) on delete cascade,
  title text not null,
  body text,
  notification_type text not null,
  is_read integer not null default 0 check (is_read in (0, 1)),
  read_at text,
  created_at text not null
) strict;
create index notifications_by_user on notifications (user_id, created_at, id);

-- What the lists of the office go by.
create index users_by_role on users (role, id);

create index trainer_attendance_newest on trainer_attendance (trainer_id, coalesce(check_in, scheduled_start), id);

-- The centre itself, as the source of what is recorded here: no kiosk, so no token opens it and it counts as revoked.
insert into kiosks (id, name, public_key, token_hash, enrolled_at, revoked_at)
values (0, 'the centre', x'', x'', '1970-01-01T00:00:00.000Z', '1970-01-01T00:00:00.000Z');
insert into kiosk_epochs (kiosk_id, store_epoch, chain, began_at)
values (0, '0000000000000000', zeroblob(32), '1970-01-01T00:00:00.000Z');

-- Files in PROFILE_UPLOAD_DIR that no other row is sure to name: begun and not yet named, or no longer wanted.
create table uploads_begun (
  file text primary key,
  begun_at text not null
) strict;
create index uploads_begun_by_time on uploads_begun (begun_at);
