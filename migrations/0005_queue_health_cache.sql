-- The order and the pauses of the build queue, what the health monitor has seen, and what builds took from their cache.
-- Times are milliseconds since the epoch, UTC.

-- The time that a waiting deployment's place stands for: its own at first, that of the one it replaces (so that whoever
-- pushes often does not wait for ever), another one when somebody moves it.
alter table deployments add column queue_at integer not null default 0;
update deployments set queue_at = created_at;

drop index deployments_waiting;
create index deployments_waiting on deployments (max(queue_at, coalesce(next_attempt_at, 0)), id) where status = 'queued';

-- Hosts on which nothing new is begun.
create table queue_pauses (
  host_id integer primary key references hosts (id) on delete cascade,
  paused_at integer not null
) strict;

-- Steps of the build that was done last for this deployment, and how many of them came from the cache. Null: nothing was built.
alter table deployments add column build_steps integer check (build_steps >= 0);
alter table deployments add column cached_steps integer check (cached_steps >= 0);

-- A build that begins after this uses no cache until one has succeeded.
alter table projects add column cache_cleared_at integer;

-- Start again what crashed and Docker leaves lying, and stop what crashes without end.
alter table projects add column auto_restart integer not null default 0 check (auto_restart in (0, 1));

-- What changed in the findings of the health checks, one row for each change.
create table health_events (
  id integer primary key autoincrement,
  finding_id text not null,
  check_id text not null,
  status text not null check (status in ('ok', 'warning', 'failed')),
  message text not null,
  at integer not null
) strict;

create index health_events_by_finding on health_events (finding_id, id);
create index health_events_by_time on health_events (at);
