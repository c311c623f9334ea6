import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import type { AppEvent } from '../../../contract/events.ts';
import type { EngineFacts, Host } from '../../../contract/hosts.ts';
import type { HostId } from '../../../contract/ids.ts';
import type { EngineConnection, HostRow } from './ports.ts';
import { reconnectDelay } from './reconnect.ts';
import { createHosts } from './service.ts';

const local: HostRow = { id: 1 as HostId, name: 'this machine', kind: 'local', createdAt: 0 };
const facts = { version: '29.0.0' } as EngineFacts;

/** A connector whose attempts the test answers, a clock whose sleeps the test ends, and a record of what was announced. */
function fixture() {
  const attempts: { resolve(connection: EngineConnection<string>): void; reject(error: unknown): void }[] = [];
  const sleeps: { readonly ms: number; wake(): void }[] = [];
  const announced: Host[] = [];
  const connected: string[] = [];
  const waiters: { readonly until: () => boolean; readonly resolve: () => void }[] = [];
  const changed = () => {
    for (const waiter of waiters.filter(({ until }) => until())) {
      waiter.resolve();
    }
  };
  const hosts = createHosts<string>({
    store: { list: () => [local], get: (id) => (id === local.id ? local : null) },
    connector: {
      connect: () =>
        new Promise((resolve, reject) => {
          attempts.push({ resolve, reject });
          changed();
        }),
    },
    clock: {
      now: () => 1000,
      random: () => 1,
      sleep: (ms, signal) =>
        new Promise((resolve, reject) => {
          sleeps.push({ ms, wake: resolve });
          signal?.addEventListener('abort', () => reject(signal.reason));
          changed();
        }),
    },
    publish: (event: AppEvent) => {
      if (event.type === 'host') {
        announced.push(event.host);
        changed();
      }
    },
    projectCount: () => 2,
    runningCount: () => 1,
  });
  const onConnected = (_id: HostId, engine: string): void => {
    connected.push(engine);
    changed();
  };
  const start = () => hosts.start({ onConnected, onEvent: () => undefined });
  const when = (until: () => boolean) =>
    until() ? Promise.resolve() : new Promise<void>((resolve) => waiters.push({ until, resolve }));
  return { hosts, attempts, sleeps, announced, connected, start, when };
}

function connection(engine: string) {
  const closed = Promise.withResolvers<Error | null>();
  return {
    value: {
      endpoint: 'unix:///x.sock',
      facts,
      engine,
      closed: closed.promise,
      close: async () => closed.resolve(null),
    },
    lose: () => closed.resolve(new Error('gone')),
  };
}

describe('hosts', () => {
  it('connects, announces it and hands out the engine', async () => {
    const { hosts, attempts, announced, connected, start } = fixture();
    start();
    const engine = hosts.engine(local.id);
    attempts[0]?.resolve(connection('engine').value);
    expect(await engine).toBe('engine');
    expect(connected).toEqual(['engine']);
    expect(announced.at(-1)).toMatchObject({
      status: 'connected',
      endpoint: 'unix:///x.sock',
      projectCount: 2,
      runningCount: 1,
    });
    await hosts.stop();
  });

  it('says why there is no engine, and waits longer after each failure', async () => {
    const { hosts, attempts, sleeps, start, when } = fixture();
    start();
    attempts[0]?.reject(new AppError('DOCKER_NOT_FOUND', { looked: ['/x.sock'] }));
    await when(() => sleeps.length === 1);
    await expect(hosts.engine(local.id)).rejects.toMatchObject({ code: 'DOCKER_NOT_FOUND' });
    sleeps[0]?.wake();
    await when(() => attempts.length === 2);
    attempts[1]?.reject(new AppError('DOCKER_NOT_FOUND', { looked: ['/x.sock'] }));
    await when(() => sleeps.length === 2);
    expect(sleeps.map(({ ms }) => ms)).toEqual([500, 1000]);
    await hosts.stop();
  });

  it('tries at once when asked to, instead of waiting', async () => {
    const { hosts, attempts, sleeps, start, when } = fixture();
    start();
    attempts[0]?.reject(new Error('no'));
    await when(() => sleeps.length === 1);
    const reconnected = hosts.reconnect({ id: local.id });
    await when(() => attempts.length === 2);
    attempts[1]?.resolve(connection('again').value);
    expect(await reconnected).toMatchObject({ status: 'connected' });
    await hosts.stop();
  });

  it('goes on by itself after a loss', async () => {
    const { hosts, attempts, announced, connected, start, when } = fixture();
    start();
    const first = connection('first');
    attempts[0]?.resolve(first.value);
    await when(() => connected.length === 1);
    first.lose();
    await when(() => attempts.length === 2);
    expect(announced.at(-1)).toMatchObject({ status: 'connecting', error: { code: 'ENGINE_LOST' } });
    attempts[1]?.resolve(connection('second').value);
    await when(() => connected.length === 2);
    await hosts.stop();
  });

  it('refuses a host that is not there', () => {
    const { hosts } = fixture();
    expect(() => hosts.get({ id: 9 as HostId })).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });
});

describe('reconnectDelay', () => {
  it('doubles up to half a minute and is half random', () => {
    expect([1, 2, 3, 20].map((attempt) => reconnectDelay(attempt, 1))).toEqual([500, 1000, 2000, 30_000]);
    expect(reconnectDelay(3, 0)).toBe(1000);
  });
});
