import { domainCertificate, domainDns } from '../../../contract/domains.ts';
import type { DomainId, ProjectId } from '../../../contract/ids.ts';
import type { DomainPatch, DomainRow, DomainStore } from '../../features/ingress/ports.ts';
import type { Db } from './db.ts';
import { parseJsonColumn } from './json-column.ts';
import { type OnUnreadable, readable } from './readable.ts';

interface RawDomain {
  readonly id: DomainId;
  readonly project_id: ProjectId;
  readonly host_name: string;
  readonly path_prefix: string;
  readonly strip_prefix: number;
  readonly redirect_to: string | null;
  readonly auth_user: string | null;
  readonly auth_hash: string | null;
  readonly tls: DomainRow['tls'];
  readonly dns: string | null;
  readonly certificate: string | null;
  readonly verified_at: number | null;
  readonly checked_at: number | null;
}

interface StoreOptions {
  readonly onUnreadable?: OnUnreadable;
}

type ColumnValue = string | number | null;

export function createDomainStore(db: Db, { onUnreadable = () => undefined }: StoreOptions = {}): DomainStore {
  const selectOfProject = db.prepare<[ProjectId], RawDomain>('select * from domains where project_id = ? order by id');
  const selectAll = db.prepare<[], RawDomain>('select * from domains order by id');
  const selectById = db.prepare<[DomainId], RawDomain>('select * from domains where id = ?');
  const selectByName = db.prepare<[string, string], RawDomain>(
    'select * from domains where host_name = ? and path_prefix = ?',
  );
  const deleteRow = db.prepare<[DomainId]>('delete from domains where id = ?');
  const one = (raw: RawDomain | undefined): DomainRow | null => (raw === undefined ? null : toDomain(raw));
  const many = (rows: readonly RawDomain[]): readonly DomainRow[] =>
    rows.map((raw) => readable(raw, toDomain, onUnreadable)).filter((row) => row !== null);

  return {
    list: (projectId) => many(selectOfProject.all(projectId)),
    listAll: () => many(selectAll.all()),
    get: (id) => one(selectById.get(id)),
    owner: (hostName, pathPrefix) => one(selectByName.get(hostName, pathPrefix)),
    insert({ projectId, ...domain }, now) {
      const values = { project_id: projectId, ...toColumns(domain), created_at: now, updated_at: now };
      const names = Object.keys(values);
      const raw = db
        .prepare<ColumnValue[], RawDomain>(
          `insert into domains (${names.join(', ')}) values (${names.map(() => '?').join(', ')}) returning *`,
        )
        .get(...Object.values(values));
      if (raw === undefined) {
        throw new Error('SQLite returned no row for an insert');
      }
      return toDomain(raw);
    },
    update(id, patch, now) {
      const values = { ...toColumns(patch), updated_at: now };
      const assignments = Object.keys(values).map((column) => `${column} = ?`);
      const sql = `update domains set ${assignments.join(', ')} where id = ? returning *`;
      return one(db.prepare<ColumnValue[], RawDomain>(sql).get(...Object.values(values), id));
    },
    remove: (id) => void deleteRow.run(id),
  };
}

/** Throws RECORD_UNREADABLE. */
function toDomain(raw: RawDomain): DomainRow {
  const place = (column: string) => ({ table: 'domains', id: raw.id, column });
  return {
    id: raw.id,
    projectId: raw.project_id,
    hostName: raw.host_name,
    pathPrefix: raw.path_prefix,
    stripPrefix: raw.strip_prefix === 1,
    redirectTo: raw.redirect_to,
    auth: raw.auth_user === null || raw.auth_hash === null ? null : { user: raw.auth_user, hash: raw.auth_hash },
    tls: raw.tls,
    dns: raw.dns === null ? null : parseJsonColumn(domainDns, raw.dns, place('dns')),
    certificate:
      raw.certificate === null ? null : parseJsonColumn(domainCertificate, raw.certificate, place('certificate')),
    verifiedAt: raw.verified_at,
    checkedAt: raw.checked_at,
  };
}

/** Column → value for the keys that the patch has. */
function toColumns(patch: DomainPatch): Record<string, ColumnValue> {
  const json = (value: object | null | undefined) =>
    value === undefined || value === null ? value : JSON.stringify(value);
  const columns: Record<string, ColumnValue | undefined> = {
    host_name: patch.hostName,
    path_prefix: patch.pathPrefix,
    strip_prefix: patch.stripPrefix === undefined ? undefined : Number(patch.stripPrefix),
    redirect_to: patch.redirectTo,
    ...(patch.auth === undefined ? {} : { auth_user: patch.auth?.user ?? null, auth_hash: patch.auth?.hash ?? null }),
    tls: patch.tls,
    dns: json(patch.dns),
    certificate: json(patch.certificate),
    verified_at: patch.verifiedAt,
    checked_at: patch.checkedAt,
  };
  return Object.fromEntries(
    Object.entries(columns).filter((entry): entry is [string, ColumnValue] => entry[1] !== undefined),
  );
}
