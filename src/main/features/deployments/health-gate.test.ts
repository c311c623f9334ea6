import { describe, expect, it } from 'vitest';
import { explainTimeout, judgeContainer, type TimedOut } from './gate-verdict.ts';
import { passHealthGate } from './health-gate.ts';
import type { ContainerFacts, DeploymentEngine } from './ports.ts';
import type { ProbeResult } from './ports/prober.ts';
import { createFakeClock } from './testing/fake-clock.ts';

const facts = (change: Partial<ContainerFacts> = {}): ContainerFacts => ({
  id: 'c',
  name: 'c',
  imageId: 'i',
  labels: {},
  state: 'running',
  exitCode: null,
  isOutOfMemory: false,
  health: 'none',
  restartCount: 0,
  publishedPort: 20_000,
  publishedPorts: new Map([[3000, 20_000]]),
  startedAt: 0,
  finishedAt: null,
  ...change,
});

describe('judgeContainer', () => {
  it.each([
    ['runs', facts(), null, { type: 'probe', port: 20_000 }],
    ['runs without a port', facts({ publishedPort: null }), null, { type: 'wait' }],
    ['has a check that has not spoken', facts({ health: 'starting' }), null, { type: 'wait' }],
    ['has a check that is content', facts({ health: 'healthy' }), null, { type: 'probe', port: 20_000 }],
    ['has a check that is not', facts({ health: 'unhealthy' }), null, { type: 'unhealthy' }],
    ['has not been started', facts({ state: 'created' }), null, { type: 'wait' }],
    ['is paused', facts({ state: 'paused' }), null, { type: 'wait' }],
    ['has ended', facts({ state: 'exited', exitCode: 3 }), null, { type: 'exited', exitCode: 3 }],
    [
      'was killed for its memory',
      facts({ state: 'exited', exitCode: 137, isOutOfMemory: true }),
      null,
      { type: 'outOfMemory' },
    ],
    [
      'restarts for the second time',
      facts({ state: 'restarting', restartCount: 2, exitCode: 1 }),
      null,
      { type: 'wait' },
    ],
    ['restarts for its memory', facts({ state: 'restarting', isOutOfMemory: true }), null, { type: 'outOfMemory' }],
    [
      'restarts over and over',
      facts({ state: 'restarting', restartCount: 3, exitCode: 1 }),
      null,
      { type: 'exited', exitCode: 1 },
    ],
    ['runs for the fourth time', facts({ restartCount: 3 }), 1, { type: 'exited', exitCode: 1 }],
    ['runs again, nobody knows why', facts({ restartCount: 3 }), null, { type: 'probe', port: 20_000 }],
    ['is being removed', facts({ state: 'removing' }), null, { type: 'gone' }],
    ['is gone', null, null, { type: 'gone' }],
  ] as const)('a container that %s', (_name, seen, lastExit, verdict) => {
    expect(judgeContainer(seen, lastExit)).toEqual(verdict);
  });
});

describe('explainTimeout', () => {
  const silent = { ok: false, problem: 'the connection was refused', hasAnswered: false } as const;
  const explain = (change: Partial<TimedOut>) =>
    explainTimeout({
      containerPort: 3000,
      httpPath: null,
      seconds: 30,
      lastProbe: silent,
      isHealthCheckPending: false,
      listening: [],
      ...change,
    });

  it('names the ports that are listened on, once each', () => {
    const listening = [8080, 80, 8080].map((port) => ({ port, isLocalhostOnly: false }));
    expect(explain({ listening })).toMatchObject({
      code: 'PORT_NOT_LISTENING',
      hint: expect.stringContaining('80, 8080'),
    });
  });

  it('tells a port of localhost only from one that is open as well', () => {
    const local = { port: 3000, isLocalhostOnly: true };
    expect(explain({ listening: [local] }).code).toBe('LISTENS_ON_LOCALHOST');
    expect(explain({ listening: [local, { port: 3000, isLocalhostOnly: false }] }).code).toBe('PORT_NOT_LISTENING');
    expect(explain({ listening: [{ port: 9229, isLocalhostOnly: true }] }).hint).toContain('variable PORT');
  });

  it('blames the health path only where somebody answers', () => {
    const answered = { ok: false, problem: 'it answered 500', hasAnswered: true } as const;
    expect(explain({ httpPath: '/up', lastProbe: answered })).toMatchObject({
      code: 'HEALTH_CHECK_FAILED',
      message: '/up did not become healthy within 30 s: it answered 500.',
    });
    expect(explain({ httpPath: '/up' }).code).toBe('PORT_NOT_LISTENING');
    const listening = [{ port: 3000, isLocalhostOnly: false }];
    expect(explain({ httpPath: '/up', listening }).code).toBe('HEALTH_CHECK_FAILED');
  });
});

const question = {
  containerPort: 3000,
  healthPort: null,
  httpPath: null,
  timeoutSeconds: 5,
  intervalSeconds: 1,
  probeTimeoutSeconds: 2,
  graceSeconds: 0,
};

/** Until nobody sleeps any more. */
async function runDown(clock: ReturnType<typeof createFakeClock>): Promise<void> {
  for (let wakeAt: number | null = clock.now(); wakeAt !== null; wakeAt = clock.nextWakeAt()) {
    clock.advanceTo(wakeAt);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('passHealthGate', () => {
  it('asks often at first, then every second, until the time is up', async () => {
    const clock = createFakeClock();
    const begun = clock.now();
    const asked: number[] = [];
    const gate = passHealthGate(
      {
        clock,
        prober: {
          async probe(): Promise<ProbeResult> {
            asked.push(clock.now() - begun);
            return { ok: false, problem: 'no', hasAnswered: false };
          },
        },
      },
      {
        engine: {
          address: '127.0.0.1',
          containers: {
            inspect: async () => facts(),
            listeningPorts: async () => [],
            isListening: async () => null,
          },
        } as unknown as DeploymentEngine,
        containerId: 'c',
        ...question,
        memoryLimitMb: null,
        lastWords: async () => '',
      },
      new AbortController().signal,
    );
    const ended = gate.catch((error: unknown) => error);
    await runDown(clock);
    expect(await ended).toMatchObject({ code: 'PORT_NOT_LISTENING' });
    expect(asked.slice(0, 3)).toEqual([0, 10, 22]);
    expect(asked.at(-1)).toBe(5_000);
    expect(asked.length).toBeLessThan(30);
  });

  it('leaves the engine alone while the kernel says that nobody listens, and asks as soon as somebody does', async () => {
    const clock = createFakeClock();
    const begun = clock.now();
    const looked: number[] = [];
    const listensFrom = begun + 300;
    const gate = passHealthGate(
      {
        clock,
        prober: {
          probe: async ({ isListening }): Promise<ProbeResult> =>
            (await isListening()) === true ? { ok: true } : { ok: false, problem: 'no', hasAnswered: false },
        },
      },
      {
        engine: {
          address: '127.0.0.1',
          containers: {
            async inspect() {
              looked.push(clock.now() - begun);
              return facts();
            },
            isListening: async () => clock.now() >= listensFrom,
          },
        } as unknown as DeploymentEngine,
        containerId: 'c',
        ...question,
        memoryLimitMb: null,
        lastWords: async () => '',
      },
      new AbortController().signal,
    );
    await runDown(clock);
    const { afterMs } = await gate;
    expect(afterMs).toBeGreaterThanOrEqual(300);
    expect(afterMs).toBeLessThan(330);
    expect(looked).toEqual([0, 200, afterMs]);
  });

  it('ends at once when it is aborted', async () => {
    const clock = createFakeClock();
    const controller = new AbortController();
    const gate = passHealthGate(
      { clock, prober: { probe: async () => ({ ok: false, problem: 'no', hasAnswered: false }) } },
      {
        engine: {
          address: '127.0.0.1',
          containers: { inspect: async () => facts(), isListening: async () => null },
        } as unknown as DeploymentEngine,
        containerId: 'c',
        ...question,
        memoryLimitMb: null,
        lastWords: async () => '',
      },
      controller.signal,
    );
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort(new Error('cancelled'));
    await expect(gate).rejects.toThrow('cancelled');
  });
});
