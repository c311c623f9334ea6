-- Backups of volumes. Times are milliseconds since the epoch, UTC; sizes are bytes.

create table backup_places (
  id integer primary key autoincrement,
  name text not null unique collate nocase,
  kind text not null check (kind in ('folder', 'host', 's3')),
  -- Of a folder; null for the one in the data folder.
  path text,
  host_id integer references hosts (id) on delete set null,
  -- Endpoint, region, bucket, prefix, access key; the secret key is in the keychain.
  s3 text check (s3 is null or json_valid(s3)),
  is_built_in integer not null default 0 check (is_built_in in (0, 1)),
  created_at integer not null
) strict;

insert into backup_places (id, name, kind, is_built_in, created_at)
values (1, 'This machine', 'folder', 1, cast(unixepoch('subsec') * 1000 as integer));

-- A backup outlives its volume and its project: that is what it is for.
create table backups (
  id integer primary key autoincrement,
  volume_id integer references volumes (id) on delete set null,
  project_id integer references projects (id) on delete set null,
  volume_name text not null,
  project_name text not null,
  place_id integer not null references backup_places (id),
  -- Name of its file in the place.
  file text not null,
  status text not null check (status in ('running', 'complete', 'failed')),
  triggered_by text not null check (triggered_by in ('manual', 'schedule')),
  was_paused integer not null default 0 check (was_paused in (0, 1)),
  -- Containers that stand still for it now: let go on if we end before we do.
  paused_containers text not null default '[]' check (json_valid(paused_containers)),
  host_id integer references hosts (id) on delete set null,
  content_bytes integer not null default 0,
  file_count integer,
  archive_bytes integer,
  sha256 text,
  error text check (error is null or json_valid(error)),
  created_at integer not null,
  finished_at integer
) strict;

create index backups_by_volume on backups (volume_id, id);
create index backups_by_project on backups (project_id, id);
create index backups_by_place on backups (place_id);
create index backups_running on backups (id) where status = 'running';

create table backup_schedules (
  volume_id integer primary key references volumes (id) on delete cascade,
  place_id integer not null references backup_places (id),
  every_hours integer not null check (every_hours >= 1),
  keep integer not null check (keep >= 1),
  is_pausing integer not null default 0 check (is_pausing in (0, 1)),
  next_at integer not null
) strict;

create index backup_schedules_by_time on backup_schedules (next_at);
