import { describe, expect, it } from 'vitest';
import type { AppEvent } from '../../../contract/events.ts';
import type { DeploymentId, ErrorGroupId, ProjectId } from '../../../contract/ids.ts';
import type { ErrorGroupStore, Occurrences, Recorded } from './ports.ts';
import { startErrorRetention } from './retention.ts';
import { createErrorGroups } from './service.ts';

const shop = 1 as ProjectId;
const release = 7 as DeploymentId;

/** Sleepers are woken by the test, all at once, after so much time. */
function createTime() {
  let now = Date.UTC(2026, 10, 22);
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();
  return {
    clock: {
      now: () => now,
      sleep: (ms: number, signal?: AbortSignal): Promise<void> =>
        new Promise((resolve, reject) => {
          const sleeper = { until: now + ms, wake: resolve };
          sleepers.add(sleeper);
          signal?.addEventListener('abort', () => {
            sleepers.delete(sleeper);
            reject(new Error('stopped'));
          });
        }),
    },
    async pass(ms: number): Promise<void> {
      now += ms;
      for (const sleeper of sleepers) {
        if (sleeper.until <= now) {
          sleepers.delete(sleeper);
          sleeper.wake();
        }
      }
      // What was woken runs, and what that wakes.
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    },
    sleeping: () => sleepers.size,
  };
}

function createWorld() {
  const time = createTime();
  const written: Occurrences[] = [];
  const events: AppEvent[] = [];
  const warnings: string[] = [];
  const answers: Recorded[] = [];
  const world = { isOn: true, isBroken: false, hasProject: true };
  const store: ErrorGroupStore = {
    record(all) {
      if (world.isBroken) throw new Error('disk full');
      written.push(...all);
      return all.map((_, index) => answers.shift() ?? { kind: 'new', id: (index + 1) as ErrorGroupId, status: 'open' });
    },
    list: () => [],
    counts: () => ({ open: 0, resolved: 0, ignored: 0 }),
    droppedCount: () => 0,
    get: () => null,
    setStatus: () => undefined,
    areNotificationsOn: () => world.isOn,
    setNotifications: (_, isOn) => {
      world.isOn = isOn;
    },
    removeOld: () => 0,
  };
  const errors = createErrorGroups({
    store,
    clock: time.clock,
    diagnostics: { warn: (message) => warnings.push(message) },
    projectOf: (id) => (id === release ? shop : null),
    hasProject: () => world.hasProject,
    newestDeployment: () => release,
    publish: (event) => events.push(event),
  });
  let seq = 0;
  const write = (...texts: string[]): void =>
    errors.observe(
      release,
      texts.map((text) => ({ seq: (seq += 1), at: time.clock.now(), stream: 'stderr' as const, text })),
    );
  const news = () => events.filter((event) => event.type === 'errorNews');
  return { ...time, errors, written, events, warnings, answers, world, write, news };
}

describe('errors of applications', () => {
  it('are counted together and written once a second; a stack that waits is written when nothing comes', async () => {
    const { write, pass, written, events } = createWorld();
    write('ERROR no product 1', 'ERROR no product 2', 'ERROR no product 3', 'TypeError: a');
    await pass(1_000);
    expect(written.map(({ count, message, samples }) => [count, message, samples.length])).toEqual([
      [2, 'no product 2', 2],
    ]);
    write('    at total (/app/basket.js:1:1)');
    await pass(1_000);
    expect(written).toHaveLength(1);
    await pass(1_000);
    expect(written.slice(1).map(({ type, culprit }) => [type, culprit])).toEqual([['TypeError', 'total (basket.js)']]);
    expect(events.filter(({ type }) => type === 'errors')).toHaveLength(2);
  });

  it('are written although the other stream goes on', async () => {
    const { write, pass, written, errors, clock } = createWorld();
    write('Error: no basket', '    at total (/app/basket.js:1:1)');
    for (let second = 0; second < 3; second += 1) {
      const text = `GET /${second} 200`;
      errors.observe(release, [{ seq: 100 + second, at: clock.now(), stream: 'stdout', text }]);
      await pass(1_000);
    }
    expect(written.map(({ message }) => message)).toEqual(['no basket']);
  });

  it('cost nothing while there are none', async () => {
    const { write, sleeping, errors } = createWorld();
    write('GET / 200', 'ready');
    expect(sleeping()).toBe(0);
    await errors.close();
  });

  it('are told when they are new or back, at most once a minute, and not when that is switched off', async () => {
    const { write, pass, news, errors, answers } = createWorld();
    const fail = async (text: string): Promise<void> => {
      write(`ERROR ${text}`, ...Array.from({ length: 13 }, () => 'on'));
      await pass(1_000);
    };
    await fail('one');
    expect(news()).toMatchObject([{ title: 'one', count: 1, isReopened: false, groupId: 1 }]);
    await fail('two');
    answers.push({ kind: 'known', id: 9 as ErrorGroupId, status: 'open' });
    await fail('known');
    answers.push({ kind: 'reopened', id: 9 as ErrorGroupId, status: 'open' });
    await fail('three');
    expect(news()).toHaveLength(1);
    await pass(60_000);
    expect(news().slice(1)).toMatchObject([{ title: 'two', count: 2 }]);
    await pass(60_000);
    errors.setNotifications({ id: shop, isOn: false });
    await fail('four');
    expect(news()).toHaveLength(2);
  });

  it('are written at the end of the program, stacks that wait included', async () => {
    const { write, errors, written } = createWorld();
    write('panic: out of stock', '', 'goroutine 1 [running]:', 'main.main()', '\t/app/main.go:3 +0x1');
    await errors.close();
    expect(written.map(({ type, culprit }) => [type, culprit])).toEqual([['panic', 'main.main (main.go)']]);
  });

  it('never keep a log from being written', async () => {
    const { write, pass, warnings, world, written } = createWorld();
    world.isBroken = true;
    write('ERROR a', ...Array.from({ length: 13 }, () => 'on'));
    await pass(1_000);
    expect(warnings).toHaveLength(1);
    world.isBroken = false;
    world.hasProject = false;
    write('ERROR a', ...Array.from({ length: 13 }, () => 'on'));
    await pass(1_000);
    expect(written).toEqual([]);
  });

  it('say which project or group is not there', () => {
    const { errors, world } = createWorld();
    world.hasProject = false;
    expect(() => errors.list({ id: shop })).toThrow(/project 1/);
    expect(() => errors.ignore({ id: 3 as ErrorGroupId })).toThrow(/group of errors 3/);
  });
});

describe('the retention of errors', () => {
  it('removes at once and every day, also after a failure, until it is stopped', async () => {
    const { clock, pass } = createTime();
    const asked: number[] = [];
    const warnings: string[] = [];
    const began = clock.now();
    const stop = startErrorRetention({
      removeOld(before) {
        asked.push(began - before);
        if (asked.length === 1) throw new Error('busy');
        return 0;
      },
      days: () => 30,
      clock,
      diagnostics: { warn: (message) => warnings.push(message) },
    });
    await pass(86_400_000);
    await stop();
    expect(asked).toEqual([30 * 86_400_000, 29 * 86_400_000]);
    expect(warnings).toHaveLength(1);
  });
});
