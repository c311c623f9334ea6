import { formatBytes } from '../../../../contract/bytes.ts';
import type { DatabaseKeeper, Fix, HealthCheck, Observation } from '../ports.ts';

/** SQLite brings the log into the file at 4 MB; far beyond it, something keeps it from doing so. */
const LARGE_WAL = 64 * 1024 ** 2;
const MUCH_UNUSED = 64 * 1024 ** 2;

/** Whether it can be read and written, and how large it has become. */
export function createDatabaseCheck(database: DatabaseKeeper): HealthCheck {
  const id = 'database';
  return {
    id,
    everyMs: 300_000,
    async check() {
      try {
        database.probe();
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        return [
          {
            id,
            status: 'failed',
            message: `The database cannot be written: ${problem}.`,
            hint: 'See whether the disk is full and the data folder may be written.',
          },
        ];
      }
      return [observeSize(database, id)];
    },
  };
}

function observeSize(database: DatabaseKeeper, id: string): Observation {
  const { sizeBytes, walBytes, unusedBytes } = database.facts();
  const size = `The database can be read and written; it has ${formatBytes(sizeBytes)}`;
  if (walBytes > LARGE_WAL) {
    return {
      id,
      status: 'warning',
      message: `${size}, and ${formatBytes(walBytes)} wait in its write-ahead log.`,
      hint: 'Another program may be reading minipaas.db all the time, a backup for one.',
      fixes: [
        {
          id: 'checkpoint-database',
          label: 'Bring the log into the file',
          removes: [],
          async apply() {
            database.checkpoint();
            return `The write-ahead log has ${formatBytes(database.facts().walBytes)} now.`;
          },
        },
      ],
    };
  }
  if (unusedBytes > MUCH_UNUSED && unusedBytes > sizeBytes / 2) {
    return {
      id,
      status: 'warning',
      message: `${size}, of which ${formatBytes(unusedBytes)} are no longer used.`,
      hint: 'Giving them back takes some seconds, in which nothing else is done.',
      fixes: [
        {
          id: 'compact-database',
          label: 'Give unused space back',
          removes: [],
          async apply() {
            database.compact();
            return `The database has ${formatBytes(database.facts().sizeBytes)} now.`;
          },
        },
      ],
    };
  }
  return { id, status: 'ok', message: `${size}.`, hint: null };
}

/** Whether SQLite finds it whole. It reads every page, so it is made seldom. */
export function createDatabaseIntegrityCheck(database: DatabaseKeeper): HealthCheck {
  const id = 'database-integrity';
  return {
    id,
    everyMs: 86_400_000,
    async check() {
      const problems = database.verify();
      if (problems.length === 0) {
        return [{ id, status: 'ok', message: 'The database is whole.', hint: null }];
      }
      const isIndexOnly = problems.every((problem) => /index/i.test(problem));
      return [
        {
          id,
          status: 'failed',
          message: `The database is damaged: ${problems[0]}${problems.length > 1 ? `, and ${problems.length - 1} more` : ''}.`,
          hint: isIndexOnly
            ? 'Only indices are wrong: they can be made anew from their tables.'
            : 'Make a copy now, stop miniPaaS and put back a backup of minipaas.db, or run sqlite3 minipaas.db .recover.',
          fixes: [...(isIndexOnly ? [reindexFix(database)] : []), backUpFix(database)],
        },
      ];
    },
  };
}

function reindexFix(database: DatabaseKeeper): Fix {
  return {
    id: 'reindex-database',
    label: 'Make the indices anew',
    removes: [],
    async apply() {
      database.reindex();
      const left = database.verify();
      return left.length === 0 ? 'The database is whole again.' : `It is still damaged: ${left[0]}.`;
    },
  };
}

function backUpFix(database: DatabaseKeeper): Fix {
  return {
    id: 'back-up-database',
    label: 'Make a copy of it',
    removes: [],
    apply: async () => `Copied to ${await database.backUp()}.`,
  };
}
