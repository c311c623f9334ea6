import { beforeEach, describe, expect, it } from 'vitest';
import type { AppEvent } from '../../../contract/events.ts';
import type { Fix, HealthCheck, Observation } from './ports.ts';
import { createHealth } from './service.ts';
import { createHandClock, type HandClock } from './testing/hand-clock.ts';
import { createMemoryHistory } from './testing/memory-history.ts';

const signal = new AbortController().signal;
const caller = { signal };

let clock: HandClock;
let history: ReturnType<typeof createMemoryHistory>;
let events: AppEvent[];

beforeEach(() => {
  clock = createHandClock();
  history = createMemoryHistory();
  events = [];
});

/** A check whose answer a test changes, and which counts how often it was made. */
function scripted(id: string, everyMs = 60_000, more: Partial<HealthCheck> = {}) {
  const script = { found: [] as readonly Observation[], made: 0 };
  const check: HealthCheck = {
    id,
    everyMs,
    async check() {
      script.made += 1;
      return script.found;
    },
    ...more,
  };
  return { script, check };
}

const fine = (id: string): Observation => ({ id, status: 'ok', message: 'Fine.', hint: null });
const broken = (id: string, fixes: readonly Fix[] = []): Observation => ({
  id,
  status: 'failed',
  message: 'Broken.',
  hint: 'Mend it.',
  fixes,
});

function open(...checks: HealthCheck[]) {
  return createHealth({
    version: '1.0.0',
    startedAt: 0,
    checks,
    history,
    clock,
    publish: (event) => void events.push(event),
    warn: () => undefined,
  });
}

describe('health', () => {
  it('is fine before anything was looked at, and says what it has found since', async () => {
    const { script, check } = scripted('x');
    const health = open(check);
    expect(health.get()).toEqual({ status: 'ok', version: '1.0.0', startedAt: '1970-01-01T00:00:00.000Z' });
    script.found = [broken('x')];
    expect(await health.detailed(undefined, caller)).toMatchObject({
      status: 'degraded',
      findings: [{ id: 'x', check: 'x', status: 'failed', hint: 'Mend it.', fixes: [] }],
    });
    expect(health.get().status).toBe('degraded');
  });

  it('is degraded by a check that throws or hangs, and shows the others all the same', async () => {
    const thrower: HealthCheck = { id: 'thrower', everyMs: 1, check: () => Promise.reject(new Error('boom.')) };
    const { script, check } = scripted('x');
    script.found = [fine('x')];
    const { status, findings } = await open(thrower, check).detailed(undefined, caller);
    expect(status).toBe('degraded');
    expect(findings.map(({ id, message }) => [id, message])).toEqual([
      ['thrower', 'This could not be checked: boom.'],
      ['x', 'Fine.'],
    ]);
  });

  it('says nothing of what does not apply', async () => {
    const { script, check } = scripted('x', 1, { applies: () => false });
    script.found = [broken('x')];
    expect((await open(check).detailed(undefined, caller)).findings).toEqual([]);
    expect(script.made).toBe(0);
  });

  it('makes cheap checks for whoever asks, slow ones when they are old or somebody wants all of them', async () => {
    const [cheap, slow] = [scripted('cheap', 60_000), scripted('slow', 600_000)];
    const health = open(cheap.check, slow.check);
    await health.detailed(undefined, caller);
    await clock.pass(3_000);
    await health.detailed(undefined, caller);
    await health.detailed(undefined, caller);
    expect([cheap.script.made, slow.script.made]).toEqual([2, 1]);
    await health.check(undefined, caller);
    expect([cheap.script.made, slow.script.made]).toEqual([3, 2]);
  });

  it('looks by itself when results have become old, and after events that are about it', async () => {
    const [cheap, slow] = [scripted('cheap', 60_000, { after: ['host'] }), scripted('slow', 600_000)];
    const health = open(cheap.check, slow.check);
    const stop = health.start();
    await clock.pass(4_000);
    expect([cheap.script.made, slow.script.made]).toEqual([0, 0]);
    await clock.pass(2_000);
    expect([cheap.script.made, slow.script.made]).toEqual([1, 1]);
    await clock.pass(600_000);
    expect([cheap.script.made, slow.script.made]).toEqual([11, 2]);
    for (let count = 0; count < 20; count += 1) {
      health.onEvent({ type: 'host' } as AppEvent);
      health.onEvent({ type: 'queue' });
    }
    await clock.pass(2_000);
    expect([cheap.script.made, slow.script.made]).toEqual([12, 2]);
    await stop();
    await clock.pass(600_000);
    expect(cheap.script.made).toBe(12);
    expect(clock.sleepers()).toBe(0);
  });

  it('remembers what became worse and better, and nothing else', async () => {
    const { script, check } = scripted('x');
    const health = open(check);
    const rounds: (readonly Observation[])[] = [
      [fine('x:1'), fine('x:2')],
      [fine('x:1'), broken('x:2')],
      [fine('x:1'), broken('x:2')],
      [fine('x:1')],
      [fine('x:1'), fine('x:2')],
    ];
    for (const found of rounds) {
      script.found = found;
      await health.check(undefined, caller);
    }
    expect(history.events.map(({ findingId, status, message }) => [findingId, status, message])).toEqual([
      ['x:2', 'failed', 'Broken.'],
      ['x:2', 'ok', 'Over: Broken.'],
    ]);
    const { items, nextCursor } = health.history({ limit: 1 });
    expect(items).toMatchObject([{ id: 2, findingId: 'x:2', status: 'ok' }]);
    expect(health.history({ limit: 5, cursor: nextCursor ?? '' }).items).toMatchObject([{ id: 1, status: 'failed' }]);
    expect(() => health.history({ limit: 5, cursor: 'x' })).toThrow(
      expect.objectContaining({ code: 'VALIDATION_FAILED', field: 'cursor' }),
    );
  });

  it('knows since when, also from before a restart', async () => {
    const since = clock.now();
    history.add({ findingId: 'x', check: 'x', status: 'failed', message: 'Broken.', at: since });
    await clock.pass(5_000);
    const { script, check } = scripted('x');
    script.found = [broken('x')];
    const { findings } = await open(check).detailed(undefined, caller);
    expect(findings[0]?.since).toBe(new Date(since).toISOString());
    expect(history.events).toHaveLength(1);
  });

  it('tells what changed, once', async () => {
    const { script, check } = scripted('x');
    const health = open(check);
    script.found = [broken('x')];
    await health.check(undefined, caller);
    await health.check(undefined, caller);
    script.found = [fine('x')];
    await health.check(undefined, caller);
    expect(events).toEqual([
      { type: 'health', failed: 1, warnings: 0 },
      { type: 'health', failed: 0, warnings: 0 },
    ]);
  });

  it('goes on when the history cannot be written: that is what it may be about to find', async () => {
    const { script, check } = scripted('x');
    script.found = [broken('x')];
    const health = createHealth({
      version: '1',
      startedAt: 0,
      checks: [check],
      history: {
        ...history,
        add: () => {
          throw new Error('database or disk is full');
        },
      },
      clock,
      publish: (event) => void events.push(event),
      warn: () => undefined,
    });
    expect((await health.detailed(undefined, caller)).findings).toMatchObject([{ status: 'failed' }]);
  });
});

describe('a fix', () => {
  it('is applied, and its check made again', async () => {
    const { script, check } = scripted('x', 600_000);
    const mend: Fix = {
      id: 'mend-x',
      label: 'Mend x',
      removes: [],
      async apply() {
        script.found = [fine('x')];
        return 'Mended.';
      },
    };
    script.found = [broken('x', [mend])];
    const health = open(check);
    expect((await health.detailed(undefined, caller)).findings[0]?.fixes).toEqual([
      { id: 'mend-x', label: 'Mend x', removes: [] },
    ]);
    expect(await health.applyFix({ id: 'mend-x' }, caller)).toEqual({ message: 'Mended.' });
    expect(health.get().status).toBe('ok');
    await expect(health.applyFix({ id: 'mend-x' }, caller)).rejects.toMatchObject({ code: 'FIX_GONE' });
  });

  it('that removes something needs what goes by name, as it is at that moment', async () => {
    const { script, check } = scripted('x', 600_000);
    const removed: string[] = [];
    const removing = (names: readonly string[]): Observation =>
      broken('x', [
        {
          id: 'remove-x',
          label: 'Remove x',
          removes: names,
          async apply() {
            removed.push(...names);
            return 'Removed.';
          },
        },
      ]);
    script.found = [removing(['a', 'b'])];
    const health = open(check);
    await health.detailed(undefined, caller);
    await expect(health.applyFix({ id: 'remove-x' }, caller)).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      field: 'confirm',
    });
    await expect(health.applyFix({ id: 'remove-x', confirm: ['a'] }, caller)).rejects.toMatchObject({
      code: 'FIX_CHANGED',
    });
    // Another one has come since the list was shown.
    script.found = [removing(['a', 'b', 'c'])];
    await expect(health.applyFix({ id: 'remove-x', confirm: ['a', 'b'] }, caller)).rejects.toMatchObject({
      code: 'FIX_CHANGED',
    });
    expect(removed).toEqual([]);
    await health.applyFix({ id: 'remove-x', confirm: ['c', 'a', 'b'] }, caller);
    expect(removed).toEqual(['a', 'b', 'c']);
  });
});
