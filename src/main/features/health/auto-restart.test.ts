import { beforeEach, describe, expect, it } from 'vitest';
import type { DeploymentId, ProjectId } from '../../../contract/ids.ts';
import { createAutoRestart, type CrashedApplication } from './auto-restart.ts';
import { createHandClock, type HandClock } from './testing/hand-clock.ts';

const own = { 'minipaas.instance': 'mine' };
let clock: HandClock;
let application: CrashedApplication | null;
let done: string[];
let auto: ReturnType<typeof createAutoRestart>;

beforeEach(() => {
  clock = createHandClock();
  application = { projectId: 7 as ProjectId, autoRestart: true, policy: 'no', isStopped: true };
  done = [];
  auto = createAutoRestart({
    clock,
    own,
    applicationOf: (id: DeploymentId, containerId) => (id === 3 && containerId === 'c' ? application : null),
    settle: async () => undefined,
    start: async (id) => void done.push(`start ${id}`),
    giveUp: async (id, crashes) => void done.push(`give up ${id} after ${crashes}`),
    log: { info: () => undefined, warn: () => undefined },
  });
});

const event = (action: string, more: Readonly<Record<string, string>> = {}) => ({
  action,
  actorId: 'c',
  attributes: { ...own, 'minipaas.deployment': '3', ...more },
});
async function crash(exitCode = 1): Promise<void> {
  auto.onContainerEvent(event('die', { exitCode: String(exitCode) }));
  await clock.pass(0);
}

describe('a crash that Docker leaves lying', () => {
  it('is answered with a start after 2 s, then 4 s, then 8 s', async () => {
    for (const seconds of [2, 4, 8]) {
      done = [];
      await crash();
      await clock.pass(seconds * 1000 - 1);
      expect(done).toEqual([]);
      await clock.pass(1);
      expect(done).toEqual(['start 7']);
      auto.onContainerEvent(event('start'));
    }
  });

  it('ends in giving up when it comes ten times within ten minutes', async () => {
    for (let count = 0; count < 10; count += 1) {
      await crash();
      await clock.pass(60_000);
      auto.onContainerEvent(event('start'));
    }
    expect(done.at(-1)).toBe('give up 7 after 10');
    expect(done.filter((text) => text === 'start 7').length).toBeLessThan(10);
  });

  it.each([
    ['somebody stopped it', () => auto.onContainerEvent(event('stop'))],
    ['somebody ended it by a signal', () => auto.onContainerEvent(event('kill', { signal: '15' }))],
  ])('is none where %s', async (_, stop) => {
    stop();
    await crash(143);
    await clock.pass(120_000);
    expect(done).toEqual([]);
  });

  it('is one in spite of a signal that ends nothing', async () => {
    auto.onContainerEvent(event('kill', { signal: '1' }));
    await crash();
    await clock.pass(2_000);
    expect(done).toEqual(['start 7']);
  });

  it('is not answered when it was stopped, switched off, released anew or started meanwhile', async () => {
    const meanwhile: (() => void)[] = [
      () => auto.onContainerEvent(event('stop')),
      () => (application = { ...(application as CrashedApplication), autoRestart: false }),
      () => (application = { ...(application as CrashedApplication), autoRestart: true, isStopped: false }),
      () => (application = null),
    ];
    for (const change of meanwhile) {
      await crash();
      change();
      await clock.pass(120_000);
    }
    expect(done).toEqual([]);
  });

  it('of others is none of our business', async () => {
    auto.onContainerEvent({
      ...event('die'),
      attributes: { 'minipaas.instance': 'other', 'minipaas.deployment': '3' },
    });
    auto.onContainerEvent({ ...event('die'), attributes: own });
    await clock.pass(120_000);
    expect(done).toEqual([]);
  });
});

it('stops what Docker starts again for ever', async () => {
  application = { projectId: 7 as ProjectId, autoRestart: true, policy: 'always', isStopped: false };
  for (let count = 0; count < 10; count += 1) {
    await crash();
    auto.onContainerEvent(event('start'));
    await clock.pass(10_000);
  }
  expect(done).toEqual(['give up 7 after 10']);
});

it('ends with the program', async () => {
  await crash();
  auto.close();
  await clock.pass(120_000);
  expect(done).toEqual([]);
});
