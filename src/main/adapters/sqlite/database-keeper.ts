// What the health monitor looks at and repairs of the open database.
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseKeeper } from '../../features/health/ports.ts';
import type { Db } from './db.ts';
import { probeDatabase } from './open.ts';

/** Enough to say what it is; a file that is damaged everywhere has thousands. */
const MOST_PROBLEMS = 20;

export function createDatabaseKeeper(db: Db, now: () => number): DatabaseKeeper {
  const pragma = (name: string): number => Number(db.pragma(name, { simple: true }));

  return {
    probe: () => probeDatabase(db),
    facts() {
      const pageSize = pragma('page_size');
      return {
        sizeBytes: pragma('page_count') * pageSize,
        walBytes: sizeOf(`${db.name}-wal`),
        unusedBytes: pragma('freelist_count') * pageSize,
      };
    },
    verify() {
      try {
        // Compares indices with their tables, which `quick_check` does not.
        const rows = db.pragma(`integrity_check(${MOST_PROBLEMS})`) as { integrity_check: string }[];
        return rows.map((row) => row.integrity_check.trim()).filter((text) => text !== 'ok');
      } catch (error) {
        // The check itself stumbles over the damage: its message is the finding.
        return [error instanceof Error ? error.message : String(error)];
      }
    },
    reindex: () => void db.exec('reindex'),
    checkpoint: () => void db.pragma('wal_checkpoint(TRUNCATE)'),
    compact: () => void db.exec('vacuum'),
    async backUp() {
      const stamp = new Date(now()).toISOString().replaceAll(/[:.]/g, '-');
      const file = join(dirname(db.name), `minipaas-${stamp}.backup.db`);
      // Page for page: what is damaged is copied as it is.
      await db.backup(file);
      return file;
    },
  };
}

function sizeOf(file: string): number {
  // There is none after a checkpoint that closed it.
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
