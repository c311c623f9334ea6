-- What a command of the project does before a release takes over, and why a deployment failed, as far as it was recognised.
alter table projects add column release_command text;
alter table projects add column release_command_timeout_seconds integer not null default 600
  check (release_command_timeout_seconds between 1 and 86400);
alter table projects add column release_command_on_rollback integer not null default 0
  check (release_command_on_rollback in (0, 1));

-- JSON: title, cause and fix, and the lines of the log that show it.
alter table deployments add column explanation text;
