-- Resource limits of a project beyond memory and CPU, and what its containers used. Times are milliseconds since the epoch, UTC.

-- Of restart policy `on-failure`; null: as often as it takes.
alter table projects add column restart_max_retries integer check (restart_max_retries between 1 and 1000);
-- Processes and threads; null: no limit.
alter table projects add column pids_limit integer check (pids_limit > 0);

-- What the containers of a project used in one step of time. Each reading is added to a row of each length of step, so that nothing has
-- to be rolled up later. All but peaks, limits and counts are integrals over the measured time: a mean is theirs divided by `seconds`.
create table project_metrics (
  project_id integer not null references projects (id) on delete cascade,
  -- Length in seconds: 15, 60 or 900.
  step integer not null,
  -- Its beginning.
  at integer not null,
  -- How much of the step was measured.
  seconds real not null default 0,
  -- Milliseconds of processor time.
  cpu_ms real not null default 0,
  -- Millicores.
  cpu_peak real not null default 0,
  -- Scheduling periods in which a CPU limit applied, and those of them in which it held the application back.
  cpu_periods real not null default 0,
  cpu_throttled_periods real not null default 0,
  memory_byte_seconds real not null default 0,
  memory_peak real not null default 0,
  network_in real not null default 0,
  network_out real not null default 0,
  disk_read real not null default 0,
  disk_written real not null default 0,
  -- 1: the engine counts what is read and written.
  has_disk integer not null default 0,
  processes_peak integer not null default 0,
  restarts integer not null default 0,
  out_of_memory integer not null default 0,
  -- 1: an ingress counted requests in this step.
  has_requests integer not null default 0,
  responses_1xx real not null default 0,
  responses_2xx real not null default 0,
  responses_3xx real not null default 0,
  responses_4xx real not null default 0,
  responses_5xx real not null default 0,
  -- As they were at the end of the step; null: no limit.
  cpu_limit integer,
  memory_limit integer,
  primary key (project_id, step, at)
) strict, without rowid;

create index project_metrics_out_of_memory on project_metrics (project_id, at) where out_of_memory > 0;

-- The same of all containers of ours on a host.
create table host_metrics (
  host_id integer not null references hosts (id) on delete cascade,
  step integer not null,
  at integer not null,
  seconds real not null default 0,
  cpu_ms real not null default 0,
  cpu_peak real not null default 0,
  cpu_periods real not null default 0,
  cpu_throttled_periods real not null default 0,
  memory_byte_seconds real not null default 0,
  memory_peak real not null default 0,
  network_in real not null default 0,
  network_out real not null default 0,
  disk_read real not null default 0,
  disk_written real not null default 0,
  has_disk integer not null default 0,
  processes_peak integer not null default 0,
  restarts integer not null default 0,
  out_of_memory integer not null default 0,
  has_requests integer not null default 0,
  responses_1xx real not null default 0,
  responses_2xx real not null default 0,
  responses_3xx real not null default 0,
  responses_4xx real not null default 0,
  responses_5xx real not null default 0,
  cpu_limit integer,
  memory_limit integer,
  primary key (host_id, step, at)
) strict, without rowid;
