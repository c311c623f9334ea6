-- Errors of applications, grouped. Times are milliseconds since the epoch, UTC. Deployments are numbers here and no references: a
-- release that is gone, with its log, is still the one in which an error was seen first.
create table error_groups (
  id integer primary key autoincrement,
  project_id integer not null references projects (id) on delete cascade,
  fingerprint text not null,
  language text not null,
  type text not null,
  message text not null,
  culprit text,
  status text not null default 'open' check (status in ('open', 'resolved', 'ignored')),
  count integer not null,
  first_seen_at integer not null,
  last_seen_at integer not null,
  first_deployment_id integer not null,
  last_deployment_id integer not null,
  status_changed_at integer,
  -- Resolved by the release after this one: what this one and older ones still write reopens nothing.
  resolved_after integer,
  reopened_at integer,
  reopened_in integer,
  unique (project_id, fingerprint)
) strict;

create index error_groups_by_last_seen on error_groups (project_id, last_seen_at);

-- How often in each hour.
create table error_counts (
  group_id integer not null references error_groups (id) on delete cascade,
  hour integer not null,
  count integer not null,
  primary key (group_id, hour)
) strict, without rowid;

create table error_releases (
  group_id integer not null references error_groups (id) on delete cascade,
  deployment_id integer not null,
  count integer not null,
  first_seen_at integer not null,
  last_seen_at integer not null,
  primary key (group_id, deployment_id)
) strict, without rowid;

-- Lines of the newest occurrences, secrets masked.
create table error_samples (
  id integer primary key autoincrement,
  group_id integer not null references error_groups (id) on delete cascade,
  deployment_id integer not null,
  first_seq integer not null,
  last_seq integer not null,
  at integer not null,
  text text not null
) strict;

create index error_samples_of_group on error_samples (group_id, id);

-- What is said of a project's errors as a whole.
create table error_projects (
  project_id integer primary key references projects (id) on delete cascade,
  are_notifications_on integer not null default 1 check (are_notifications_on in (0, 1)),
  dropped_count integer not null default 0
) strict;
