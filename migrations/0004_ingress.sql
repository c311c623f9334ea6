-- The ingress of a host, the domains of a project, and how a project is released.
-- Times are milliseconds since the epoch, UTC.

-- What a person has set for a host's ingress; no row: nothing yet.
create table host_ingress (
  host_id integer primary key references hosts (id) on delete cascade,
  -- Null: the default of the settings.
  driver text check (driver in ('traefik', 'caddy', 'none')),
  http_port integer not null default 80 check (http_port between 1 and 65535),
  https_port integer not null default 443 check (https_port between 1 and 65535),
  -- Whether other machines may reach it. Null: a server's yes, that of this machine no.
  is_public integer check (is_public in (0, 1)),
  acme_email text,
  -- Null: Let's Encrypt.
  acme_directory text,
  -- Null: nobody has decided. This machine gets one by itself, a server only when somebody wants it.
  is_wanted integer check (is_wanted in (0, 1)),
  check (http_port <> https_port)
) strict;

create table domains (
  id integer primary key autoincrement,
  project_id integer not null references projects (id) on delete cascade,
  -- Lower case, internationalised names in their ASCII form.
  host_name text not null,
  -- '/' for all of it.
  path_prefix text not null default '/',
  -- The application sees paths without the prefix.
  strip_prefix integer not null default 0 check (strip_prefix in (0, 1)),
  -- Visitors are sent there instead; null: the project answers.
  redirect_to text,
  auth_user text,
  -- bcrypt.
  auth_hash text,
  tls text not null default 'auto' check (tls in ('auto', 'internal', 'none')),
  -- What was found when it was last checked.
  dns text check (dns is null or json_valid(dns)),
  certificate text check (certificate is null or json_valid(certificate)),
  -- It has led here once: certificates are asked for from then on.
  verified_at integer,
  checked_at integer,
  created_at integer not null,
  updated_at integer not null,
  check ((auth_user is null) = (auth_hash is null)),
  unique (host_name, path_prefix)
) strict;

create index domains_by_project on domains (project_id);

-- A port of its own for the health check; null: the one the application serves on.
alter table projects add column health_port integer check (health_port between 1 and 65535);
alter table projects add column health_interval_seconds integer not null default 1 check (health_interval_seconds >= 1);
alter table projects add column health_probe_timeout_seconds integer not null default 2
  check (health_probe_timeout_seconds >= 1);
-- Seconds after its start in which a release is not asked at all.
alter table projects add column health_grace_seconds integer not null default 0 check (health_grace_seconds >= 0);
-- Seconds in which the release before finishes what it has begun, after new requests go to the new one.
alter table projects add column drain_seconds integer not null default 5 check (drain_seconds >= 1);
alter table projects add column release_strategy text not null default 'auto'
  check (release_strategy in ('auto', 'rolling', 'recreate'));
-- Back to the release before when a new one crashes again and again within its first minutes; 0 minutes: never.
alter table projects add column auto_rollback_minutes integer not null default 5 check (auto_rollback_minutes >= 0);
