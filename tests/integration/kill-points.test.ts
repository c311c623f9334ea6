// `kill -9` of the whole program at twenty moments spread over a deployment: each row ends once, and nothing is left over.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Deployment } from '../../src/contract/deployments.ts';
import type { Project } from '../../src/contract/projects.ts';
import { webApplication } from '../e2e/applications/web-application.ts';
import { makeDataFolder, prepareEngine, removeInstallation } from '../e2e/shells/data-folder.ts';
import { type RunningProgram, startProgram } from '../support/control-plane.ts';
import { containersOf, imagesOf } from '../support/engine-objects.ts';
import type { TestRepository } from '../support/git-repository.ts';
import { type GitServer, startGitServer } from '../support/git-server.ts';

const POINTS = 20;
const dataDir = makeDataFolder('killed');
let git: GitServer;
let repository: TestRepository;
let program: RunningProgram;
let project: Project;
/** How long a deployment takes when nobody disturbs it, ms: until its image is there, and from then on. */
const takes = { building: 0, starting: 0 };
/** So many points are spread over the build, and the others over what follows. */
const BUILDING_POINTS = 10;
/** Where each kill met the deployment. */
const met: string[] = [];

/** The build takes a moment in its middle, so that kills meet it there as well. */
const version = (text: string) => ({
  ...webApplication(text),
  Dockerfile: `FROM node:local\nWORKDIR /app\nCOPY . ./\nRUN sleep 0.5 && echo ${text}\nCMD ["node", "server.js"]\n`,
});

async function enqueue(): Promise<number> {
  const { status, body } = await program.call<Deployment>('POST', `/projects/${project.id}/deployments`, {});
  expect(status).toBe(201);
  return body.id;
}

/** As the rows say, which nobody writes while the program is dead. */
function rowsOf(id: number): { readonly status: string; readonly ends: number } {
  const db = new Database(join(dataDir, 'minipaas.db'), { readonly: true });
  try {
    const status = db.prepare<[number], string>('select status from deployments where id = ?').pluck().get(id) ?? '';
    const ends = db
      .prepare<[number], number>(
        `select count(*) from deployment_events where deployment_id = ?
           and to_status in ('running', 'failed', 'cancelled', 'superseded') and from_status <> 'stopped'`,
      )
      .pluck()
      .get(id);
    return { status, ends: ends ?? 0 };
  } finally {
    db.close();
  }
}

beforeAll(async () => {
  await prepareEngine();
  git = startGitServer();
  program = await startProgram(dataDir);
  repository = git.createRepository('twenty', version('version 0'));
  project = (await program.call<Project>('POST', '/projects', { name: 'twenty', repoUrl: repository.path })).body;
  await program.until(await enqueue(), 'running');
  repository.commit(version('version 00'));
  const began = performance.now();
  const id = await enqueue();
  await program.until(id, 'starting', 'running');
  takes.building = performance.now() - began;
  await program.until(id, 'running');
  takes.starting = performance.now() - began - takes.building;
});
afterAll(async () => {
  await program?.stop();
  await removeInstallation(dataDir);
  await git.close();
});

describe('killed', () => {
  it.each(Array.from({ length: POINTS }, (_, index) => index + 1))('at point %d of 20', async (point) => {
    const text = `version ${point}`;
    repository.commit(version(text));
    const id = await enqueue();
    // Two clocks: on a machine that is busier than it was when the time was taken, the later points would all meet the build.
    if (point <= BUILDING_POINTS) {
      await pause((takes.building * (point - 0.5)) / BUILDING_POINTS);
    } else {
      await program.until(id, 'starting', 'running');
      await pause((takes.starting * (point - BUILDING_POINTS - 1)) / (POINTS - BUILDING_POINTS));
    }
    await program.kill();
    met.push(rowsOf(id).status);

    program = await startProgram(dataDir);
    const ended = await program.until(id, 'running');
    expect(rowsOf(id)).toEqual({ status: 'running', ends: 1 });
    await expect.poll(async () => (await fetch(ended.url ?? '')).text().catch(() => '')).toBe(`Hello from ${text}`);
    // The release before has handed over.
    await expect.poll(() => containersOf(dataDir)).toEqual([`minipaas-twenty-${id}`]);
    await expect.poll(() => imagesOf(dataDir).length).toBeLessThanOrEqual(5);
    expect(imagesOf(dataDir)).toContain(`minipaas/twenty:${id}`);
    const { body } = await program.call<{ items: Deployment[] }>(
      'GET',
      `/projects/${project.id}/deployments?limit=200`,
    );
    expect(body.items.filter(({ isCurrent }) => isCurrent).map((each) => each.id)).toEqual([id]);
  });

  it('met the deployment while it waited or was built, while it was started, and when it ran', () => {
    expect(new Set(met)).toContain('building');
    expect(new Set(met)).toContain('starting');
  });

  it('left no process and no build container behind', () => {
    const left = execFileSync('docker', ['ps', '-a', '--filter', 'name=minipaas-twenty', '--format', '{{.Names}}'], {
      encoding: 'utf8',
    });
    expect(left.trim().split('\n')).toHaveLength(1);
  });
});
