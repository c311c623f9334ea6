-- Who changed which variable of a project, and when. Never a value. Times are milliseconds since the epoch, UTC.
create table env_history (
  id integer primary key autoincrement,
  project_id integer not null references projects (id) on delete cascade,
  key text not null,
  change text not null check (change in ('added', 'changed', 'removed')),
  is_secret integer not null check (is_secret in (0, 1)),
  way text not null check (way in ('set', 'import', 'edit', 'template', 'project')),
  user_id integer references users (id) on delete set null,
  at integer not null
) strict;

create index env_history_of_project on env_history (project_id, id);
