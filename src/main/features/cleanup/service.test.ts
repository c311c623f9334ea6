import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import type { CleanupResult } from '../../../contract/cleanup.ts';
import type { HostId, ProjectId } from '../../../contract/ids.ts';
import {
  buildCachePart,
  deploymentsPart,
  healthHistoryPart,
  keptImagesPart,
  leftoversPart,
  logsPart,
} from './parts.ts';
import type { CleanupPart, Removable } from './ports.ts';
import { createCleanup } from './service.ts';

const caller = { signal: new AbortController().signal };
const removed: string[] = [];

function item(key: string, outcome: string | null | Error = null): Removable {
  return {
    key,
    kind: 'image',
    name: `image ${key}`,
    host: 'box',
    reason: 'it is kept for no rollback',
    sizeBytes: 100,
    async remove() {
      if (outcome instanceof Error) throw outcome;
      if (outcome === null) removed.push(key);
      return outcome;
    },
  };
}
const part = (name: string, ...items: Removable[]): CleanupPart => ({ name, list: async () => items });

function open(...parts: CleanupPart[]) {
  removed.length = 0;
  const reports: unknown[] = [];
  const wakes: (() => void)[] = [];
  const cleanup = createCleanup({
    parts: () => parts,
    clock: {
      sleep: (_ms, signal) =>
        new Promise((resolve, reject) => {
          wakes.push(resolve);
          signal?.addEventListener('abort', () => reject(signal.reason));
        }),
    },
    report: (outcome) => void reports.push(outcome),
  });
  return { cleanup, reports, wake: () => wakes.shift()?.() };
}

describe('clean-up', () => {
  it('removes nothing in a dry run, and exactly what that listed after it', async () => {
    const { cleanup } = open(part('a', item('1'), item('2')), part('b', item('3')));
    const plan = await cleanup.run({ dryRun: true }, caller);
    expect(plan).toMatchObject({ dryRun: true, sizeBytes: 300, kept: [] });
    expect(removed).toEqual([]);
    const keys = plan.items.map(({ key }) => key).slice(0, 2);
    const done = await cleanup.run({ dryRun: false, keys }, caller);
    expect(done).toMatchObject({ dryRun: false, sizeBytes: 200 });
    expect(removed).toEqual(['1', '2']);
    // The answer crosses a process: functions do not.
    expect(Object.keys(done.items[0] ?? {})).not.toContain('remove');
  });

  it('says what stays and why, and goes on', async () => {
    const away: CleanupPart = {
      name: 'What is left over on box',
      list: () => Promise.reject(new AppError('ENGINE_LOST', { host: 'box' })),
    };
    const broken = new AppError('ENGINE_FAILED', { action: 'remove the image', problem: 'no.' });
    const { cleanup } = open(away, part('a', item('1', 'it is used by now'), item('2', broken), item('3')));
    const { kept, items } = await cleanup.run({ dryRun: false }, caller);
    expect(kept.map(({ name }) => name)).toEqual(['What is left over on box', 'image 1', 'image 2']);
    expect(items.map(({ key }) => key)).toEqual(['3']);
  });

  it('stops when it is aborted', async () => {
    const stop = new AbortController();
    const last: Removable = {
      ...item('2'),
      async remove() {
        stop.abort();
        return null;
      },
    };
    const { cleanup } = open(part('a', item('1'), last, item('3')));
    await expect(cleanup.run({ dryRun: false }, { signal: stop.signal })).rejects.toThrow('aborted');
    expect(removed).toEqual(['1']);
  });

  it('runs by itself, and says what it did', async () => {
    const { cleanup, reports, wake } = open(part('a', item('1')));
    const stop = cleanup.start();
    expect(removed).toEqual([]);
    wake();
    await expect.poll(() => reports.length).toBe(1);
    expect((reports[0] as CleanupResult).items.map(({ key }) => key)).toEqual(['1']);
    await stop();
  });
});

describe('what may go', () => {
  it('is named with its reason', async () => {
    const done: unknown[] = [];
    const parts = [
      deploymentsPart(
        {
          list: async () => [{ projectId: 1 as ProjectId, projectName: 'shop', count: 12, logBytes: 5 }],
          remove: async (id) => void done.push(['deployments', id]),
        },
        () => 10,
      ),
      keptImagesPart({
        list: () => [{ id: 4, image: 'minipaas/shop:4', host: 'box', projectName: 'shop', keep: 2 }],
        async remove(id) {
          done.push(['image', id]);
          return null;
        },
      }),
      logsPart({ count: () => 3, remove: () => void done.push('logs') }, () => 30),
      healthHistoryPart({ count: () => 0, remove: () => void done.push('history') }, () => 30),
      buildCachePart(
        { id: 1 as HostId, name: 'box' },
        { unusedBytes: async () => 9, clear: async (days) => void done.push(['cache', days]) },
        14,
      ),
    ];
    const { cleanup } = open(...parts);
    const { items } = await cleanup.run({ dryRun: false }, caller);
    expect(items.map(({ name, reason }) => `${name}: ${reason}`)).toEqual([
      '12 deployments of shop, with their logs: older than the 10 that are kept',
      'minipaas/shop:4: shop keeps 2',
      'logs of 3 deployments: older than 30 days',
      'unused build cache: no build has used it for 14 days',
    ]);
    expect(done).toEqual([['deployments', 1], ['image', 4], 'logs', ['cache', 14]]);
  });

  it('is never what runs or holds data', async () => {
    const leftover = (key: string, needsChoice: boolean) => ({
      key,
      kind: 'container' as const,
      name: key,
      reason: 'ended' as const,
      sizeBytes: 1,
      needsChoice,
    });
    const asked: (readonly string[])[] = [];
    const leftovers = leftoversPart(
      { id: 1 as HostId, name: 'box' },
      {
        plan: async () => ({ items: [leftover('a', false), leftover('b', true)] }),
        async remove(_id, keys) {
          asked.push(keys);
          return { removed: [], kept: [] };
        },
      },
    );
    const { cleanup } = open(leftovers);
    expect((await cleanup.run({ dryRun: false }, caller)).items).toMatchObject([{ key: '1:a', host: 'box' }]);
    expect(asked).toEqual([['a']]);
  });
});
