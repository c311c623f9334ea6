import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProjectId } from '../../src/contract/ids.ts';
import { createDeploymentStore } from '../../src/main/adapters/sqlite/deployment-store.ts';
import { openDatabase } from '../../src/main/adapters/sqlite/open.ts';
import { createProjectStore } from '../../src/main/adapters/sqlite/project-store.ts';
import { newDeployment, newProject } from '../../tests/support/rows.ts';
import { type Api, createApi, spawnHeadless } from '../lib/headless.ts';
import { type BenchContext, type Measurement, median, type Row, timed } from '../lib/row.ts';

const SMALL = { projects: 5, deployments: 200 };
const LARGE = { projects: 500, deployments: 20_000 };
/** What a page of a list holds in both. */
const PAGE = 5;
const ROUNDS = 60;
const WAITING = 5;
const migrations = fileURLToPath(new URL('../../migrations', import.meta.url));

const asked: readonly { readonly part: string; readonly method: 'GET'; readonly path: string }[] = [
  { part: `a page of ${PAGE} projects`, method: 'GET', path: `/projects?limit=${PAGE}` },
  { part: `the last page, searched for`, method: 'GET', path: `/projects?limit=${PAGE}&search=-4` },
  { part: 'deployments of a project', method: 'GET', path: '/projects/3/deployments?limit=20' },
  { part: 'queue', method: 'GET', path: '/queue' },
  { part: 'health', method: 'GET', path: '/health' },
  { part: 'health in detail', method: 'GET', path: '/health/detailed' },
];

/** An installation that has grown, beside one that has just begun: asked in turns, so that noise meets both. */
export const manyProjectsRow: Row = {
  id: 'P13',
  title: `${LARGE.projects} projects and ${LARGE.deployments} deployments instead of ${SMALL.projects}`,
  async run(context) {
    const small = await startFilled(context, 'p13-small', SMALL);
    const large = await startFilled(context, 'p13-large', LARGE);
    const measured: Measurement[] = [];
    for (const { part, method, path } of asked) {
      const times: { readonly small: number[]; readonly large: number[] } = { small: [], large: [] };
      for (let round = 0; round < ROUNDS; round += 1) {
        times.small.push(await timed(() => small.call(method, path)));
        times.large.push(await timed(() => large.call(method, path)));
      }
      measured.push({ part, ours: median(times.large), baseline: median(times.small), unit: 'ms', goal: 2 });
    }
    return measured;
  },
};

async function startFilled(context: BenchContext, name: string, size: typeof SMALL): Promise<Api> {
  const dataDir = join(context.directory, name);
  mkdirSync(dataDir, { recursive: true });
  fill(join(dataDir, 'minipaas.db'), size);
  const { child, url } = await spawnHeadless(dataDir);
  // Its projects are rows only: there is nothing of them to remove.
  context.onEnd(() => child.kill('SIGKILL'));
  return createApi(url);
}

/** Releases that somebody has stopped, so that no container is looked for; some that wait, for a host whose queue is paused. */
function fill(file: string, { projects, deployments }: typeof SMALL): void {
  const db = openDatabase({ file, migrationsDir: migrations, now: Date.now() });
  const store = createDeploymentStore(db);
  const ids: ProjectId[] = [];
  db.transaction(() => {
    const projectStore = createProjectStore(db);
    for (let count = 0; count < projects; count += 1) {
      ids.push(projectStore.insert(newProject(`bench-${count}`), Date.now()).id);
    }
    const end = db.prepare(
      `update deployments set status = 'stopped', started_at = created_at, finished_at = created_at + 60000, is_current = ?
       where id = ?`,
    );
    for (let count = 0; count < deployments; count += 1) {
      const projectId = ids[count % ids.length] as ProjectId;
      const { row } = store.insert(newDeployment(projectId), { keepWaiting: true });
      end.run(count >= deployments - projects ? 1 : 0, row.id);
    }
    store.setPaused(1 as Parameters<typeof store.setPaused>[0], Date.now());
    for (const projectId of ids.slice(0, WAITING)) {
      store.insert(newDeployment(projectId));
    }
  })();
  db.close();
}
