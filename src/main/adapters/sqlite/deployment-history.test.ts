import { describe, expect, it } from 'vitest';
import { makeTestDatabase } from '../../../../tests/support/database.ts';
import { insertProject, newDeployment } from '../../../../tests/support/rows.ts';
import { createDeploymentHistory } from './deployment-history.ts';
import { createDeploymentStore } from './deployment-store.ts';

describe('deployments of the past', () => {
  it('are those that ended in a time, the newest of them, oldest first, with how long was built', () => {
    const db = makeTestDatabase();
    const project = insertProject(db, 'Shop');
    const store = createDeploymentStore(db);
    const history = createDeploymentHistory(db);
    const build = { name: 'build', status: 'succeeded', detail: null, progress: null } as const;
    const ids = [1000, 2000, 3000].map((finishedAt) => {
      const { row } = store.insert(newDeployment(project), { keepWaiting: true });
      const startedAt = new Date(finishedAt - 700).toISOString();
      const stages = [{ ...build, startedAt, finishedAt: new Date(finishedAt - 100).toISOString() }];
      store.patch(row.id, { finishedAt, startedAt: finishedAt - 800, stages });
      return row.id;
    });
    expect(history.endedBetween(project, 1000, 3000, 10)).toMatchObject([
      { id: ids[0], finishedAt: 1000, buildMs: 600 },
      { id: ids[1], startedAt: 1200 },
    ]);
    expect(history.endedBetween(project, 0, 9000, 1).map(({ id }) => id)).toEqual([ids[2]]);
    const skipped = { ...build, status: 'skipped' as const, startedAt: null, finishedAt: null };
    store.patch(ids[2] ?? (0 as never), { stages: [skipped] });
    expect(history.endedBetween(project, 3000, 9000, 1)[0]?.buildMs).toBeNull();
  });
});
