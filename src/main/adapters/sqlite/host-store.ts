import { AppError } from '../../../contract/app-error.ts';
import type { HostId } from '../../../contract/ids.ts';
import type { HostRow, HostStore, SshAccess, SshAuth } from '../../features/hosts/ports.ts';
import type { Db } from './db.ts';

interface StoredHost {
  readonly id: HostId;
  readonly name: string;
  readonly kind: 'local' | 'ssh';
  readonly createdAt: number;
  readonly removedAt: number | null;
  readonly address: string | null;
  readonly port: number | null;
  readonly user: string | null;
  readonly jump: string | null;
  readonly authMethod: SshAuth['method'] | null;
  readonly keyPath: string | null;
  readonly agentSocket: string | null;
  readonly hasSecret: number | null;
}

const SELECT = `
  select id, name, kind, created_at as createdAt, removed_at as removedAt,
    address, port, user_name as user, jump, auth_method as authMethod, key_path as keyPath,
    agent_socket as agentSocket, has_secret as hasSecret
  from hosts left join ssh_hosts on host_id = id`;

export function createHostStore(db: Db): HostStore {
  const selectAll = db.prepare<[], StoredHost>(`${SELECT} where removed_at is null order by id`);
  const selectOne = db.prepare<[HostId], StoredHost>(`${SELECT} where id = ?`);
  const takenBy = db.prepare<[string], HostId>('select id from hosts where name = ?').pluck();
  const insertHost = db
    .prepare<[string, number], HostId>("insert into hosts (name, kind, created_at) values (?, 'ssh', ?) returning id")
    .pluck();
  const insertSsh = db.prepare(
    `insert into ssh_hosts (host_id, address, port, user_name, jump, auth_method, key_path, agent_socket, has_secret)
     values (@id, @address, @port, @user, @jump, @method, @path, @socket, @hasSecret)`,
  );
  const updateSsh = db.prepare(
    `update ssh_hosts set address = @address, port = @port, user_name = @user, jump = @jump, auth_method = @method,
       key_path = @path, agent_socket = @socket, has_secret = @hasSecret
     where host_id = @id`,
  );
  const rename = db.prepare<[string, HostId]>('update hosts set name = ? where id = ?');
  const markRemoved = db.prepare<[number, HostId]>(
    "update hosts set removed_at = ?, name = name || ' (removed ' || id || ')' where id = ? and removed_at is null",
  );

  function refuseTaken(name: string, except: HostId | null): void {
    const holder = takenBy.get(name);
    if (holder !== undefined && holder !== except) {
      throw new AppError('NAME_TAKEN', { name }, { field: 'name' });
    }
  }

  return {
    list: () => selectAll.all().map(toRow),
    get(id) {
      const stored = selectOne.get(id);
      return stored === undefined ? null : toRow(stored);
    },
    isRemoved: (id) => (selectOne.get(id)?.removedAt ?? null) !== null,
    addSsh: db.transaction((name: string, ssh: SshAccess, now: number) => {
      refuseTaken(name, null);
      const id = insertHost.get(name, now) as HostId;
      insertSsh.run(sshColumns(id, ssh));
      return { id, name, kind: 'ssh' as const, createdAt: now, ssh };
    }),
    update: db.transaction((id: HostId, { name, ssh }: Parameters<HostStore['update']>[1]) => {
      refuseTaken(name, id);
      rename.run(name, id);
      if (ssh !== null) {
        updateSsh.run(sshColumns(id, ssh));
      }
      const changed = selectOne.get(id);
      if (changed === undefined) {
        throw new AppError('NOT_FOUND', { what: `host ${id}` });
      }
      return toRow(changed);
    }),
    remove: (id, now) => void markRemoved.run(now, id),
  };
}

function sshColumns(id: HostId, { address, port, user, jump, auth, hasSecret }: SshAccess) {
  return {
    id,
    address,
    port,
    user,
    jump,
    method: auth.method,
    path: auth.method === 'key' ? auth.path : null,
    socket: auth.method === 'agent' ? auth.socket : null,
    hasSecret: hasSecret ? 1 : 0,
  };
}

function toRow(stored: StoredHost): HostRow {
  const { id, name, createdAt } = stored;
  if (stored.kind === 'local') {
    return { id, name, createdAt, kind: 'local' };
  }
  const { address, port, user, jump } = stored;
  const ssh = { address: address ?? '', port, user, jump, auth: toAuth(stored), hasSecret: stored.hasSecret === 1 };
  return { id, name, createdAt, kind: 'ssh', ssh };
}

function toAuth({ authMethod, keyPath, agentSocket }: StoredHost): SshAuth {
  switch (authMethod) {
    case 'key':
      return { method: 'key', path: keyPath ?? '' };
    case 'agent':
      return { method: 'agent', socket: agentSocket };
    case 'password':
      return { method: 'password' };
    case 'default':
    case null:
      return { method: 'default' };
  }
}
