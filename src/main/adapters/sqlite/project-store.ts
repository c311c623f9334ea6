import Database from 'better-sqlite3';
import { AppError } from '../../../contract/app-error.ts';
import type { HostId, ProjectId } from '../../../contract/ids.ts';
import type { NewProject, ProjectPatch, ProjectRow, ProjectStore } from '../../features/projects/ports.ts';
import type { Db } from './db.ts';
import { type ColumnValue, nameKey, type RawProject, toProject, toProjectColumns } from './project-rows.ts';
import { type OnUnreadable, readable } from './readable.ts';

interface StoreOptions {
  /** Told of rows that are left out of lists because they cannot be read. */
  readonly onUnreadable?: OnUnreadable;
}

const one = (raw: RawProject | undefined): ProjectRow | null => (raw === undefined ? null : toProject(raw));

export function createProjectStore(db: Db, options: StoreOptions = {}): ProjectStore {
  const onUnreadable = options.onUnreadable ?? (() => undefined);
  const selectById = db.prepare<[ProjectId], RawProject>('select * from projects where id = ?');
  const selectBySlug = db.prepare<[string], RawProject>('select * from projects where slug = ?');
  const selectAll = db.prepare<[], RawProject>('select * from projects order by name_key');
  const selectPage = db.prepare<
    { readonly after: ProjectId | null; readonly pattern: string; readonly limit: number },
    RawProject
  >(
    `select * from projects
     where removal_requested_at is null and name_key like :pattern escape '\\'
       and (:after is null or name_key > (select name_key from projects where id = :after))
     order by name_key limit :limit`,
  );
  const countSlug = db.prepare<[string], number>('select count(*) from projects where slug = ?').pluck();
  const countHost = db.prepare<[HostId], number>('select count(*) from projects where host_id = ?').pluck();
  const deleteRow = db.prepare<[ProjectId]>('delete from projects where id = ?');

  const many = (rows: readonly RawProject[]): readonly ProjectRow[] =>
    rows.map((raw) => readable(raw, toProject, onUnreadable)).filter((row) => row !== null);

  function insert(project: NewProject, now: number): ProjectRow {
    const { slug, hostId, createdBy, ...rest } = project;
    const values: Record<string, ColumnValue> = {
      ...toProjectColumns({ ...rest, changedAt: now }),
      slug,
      host_id: hostId,
      created_by: createdBy,
      created_at: now,
      updated_at: now,
    };
    const names = Object.keys(values);
    const sql = `insert into projects (${names.join(', ')}) values (${names.map(() => '?').join(', ')}) returning *`;
    const raw = refusingTaken(project, () => db.prepare<ColumnValue[], RawProject>(sql).get(...Object.values(values)));
    if (raw === undefined) {
      throw new Error('SQLite returned no row for an insert');
    }
    return toProject(raw);
  }

  function update(id: ProjectId, patch: ProjectPatch, now: number): ProjectRow | null {
    const values = { ...toProjectColumns(patch), updated_at: now };
    const assignments = Object.keys(values).map((column) => `${column} = ?`);
    const sql = `update projects set ${assignments.join(', ')} where id = ? returning *`;
    const bound = [...Object.values(values), id];
    return one(refusingTaken(patch, () => db.prepare<ColumnValue[], RawProject>(sql).get(...bound)));
  }

  return {
    insert,
    update,
    get: (id) => one(selectById.get(id)),
    getBySlug: (slug) => one(selectBySlug.get(slug)),
    list: () => many(selectAll.all()),
    listPage: ({ limit, after, search }) =>
      many(selectPage.all({ limit, after, pattern: `%${nameKey(search).replaceAll(/[\\%_]/g, '\\$&')}%` })),
    remove: (id) => deleteRow.run(id).changes > 0,
    isSlugTaken: (slug) => (countSlug.get(slug) ?? 0) > 0,
    countByHost: (hostId) => countHost.get(hostId) ?? 0,
  };
}

/** The unique indices decide, so that two who ask at once cannot both get the name. */
function refusingTaken<T>(
  wanted: { readonly name?: string; readonly subdomain?: string; readonly slug?: string },
  write: () => T,
): T {
  try {
    return write();
  } catch (error) {
    if (!(error instanceof Database.SqliteError) || error.code !== 'SQLITE_CONSTRAINT_UNIQUE') {
      throw error;
    }
    if (error.message.endsWith('projects.subdomain')) {
      throw new AppError(
        'SUBDOMAIN_TAKEN',
        { subdomain: wanted.subdomain ?? '' },
        { cause: error, field: 'subdomain' },
      );
    }
    const name = error.message.endsWith('projects.slug') ? wanted.slug : wanted.name;
    throw new AppError('NAME_TAKEN', { name: name ?? '' }, { cause: error, field: 'name' });
  }
}
