// queue, health, cleanup and cache on the command line, against the real listener.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/cli.ts';
import type { Queue } from '../../src/contract/deployments.ts';
import type { HostId } from '../../src/contract/ids.ts';
import { writeInstance } from '../../src/main/lib/instance-file.ts';
import { fakeServices, sampleDeployment } from '../support/fake-services.ts';
import { FIXED_TOKEN, startTestListener, type TestListener } from '../support/test-listener.ts';

const at = '2026-01-02T03:04:05.000Z';
const queue: Queue = {
  concurrency: 2,
  pausedHosts: [{ hostId: 1 as HostId, since: at }],
  active: [
    {
      deployment: { ...sampleDeployment(6), status: 'building', queuePosition: null },
      projectName: 'blog',
      projectSlug: 'blog',
      isPaused: false,
    },
  ],
  waiting: [
    {
      deployment: { ...sampleDeployment(7), estimatedStartAt: at },
      projectName: 'shop',
      projectSlug: 'shop',
      isPaused: false,
    },
    {
      deployment: { ...sampleDeployment(8), queuePosition: 2 },
      projectName: 'docs',
      projectSlug: 'docs',
      isPaused: true,
    },
  ],
};
const finding = { check: 'x', hint: null, since: null, checkedAt: at };
const detailed = {
  status: 'degraded' as const,
  version: '0.1.0',
  startedAt: at,
  findings: [
    { ...finding, id: 'engine:1', status: 'ok' as const, message: 'It answers.', fixes: [] },
    {
      ...finding,
      id: 'leftovers:1',
      status: 'warning' as const,
      message: '2 containers are needed by nothing.',
      fixes: [{ id: 'remove-leftovers-1', label: 'Remove 2 containers', removes: ['container a', 'container b'] }],
    },
    {
      ...finding,
      id: 'queue',
      status: 'warning' as const,
      message: 'It waits.',
      fixes: [{ id: 'wake-queue', label: 'Look at the queue again', removes: [] }],
    },
  ],
};
const item = {
  key: 'deployments:1',
  kind: 'deployments' as const,
  name: '12 deployments of shop',
  host: null,
  reason: 'older than the 10 that are kept',
  sizeBytes: 2048,
};

let server: TestListener;
let directory: string;

beforeEach(async () => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'minipaas-cli-')));
  server = await startTestListener({
    fake: fakeServices({
      deployments: { queue: () => queue, moveInQueue: () => queue, pauseQueue: () => queue, resumeQueue: () => queue },
      health: { detailed: () => detailed, check: () => detailed },
      cleanup: { run: ({ dryRun }) => ({ dryRun, items: [item], sizeBytes: 2048, kept: [] }) },
      buildCache: {
        get: ({ id }) => ({ hostId: id, count: 3, bytes: 3_145_728, unusedBytes: 1_048_576, registry: null }),
        clear: () => ({ freedBytes: 1_048_576 }),
      },
    }),
  });
  writeInstance(directory, { pid: process.pid, url: server.url, token: FIXED_TOKEN });
});
afterEach(async () => {
  await server.close();
  rmSync(directory, { recursive: true });
});

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const code = await runCli(args, {
    env: { MINIPAAS_DATA_DIR: directory },
    cwd: directory,
    home: directory,
    platform: 'linux',
    print: async (text) => {
      out += text;
    },
    say: (text) => {
      err += text;
    },
    readInput: async () => '',
    openInBrowser: async () => undefined,
    signal: new AbortController().signal,
  });
  return { code, out, err };
}
const inputsOf = (path: string) => server.fake.calls.filter((call) => call.path === path).map(({ input }) => input);

describe('queue', () => {
  it('lists what builds and what waits, and hosts that are paused', async () => {
    const { out } = await run('queue');
    expect(out).toContain('-      6           blog     abcdef0  local  building');
    expect(out).toContain('1      7           shop     abcdef0  local  waits until 03:04:05 UTC');
    expect(out).toContain('2      8           docs     abcdef0  local  paused');
    expect(out).toContain(`The queue of local is paused since ${at}.`);
    expect(JSON.parse((await run('queue', '--json')).out)).toEqual(queue);
  });

  it('moves what waits, pauses and resumes', async () => {
    for (const verb of ['first', 'up', 'down', 'last']) await run('queue', verb, '7');
    expect(inputsOf('deployments.moveInQueue')).toEqual(['front', 'up', 'down', 'back'].map((to) => ({ id: 7, to })));
    expect((await run('queue', 'first', 'seven')).code).toBe(2);
    await run('queue', 'pause');
    await run('queue', 'resume', 'local');
    expect(inputsOf('deployments.pauseQueue')).toEqual([{ hostId: 1 }]);
    expect(inputsOf('deployments.resumeQueue')).toEqual([{ hostId: 1 }]);
    expect(await run('queue', 'pause', 'nowhere')).toMatchObject({ code: 1, err: expect.stringContaining('local') });
  });
});

describe('health', () => {
  it('lists findings and their fixes', async () => {
    const { out } = await run('health');
    expect(out).toContain('warning  x      2 containers are needed by nothing.');
    expect(out).toContain('wake-queue          Look at the queue again');
    expect(inputsOf('health.check')).toHaveLength(0);
    await run('health', 'list', '--fresh');
    expect(inputsOf('health.check')).toHaveLength(1);
  });

  it('applies a fix; one that removes something shows it first', async () => {
    expect((await run('health', 'fix', 'wake-queue')).out).toBe('Done.\n');
    const shown = await run('health', 'fix', 'remove-leftovers-1');
    expect(shown.out).toBe('Remove 2 containers:\n  container a\n  container b\n');
    expect(shown.err).toContain('--yes');
    await run('health', 'fix', 'remove-leftovers-1', '--yes');
    expect(inputsOf('health.applyFix')).toEqual([
      { id: 'wake-queue', confirm: [] },
      { id: 'remove-leftovers-1', confirm: ['container a', 'container b'] },
    ]);
    expect(await run('health', 'fix', 'x')).toMatchObject({ code: 1, err: expect.stringContaining('wake-queue') });
  });
});

describe('cleanup', () => {
  it('shows what would go, and removes it only when told to', async () => {
    const { out, err } = await run('cleanup');
    expect(out).toContain('12 deployments of shop');
    expect(out).toContain('2 KB');
    expect(err).toContain('Nothing was removed');
    await run('cleanup', '--dry-run', '--yes');
    await run('cleanup', '--yes');
    expect(inputsOf('cleanup.run')).toEqual([{ dryRun: true }, { dryRun: true }, { dryRun: false }]);
  });
});

describe('cache', () => {
  it('shows and clears that of a host, and that of a project', async () => {
    expect((await run('cache', 'show', 'local')).out).toBe(
      '3 MB in 3 entries, 1 MB of it unused.\nNo registry for layers.\n',
    );
    expect((await run('cache', 'clear', 'local')).out).toBe('Freed 1 MB on local.\n');
    expect((await run('cache', 'clear-project', 'hello')).out).toBe('The next build of hello runs every step.\n');
    await run('cache', 'install-registry', 'local');
    await run('cache', 'remove-registry', 'local');
    expect([inputsOf('buildCache.installRegistry'), inputsOf('buildCache.removeRegistry')]).toEqual([
      [{ id: 1 }],
      [{ id: 1 }],
    ]);
  });
});
