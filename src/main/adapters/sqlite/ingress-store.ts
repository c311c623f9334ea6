import type { HostId } from '../../../contract/ids.ts';
import type { IngressRow, IngressStore } from '../../features/ingress/ports.ts';
import type { Db } from './db.ts';

interface RawIngress {
  readonly host_id: HostId;
  readonly driver: IngressRow['driver'];
  readonly http_port: number;
  readonly https_port: number;
  readonly is_public: number | null;
  readonly acme_email: string | null;
  readonly acme_directory: string | null;
  readonly is_wanted: number | null;
}

export function createIngressStore(db: Db): IngressStore {
  const select = db.prepare<[HostId], RawIngress>('select * from host_ingress where host_id = ?');
  const put = db.prepare<RawIngress>(
    `insert into host_ingress
       (host_id, driver, http_port, https_port, is_public, acme_email, acme_directory, is_wanted)
     values
       (@host_id, @driver, @http_port, @https_port, @is_public, @acme_email, @acme_directory, @is_wanted)
     on conflict (host_id) do update set
       driver = excluded.driver, http_port = excluded.http_port, https_port = excluded.https_port,
       is_public = excluded.is_public, acme_email = excluded.acme_email, acme_directory = excluded.acme_directory,
       is_wanted = excluded.is_wanted`,
  );
  function get(hostId: HostId): IngressRow {
    const raw = select.get(hostId);
    return raw === undefined ? unset(hostId) : toRow(raw);
  }
  return {
    get,
    change(hostId, patch) {
      const row = { ...get(hostId), ...patch };
      put.run(toRaw(row));
      return row;
    },
  };
}

function unset(hostId: HostId): IngressRow {
  return {
    hostId,
    driver: null,
    httpPort: 80,
    httpsPort: 443,
    isPublic: null,
    acmeEmail: null,
    acmeDirectory: null,
    isWanted: null,
  };
}

const toBoolean = (value: number | null): boolean | null => (value === null ? null : value === 1);
const toNumber = (value: boolean | null): number | null => (value === null ? null : Number(value));

function toRow(raw: RawIngress): IngressRow {
  return {
    hostId: raw.host_id,
    driver: raw.driver,
    httpPort: raw.http_port,
    httpsPort: raw.https_port,
    isPublic: toBoolean(raw.is_public),
    acmeEmail: raw.acme_email,
    acmeDirectory: raw.acme_directory,
    isWanted: toBoolean(raw.is_wanted),
  };
}

function toRaw(row: IngressRow): RawIngress {
  return {
    host_id: row.hostId,
    driver: row.driver,
    http_port: row.httpPort,
    https_port: row.httpsPort,
    is_public: toNumber(row.isPublic),
    acme_email: row.acmeEmail,
    acme_directory: row.acmeDirectory,
    is_wanted: toNumber(row.isWanted),
  };
}
