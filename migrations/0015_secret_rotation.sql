-- When variables are used, secrets that are rotated without a build, secrets that several projects share, and logins of registries.
-- Times are milliseconds since the epoch, UTC.

create table shared_secrets (
  id integer primary key autoincrement,
  name text not null unique,
  note text not null default '',
  -- Sealed for the secret itself; each project that uses it has a copy sealed for its variable.
  value text not null,
  -- Before the last rotation.
  former_value text,
  created_at integer not null,
  rotated_at integer
) strict;

-- The projects that the last rotation of a shared secret goes through, one after another.
create table shared_rollouts (
  secret_id integer not null references shared_secrets (id) on delete cascade,
  project_id integer not null references projects (id) on delete cascade,
  place integer not null,
  status text not null default 'waiting' check (status in ('waiting', 'rolling', 'done', 'failed')),
  -- Null: nothing runs there, the value waits for the next release.
  deployment_id integer references deployments (id) on delete set null,
  problem text,
  primary key (secret_id, project_id)
) strict;

create index shared_rollouts_by_project on shared_rollouts (project_id);
create index shared_rollouts_by_deployment on shared_rollouts (deployment_id) where deployment_id is not null;

-- At the build, at run time, or both. A secret was never given to a build until now.
alter table env_vars add column scope text not null default 'both' check (scope in ('build', 'run', 'both'));
update env_vars set scope = 'run' where is_secret = 1;
-- Sealed, as it was before the last rotation; null after any other change.
alter table env_vars add column former_value text;
alter table env_vars add column rotated_at integer;
alter table env_vars add column shared_id integer references shared_secrets (id) on delete restrict;

create index env_vars_by_shared on env_vars (shared_id) where shared_id is not null;

-- Changes come in more ways than its check knew.
create table env_history_next (
  id integer primary key autoincrement,
  project_id integer not null references projects (id) on delete cascade,
  key text not null,
  change text not null check (change in ('added', 'changed', 'removed')),
  is_secret integer not null check (is_secret in (0, 1)),
  way text not null
    check (way in ('set', 'import', 'edit', 'template', 'project', 'options', 'rotation', 'restore', 'shared')),
  user_id integer references users (id) on delete set null,
  at integer not null
) strict;
insert into env_history_next select * from env_history;
drop table env_history;
alter table env_history_next rename to env_history;
create index env_history_of_project on env_history (project_id, id);

-- A release with other variables and the image of that deployment: nothing was built.
alter table deployments add column image_of integer references deployments (id) on delete set null;
create index deployments_by_image_of on deployments (image_of) where image_of is not null;
-- Registries that images are pulled from as somebody; the password is an entry of the keychain.
create table registries (
  id integer primary key autoincrement,
  -- `registry.example.com:5000`; `docker.io` is Docker Hub.
  address text not null unique,
  username text not null,
  created_at integer not null,
  updated_at integer not null
) strict;
