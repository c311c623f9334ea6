import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import type { Host } from '../../../contract/hosts.ts';
import { createDatabaseCheck } from './checks/database.ts';
import { createDiskCheck } from './checks/disk.ts';
import { createEngineCheck } from './checks/engine.ts';
import { createKeychainCheck } from './checks/keychain.ts';
import { createQueueCheck } from './checks/queue.ts';
import { createHealth } from './service.ts';

const host = (state: Partial<Host>): Host =>
  ({
    id: 1,
    name: 'box',
    status: 'connected',
    endpoint: 'unix:///d.sock',
    engine: { version: '29' },
    error: null,
    ...state,
  }) as Host;

describe('health checks', () => {
  it('tell how each engine is', async () => {
    const error = { code: 'DOCKER_NOT_FOUND', message: 'No engine.', hint: 'Start it.' };
    const hosts = [host({}), host({ status: 'connecting' }), host({ status: 'unreachable', error })];
    const findings = await createEngineCheck({ list: () => hosts }).check();
    expect(findings.map(({ status, hint }) => [status, hint])).toEqual([
      ['ok', null],
      ['warning', null],
      ['failed', 'Start it.'],
    ]);
  });

  it('tell a database that cannot be written', async () => {
    const broken = createDatabaseCheck({
      probe: () => {
        throw new Error('disk I/O error');
      },
    });
    expect(await broken.check()).toMatchObject([
      { status: 'failed', message: expect.stringContaining('disk I/O error') },
    ]);
    expect(await createDatabaseCheck({ probe: () => undefined }).check()).toMatchObject([{ status: 'ok' }]);
  });

  it.each([
    [10, 'ok'],
    [1, 'warning'],
    [0.1, 'failed'],
  ])('tell %d GiB of free disk: %s', async (gib, status) => {
    expect(await createDiskCheck({ freeBytes: async () => gib * 1024 ** 3 }).check()).toMatchObject([{ status }]);
  });

  it.each([
    [null, 0, 'ok'],
    [0, 1, 'ok'],
    [0, 0, 'warning'],
    [99_000, 0, 'ok'],
  ])('tell a queue with the oldest since %s and %d active: %s', async (since, active, status) => {
    const queue = { oldestWaitingSince: () => since, activeCount: () => active };
    expect(await createQueueCheck(queue, () => 100_000).check()).toMatchObject([{ status }]);
  });

  it('warn of a missing keychain with its hint', async () => {
    const missing = createKeychainCheck({
      probe: () => Promise.reject(new AppError('KEYCHAIN_UNAVAILABLE', { problem: 'none runs' })),
    });
    expect(await missing.check()).toMatchObject([{ status: 'warning', message: expect.stringContaining('none runs') }]);
  });
});

describe('health', () => {
  it('is degraded by a failed check, and by one that throws', async () => {
    const thrower = { id: 'x', check: () => Promise.reject(new Error('boom')) };
    const fine = createDatabaseCheck({ probe: () => undefined });
    const health = createHealth({ version: '1.0.0', startedAt: 0, checks: [fine, thrower] });
    expect(health.get()).toEqual({ status: 'ok', version: '1.0.0', startedAt: '1970-01-01T00:00:00.000Z' });
    expect(await health.detailed()).toMatchObject({
      status: 'degraded',
      findings: [{ status: 'ok' }, { id: 'x', status: 'failed' }],
    });
  });
});
