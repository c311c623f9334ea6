-- What a move to another host has left of a volume where it was: a copy that is kept until somebody deletes it. Times are milliseconds since the
-- epoch, UTC; sizes are bytes.
create table left_volumes (
  id integer primary key,
  project_id integer not null references projects (id) on delete cascade,
  -- The volume's name at the time.
  name text not null,
  host_id integer not null references hosts (id) on delete cascade,
  docker_name text not null,
  -- As it was measured before the move; null: it was not.
  size_bytes integer,
  left_at integer not null,
  unique (host_id, docker_name)
) strict;

create index left_volumes_by_project on left_volumes (project_id);
