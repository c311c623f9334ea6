-- Volumes: what Docker calls them, who made them, how they are used, and what was last measured. Times are milliseconds since the epoch,
-- UTC; sizes are bytes.

alter table volumes add column host_id integer references hosts (id);
-- Unique where it is: one Docker volume belongs to one project. Null only for the moment in which the row gets its id.
alter table volumes add column docker_name text;
-- It was there before and was attached.
alter table volumes add column is_external integer not null default 0 check (is_external in (0, 1));
alter table volumes add column writer_mode text not null default 'many' check (writer_mode in ('one', 'many'));
alter table volumes add column quota_kind text not null default 'measured' check (quota_kind in ('measured', 'hard'));
-- Null until it was measured for the first time; `size_bytes` means nothing before that.
alter table volumes add column measured_at integer;
alter table volumes add column file_count integer;
alter table volumes add column folder_count integer;

update volumes set host_id = (select host_id from projects where projects.id = project_id),
  docker_name = 'minipaas-vol-' || project_id || '-' || id;

create unique index volumes_by_docker_name on volumes (host_id, docker_name);

-- Uploads that may go on. Their bytes wait in the volume, in a folder of the upload's id.
create table volume_uploads (
  id text primary key,
  volume_id integer not null references volumes (id) on delete cascade,
  -- As bytes: names need not be UTF-8.
  path blob not null,
  size_bytes integer not null check (size_bytes >= 0),
  modified_at integer,
  mode integer,
  conflict text not null check (conflict in ('fail', 'replace', 'keepBoth', 'skip')),
  created_at integer not null,
  expires_at integer not null
) strict;

create index volume_uploads_by_volume on volume_uploads (volume_id);
create index volume_uploads_by_expiry on volume_uploads (expires_at);

-- A project of its own mind about a volume at its first deployment; null: as the installation's settings say.
alter table projects add column has_default_volume integer check (has_default_volume in (0, 1));
