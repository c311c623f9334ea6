import type { DatabaseContents } from '../../features/diagnostics/ports.ts';
import type { Db } from './db.ts';

/** How much is in the database, without anything that is in it. */
export function readDatabaseContents(db: Db): DatabaseContents {
  const tables = db
    .prepare<[], { name: string }>(
      "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name",
    )
    .all();
  const rows = tables.map(({ name }) => {
    // Names of our own migrations: none needs more than the quotes.
    const count = db.prepare<[], { count: number }>(`select count(*) as count from "${name}"`).get()?.count ?? 0;
    return [name, count] as const;
  });
  const newest = db
    .prepare<[], { name: string }>('select name from schema_migrations order by name desc limit 1')
    .get();
  const pragma = (name: string): number => Number(db.pragma(name, { simple: true }));
  return {
    schema: newest?.name ?? 'none',
    sizeBytes: pragma('page_count') * pragma('page_size'),
    rows: Object.fromEntries(rows),
  };
}
