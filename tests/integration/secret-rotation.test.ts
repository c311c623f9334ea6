// A secret gets another value while its application is asked without pause: no build, no request unanswered, and nothing of it in the image.
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnvRotation } from '../../src/contract/environment.ts';
import type { EnvVarId, ProjectId } from '../../src/contract/ids.ts';
import type { Project } from '../../src/contract/projects.ts';
import type { SharedSecret } from '../../src/contract/shared-secrets.ts';
import type { RepositoryFiles } from '../support/git-repository.ts';
import { type Load, startLoad } from '../support/load.ts';
import { caller, LOCAL, type RoutedPlane, startRoutedPlane } from '../support/routed-plane.ts';

/** Answers with its secret; one that begins with "bad" it does not start with. Its build writes down what it may: the length of its secret. */
const application: RepositoryFiles = {
  Dockerfile: `FROM node:local
RUN --mount=type=secret,id=BUILD_TOKEN wc -c < /run/secrets/BUILD_TOKEN > /token-length
COPY server.js .
EXPOSE 3000
CMD ["node", "server.js"]
`,
  'server.js': `const { TOKEN, BUILD_TOKEN } = process.env;
if (TOKEN.startsWith('bad')) process.exit(3);
const length = require('fs').readFileSync('/token-length', 'utf8').trim();
const server = require('http').createServer((request, response) => {
  request.resume();
  setTimeout(() => response.end([TOKEN, length, BUILD_TOKEN].join(' ')), request.url === '/slow' ? 100 : 0);
});
server.listen(3000);
process.on('SIGTERM', () => server.close(() => process.exit(0)));
`,
};
const buildToken = 'canary-of-the-build';

/** Reads its secret from a file, at its start and whenever it is told to; answers with it and with a word of this run of its process. */
const fileReader: RepositoryFiles = {
  Dockerfile: 'FROM node:local\nCOPY server.js .\nUSER 1000\nEXPOSE 3000\nCMD ["node", "server.js"]\n',
  'server.js': `const read = () => require('fs').readFileSync(process.env.TOKEN_FILE, 'utf8');
let token = read();
process.on('SIGHUP', () => (token = read()));
const run = require('crypto').randomUUID();
const server = require('http').createServer((request, response) => {
  request.resume();
  response.end([token, run, process.env.TOKEN].join(' '), () => request.url === '/crash' && process.exit(3));
});
server.listen(3000);
process.on('SIGTERM', () => server.close(() => process.exit(0)));
`,
};

let routed: RoutedPlane;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'minipaas-rotation-'));
  const passphrase = join(folder, 'passphrase');
  writeFileSync(passphrase, 'correct horse battery staple');
  routed = await startRoutedPlane({}, ['--passphrase-file', passphrase]);
  await routed.install();
});
afterAll(async () => {
  await routed?.close();
  rmSync(folder, { recursive: true, force: true });
});

const environment = () => routed.plane.services.environment;

async function addSecret(project: Project, key: string, value: string, scope: 'build' | 'run'): Promise<EnvVarId> {
  const { id } = await environment().set({ id: project.id, key, value, isSecret: true, scope }, caller);
  return id as EnvVarId;
}

async function addApplication(addToken: (project: Project) => Promise<EnvVarId>) {
  const { project } = await routed.addProject(application, { drainSeconds: 1 });
  const tokenId = await addToken(project);
  await addSecret(project, 'BUILD_TOKEN', buildToken, 'build');
  expect(await routed.deploy(project.id)).toMatchObject({ status: 'running', errorMessage: null });
  return { project, tokenId };
}

function loadOn(id: ProjectId): Load {
  const { hostname, port } = new URL(routed.project(id).url ?? '');
  return startLoad({ host: hostname, port: Number(port) });
}

async function rolled({ applied }: EnvRotation) {
  if (applied.how !== 'rolled') {
    throw new Error(`It was ${applied.how}.`);
  }
  return routed.ended(applied.deploymentId);
}

describe('a rotation', () => {
  it(
    'rolls the same image under load, answers every request, and keeps the former value until the new one is proven',
    async () => {
      const { project, tokenId } = await addApplication((of) => addSecret(of, 'TOKEN', 'one', 'run'));
      const first = routed.project(project.id).current;
      const load = loadOn(project.id);
      const shown = (token: string): string => `${token} ${buildToken.length} `;
      await expect.poll(() => load.answers.get(shown('one')) ?? 0).toBeGreaterThan(0);

      for (const value of ['two', 'three']) {
        load.mark(`the secret becomes ${value}`);
        const row = await rolled((await environment().rotate({ id: tokenId, value }, caller)) as EnvRotation);
        expect(row).toMatchObject({
          status: 'running',
          trigger: 'environment',
          imageId: first?.imageId,
          buildSteps: null,
        });
        expect(row.stages.find(({ name }) => name === 'build')).toMatchObject({ status: 'skipped' });
        await expect.poll(() => load.answers.get(shown(value)) ?? 0).toBeGreaterThan(0);
      }
      expect(await environment().pending({ id: project.id }, caller)).toEqual({ hasRelease: true, changes: [] });
      expect(routed.project(project.id).hasPendingChanges).toBe(false);

      load.mark('a value that the application cannot start with');
      const refused = await rolled((await environment().rotate({ id: tokenId, value: 'bad' }, caller)) as EnvRotation);
      expect(refused).toMatchObject({ status: 'failed', errorCode: 'CONTAINER_EXITED' });
      expect(await environment().pending({ id: project.id }, caller)).toMatchObject({ changes: [{ key: 'TOKEN' }] });
      // Back: the release that serves has that value, so there is nothing to roll.
      const restored = (await environment().restoreFormer({ id: tokenId }, caller)) as EnvRotation;
      expect(restored.applied.how).toBe('stored');
      expect(await environment().pending({ id: project.id }, caller)).toMatchObject({ changes: [] });
      expect(routed.project(project.id).current?.id).toBe(first === null ? null : first.id + 2);

      await expect.poll(() => load.answered()).toBeGreaterThan(500);
      await load.stop();
      expect(load.failures, load.story()).toEqual([]);
      expect([...load.answers.keys()]).toEqual([shown('one'), shown('two'), shown('three')]);

      // What the build had is in no image, and not in the container either.
      const docker = new Docker();
      const current = routed.project(project.id).current;
      const image = docker.getImage(current?.image ?? '');
      const container = docker.getContainer(current?.containerId ?? '');
      const facts = JSON.stringify([await image.inspect(), await image.history(), await container.inspect()]);
      expect(facts).not.toContain(buildToken);
      expect(LOCAL).toBe(project.hostId);
    },
    10 * 60_000,
  );

  it(
    'of a shared secret rolls its projects one after another, and stops at the first that does not run with it',
    async () => {
      const { sharedSecrets } = routed.plane.services;
      const shared = (await sharedSecrets.create(
        { name: 'TOKEN', value: 'first', note: 'for both' },
        caller,
      )) as SharedSecret;
      const follow = async ({ id: projectId }: Project): Promise<EnvVarId> =>
        (await sharedSecrets.use({ id: shared.id, projectId }, caller)).id as EnvVarId;
      const projects = [await addApplication(follow), await addApplication(follow)].map(({ project }) => project);
      const tokens = () => Promise.all(projects.map(({ id }) => answerOf(id)));
      expect(await tokens()).toEqual(['first', 'first']);

      await sharedSecrets.rotate({ id: shared.id, value: 'second' }, caller);
      const done = await rolledOut(shared.id);
      expect(done.steps.map(({ status }) => status)).toEqual(['done', 'done']);
      expect(await tokens()).toEqual(['second', 'second']);

      await sharedSecrets.rotate({ id: shared.id, value: 'bad' }, caller);
      const stopped = await rolledOut(shared.id);
      expect(stopped.status).toBe('failed');
      expect(stopped.steps).toMatchObject([
        { status: 'failed', problem: expect.stringContaining('exited with code 3') as string },
        { status: 'waiting', deploymentId: null },
      ]);
      expect(await tokens()).toEqual(['second', 'second']);

      await sharedSecrets.restoreFormer({ id: shared.id }, caller);
      expect((await rolledOut(shared.id)).steps.map(({ status, deploymentId }) => [status, deploymentId])).toEqual([
        ['done', null],
        ['done', null],
      ]);
      expect(() => sharedSecrets.remove({ id: shared.id }, caller)).toThrow(/is used by/);
    },
    10 * 60_000,
  );

  it(
    'of a secret that is a file changes the file in the container that runs: no deployment, no request unanswered, there after each start',
    async () => {
      const { project } = await routed.addProject(fileReader, { drainSeconds: 1 });
      const { id } = project;
      const secret = { id, key: 'TOKEN', value: 'canary-one', isSecret: true } as const;
      const made = await environment().set({ ...secret, delivery: 'file', signal: 'SIGHUP' }, caller);
      const tokenId = made.id as EnvVarId;
      expect(await routed.deploy(id)).toMatchObject({ status: 'running', errorMessage: null });
      const [first, run] = await answer(id);
      expect(first).toBe('canary-one');
      const load = loadOn(id);
      const shown = (token: string): string => `${token} ${run ?? ''} `;
      await expect.poll(() => load.answers.get(shown('canary-one')) ?? 0).toBeGreaterThan(0);

      const before = routed.project(id).current;
      const { applied } = await environment().rotate({ id: tokenId, value: 'canary-two' }, caller);
      expect(applied).toEqual({ how: 'updated', isRunning: true, signal: 'SIGHUP' });
      await expect.poll(() => load.answers.get(shown('canary-two')) ?? 0).toBeGreaterThan(0);
      await environment().set({ ...secret, value: 'canary-three' }, caller);
      await expect.poll(() => load.answers.get(shown('canary-three')) ?? 0).toBeGreaterThan(0);
      await load.stop();
      expect(load.failures, load.story()).toEqual([]);
      expect([...load.answers.keys()]).toEqual(['canary-one', 'canary-two', 'canary-three'].map(shown));
      const { items } = await routed.plane.services.deployments.list({ id, limit: 10 }, caller);
      expect(items).toHaveLength(1);
      expect(routed.project(id).current).toMatchObject({ id: before?.id, containerId: before?.containerId });
      expect(routed.project(id).hasPendingChanges).toBe(false);
      expect(await environment().pending({ id }, caller)).toEqual({ hasRelease: true, changes: [] });

      // It crashes, and its engine starts it as its policy says: the signals were none of the engine's own, which would forbid that.
      await answer(id, '/crash').catch(() => []);
      await expect.poll(() => answerAfter(id, run)).toBe('canary-three');

      // Stopped by somebody, and started again.
      await routed.plane.services.projects.stop({ id }, caller);
      const stopped = await environment().rotate({ id: tokenId, value: 'canary-four' }, caller);
      expect(stopped.applied).toEqual({ how: 'updated', isRunning: false, signal: 'SIGHUP' });
      await routed.plane.services.projects.start({ id }, caller);
      await expect.poll(() => answerAfter(id, run)).toBe('canary-four');

      // What can be asked of the engine about image and container has none of the values, and the container's own files have no file.
      const docker = new Docker();
      const image = docker.getImage(before?.image ?? '');
      const container = docker.getContainer(routed.project(id).current?.containerId ?? '');
      const facts = await container.inspect();
      expect(JSON.stringify([await image.inspect(), await image.history(), facts])).not.toContain('canary');
      const changes = (await container.changes()) as readonly { readonly Path: string }[];
      expect(changes.filter(({ Path }) => Path.startsWith('/run/secrets/'))).toEqual([]);

      // With the project its volume goes.
      const mount = facts.Mounts.find(({ Destination }) => Destination === '/run/secrets');
      expect(mount).toMatchObject({ Type: 'volume', RW: false });
      await routed.plane.services.projects.remove({ id }, caller);
      await expect(docker.getVolume(mount?.Name ?? '').inspect()).rejects.toMatchObject({ statusCode: 404 });
    },
    10 * 60_000,
  );
});

/** Through the ingress, whose names this machine's resolver need not know. */
async function answer(id: ProjectId, path = '/'): Promise<readonly string[]> {
  const { port, host } = new URL(routed.project(id).url ?? '');
  const asked = request({ host: '127.0.0.1', port, path, headers: { host } }).end();
  const [answered] = (await once(asked, 'response')) as [IncomingMessage];
  return (await text(answered)).split(' ');
}

const answerOf = async (id: ProjectId): Promise<string> => (await answer(id))[0] ?? '';

/** Of a process that was started after that one; null while there is none. */
async function answerAfter(id: ProjectId, run: string | undefined): Promise<string | null> {
  const [token = null, other] = await answer(id).catch(() => []);
  return other === undefined || other === run ? null : token;
}

/** How the rotation ended. */
async function rolledOut(id: number): Promise<SharedSecret['rollout']> {
  const find = async () => {
    const all = (await routed.plane.services.sharedSecrets.list(undefined, caller)) as SharedSecret[];
    return all.find((each) => each.id === id)?.rollout;
  };
  const watching = new AbortController();
  try {
    for await (const event of routed.plane.events.subscribe(watching.signal)) {
      const rollout = event.type === 'ready' || event.type === 'sharedSecrets' ? await find() : undefined;
      if (rollout?.status === 'done' || rollout?.status === 'failed') {
        return rollout;
      }
    }
    throw new Error('The control plane has ended.');
  } finally {
    watching.abort();
  }
}
