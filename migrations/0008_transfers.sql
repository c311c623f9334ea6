-- Uploads from this machine's disk and downloads to it, run by the control plane for the desktop. A row without an end goes on when
-- the program begins. Times are milliseconds since the epoch, UTC; sizes are bytes.
create table transfers (
  id text primary key,
  volume_id integer not null references volumes (id) on delete cascade,
  direction text not null check (direction in ('upload', 'download')),
  -- JSON: of an upload, paths of this machine; of a download, paths in the volume.
  paths text not null,
  -- Of the volume, as JSON: names need not be UTF-8.
  folder text not null,
  local_folder text,
  -- JSON: the name that each thing of a download has in the local folder; empty until they are chosen.
  local_names text not null default '[]',
  -- JSON: what somebody said of names that were taken; null: nobody was asked.
  answer text,
  -- JSON: how it ended; null: there is something left to do.
  ended text,
  created_at integer not null
) strict;

create index transfers_by_volume on transfers (volume_id);
