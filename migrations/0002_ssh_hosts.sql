-- Hosts over SSH. Times are milliseconds since the epoch, UTC. Passwords and passphrases are in the keychain, never here.

-- Projects and deployments name their host for as long as they are kept, so that a host which was removed keeps its row.
alter table hosts add column removed_at integer;

create table ssh_hosts (
  host_id integer primary key references hosts (id) on delete cascade,
  -- A name, an address, or an alias of the person's own SSH configuration, which says what is null here.
  address text not null,
  port integer check (port between 1 and 65535),
  user_name text,
  -- As OpenSSH writes it: [user@]host[:port], commas between several.
  jump text,
  auth_method text not null check (auth_method in ('key', 'password', 'agent', 'default')),
  key_path text,
  agent_socket text,
  has_secret integer not null default 0 check (has_secret in (0, 1)),
  check ((auth_method = 'key') = (key_path is not null))
) strict;

-- Host keys that a person has accepted by their fingerprint, besides those of known_hosts.
create table host_keys (
  -- As known_hosts writes it: server, [server]:2222.
  name text not null,
  key_type text not null,
  key text not null,
  -- The address under which the host was entered.
  address text not null,
  accepted_at integer not null,
  primary key (name, key)
) strict;

create index host_keys_by_address on host_keys (address);
