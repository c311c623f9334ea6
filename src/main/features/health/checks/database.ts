import type { DatabaseReader, HealthCheck } from '../ports.ts';

export function createDatabaseCheck(database: DatabaseReader): HealthCheck {
  const id = 'database';
  return {
    id,
    async check() {
      try {
        database.probe();
        return [{ id, status: 'ok', message: 'The database can be read and written.', hint: null }];
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
    },
  };
}
