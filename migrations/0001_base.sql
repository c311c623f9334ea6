-- The tables of the first release. Times are milliseconds since the epoch, UTC; sizes are bytes; CPU is millicores and
-- memory megabytes, as people enter them. Ids are never given twice (autoincrement): containers, images, log folders and
-- keychain entries carry them and outlive their rows for a moment.
-- A landed migration is never edited; the next change is the next file.

-- One row: what tells our Docker objects from those of another installation on the same engine.
create table installation (
  id text primary key,
  created_at integer not null,
  is_only integer not null default 1 unique check (is_only = 1)
) strict;

create table settings (
  key text primary key,
  value text not null check (json_valid(value)),
  updated_at integer not null
) strict;

create table users (
  id integer primary key autoincrement,
  -- Null for somebody without a GitHub account: the owner of the machine.
  github_id integer unique,
  login text not null,
  name text,
  avatar_url text,
  created_at integer not null default (cast(unixepoch('subsec') * 1000 as integer)),
  updated_at integer not null default (cast(unixepoch('subsec') * 1000 as integer))
) strict;

insert into users (id, login) values (1, 'owner');

create table sessions (
  -- SHA-256 of the session's id: who reads this file cannot log in with it.
  id_hash text primary key,
  data text not null check (json_valid(data)),
  expires_at integer not null
) strict;

create index sessions_by_expiry on sessions (expires_at);

create table teams (
  id integer primary key autoincrement,
  name text,
  created_at integer not null default (cast(unixepoch('subsec') * 1000 as integer))
) strict;

create table team_members (
  team_id integer not null references teams (id) on delete cascade,
  user_id integer not null references users (id) on delete cascade,
  role text not null default 'viewer' check (role in ('owner', 'admin', 'developer', 'viewer')),
  primary key (team_id, user_id)
) strict;

create index team_members_by_user on team_members (user_id);

create table hosts (
  id integer primary key autoincrement,
  name text not null unique collate nocase,
  kind text not null check (kind in ('local', 'ssh')),
  created_at integer not null default (cast(unixepoch('subsec') * 1000 as integer))
) strict;

insert into hosts (id, name, kind) values (1, 'This machine', 'local');

create table projects (
  id integer primary key autoincrement,
  name text not null,
  -- The name in lower case: SQLite's own nocase knows ASCII only.
  name_key text not null unique,
  slug text not null unique,
  subdomain text not null unique,
  source_kind text not null check (source_kind in ('git', 'folder', 'image')),
  repo_url text,
  branch text,
  folder_path text,
  image_reference text,
  root_directory text not null default '',
  kind text check (kind in ('dockerfile', 'node', 'python', 'go', 'static', 'image')),
  framework text,
  host_id integer not null references hosts (id),
  port integer check (port between 1 and 65535),
  health_path text,
  health_timeout_seconds integer not null default 60,
  dockerfile_path text,
  dockerfile_override text,
  build_cache_enabled integer not null default 1 check (build_cache_enabled in (0, 1)),
  memory_limit integer check (memory_limit > 0),
  cpu_limit integer check (cpu_limit > 0),
  restart_policy text not null default 'unless-stopped'
    check (restart_policy in ('no', 'on-failure', 'unless-stopped', 'always')),
  keep_image_history integer not null default 5 check (keep_image_history >= 1),
  has_credential integer not null default 0 check (has_credential in (0, 1)),
  -- Port of the host that the releases take over from each other, so that the address stays.
  published_port integer check (published_port between 1 and 65535),
  team_id integer references teams (id) on delete set null,
  created_by integer references users (id) on delete set null,
  -- Set while the project is being deleted, so that the deletion goes on after a crash.
  removal_requested_at integer,
  -- When settings or variables last changed; later than the running release means "not yet applied".
  changed_at integer not null,
  created_at integer not null,
  updated_at integer not null,
  check (
    case source_kind
      when 'git' then repo_url is not null
      when 'folder' then folder_path is not null
      else image_reference is not null
    end
  )
) strict;

create index projects_by_host on projects (host_id);
create index projects_by_team on projects (team_id) where team_id is not null;

create table env_vars (
  id integer primary key autoincrement,
  project_id integer not null references projects (id) on delete cascade,
  key text not null,
  -- Plain text, or the sealed text of a secret.
  value text not null,
  is_secret integer not null default 0 check (is_secret in (0, 1)),
  created_at integer not null,
  updated_at integer not null,
  unique (project_id, key)
) strict;

create table deployments (
  id integer primary key autoincrement,
  project_id integer not null references projects (id) on delete cascade,
  host_id integer not null references hosts (id),
  status text not null default 'queued'
    check (status in ('queued', 'building', 'starting', 'running', 'failed', 'cancelled', 'superseded', 'stopped')),
  -- Not named "trigger": that is a word of SQL.
  triggered_by text not null
    check (triggered_by in ('manual', 'push', 'rollback', 'environment', 'settings', 'demo', 'folder')),
  branch text,
  commit_sha text,
  commit_message text,
  commit_author text,
  committed_at integer,
  image text,
  image_id text,
  container_id text,
  published_port integer check (published_port between 1 and 65535),
  url text,
  error text check (error is null or json_valid(error)),
  attempt integer not null default 1 check (attempt >= 1),
  next_attempt_at integer,
  cancel_requested_at integer,
  stages text not null default '[]' check (json_valid(stages)),
  -- Source, settings and variables of this release (secrets sealed), so that a rollback brings them back.
  snapshot text not null check (json_valid(snapshot)),
  is_current integer not null default 0 check (is_current in (0, 1)),
  can_rollback integer not null default 1 check (can_rollback in (0, 1)),
  rollback_of integer references deployments (id) on delete set null,
  created_by integer references users (id) on delete set null,
  created_at integer not null,
  started_at integer,
  finished_at integer
) strict;

create index deployments_by_project on deployments (project_id, id);
-- The queue: waiting rows by the time from which they may run.
create index deployments_waiting on deployments (coalesce(next_attempt_at, created_at), id) where status = 'queued';
create index deployments_waiting_by_project on deployments (project_id, id) where status = 'queued';
create index deployments_active on deployments (project_id, id) where status in ('building', 'starting');
create unique index deployments_current on deployments (project_id) where is_current = 1;
create index deployments_retrying on deployments (next_attempt_at) where status = 'queued' and next_attempt_at is not null;
create index deployments_by_rollback on deployments (rollback_of) where rollback_of is not null;
create index deployments_by_host on deployments (host_id);

-- What happened to a deployment, one row for each move.
create table deployment_events (
  id integer primary key autoincrement,
  deployment_id integer not null references deployments (id) on delete cascade,
  -- Null for the first.
  from_status text,
  to_status text not null,
  attempt integer not null,
  error_code text,
  at integer not null
) strict;

create index deployment_events_by_deployment on deployment_events (deployment_id, id);

-- How far the output of a deployment's container has been stored; a table of its own because it is written often.
create table runtime_log_cursors (
  deployment_id integer primary key references deployments (id) on delete cascade,
  container_id text not null,
  -- The engine's own time text: nanoseconds, more than an integer of milliseconds holds.
  engine_time text,
  seq integer not null
) strict;

create table volumes (
  id integer primary key autoincrement,
  project_id integer not null references projects (id) on delete cascade,
  name text not null,
  mount_path text not null default '/app/storage',
  size_bytes integer not null default 0 check (size_bytes >= 0),
  max_size_bytes integer not null default 5368709120 check (max_size_bytes > 0),
  created_at integer not null default (cast(unixepoch('subsec') * 1000 as integer)),
  updated_at integer not null default (cast(unixepoch('subsec') * 1000 as integer)),
  unique (project_id, name)
) strict;

create table volume_files (
  id integer primary key autoincrement,
  volume_id integer not null references volumes (id) on delete cascade,
  file_path text not null,
  file_size integer not null check (file_size >= 0),
  mime_type text,
  uploaded_at integer not null default (cast(unixepoch('subsec') * 1000 as integer)),
  unique (volume_id, file_path)
) strict;
