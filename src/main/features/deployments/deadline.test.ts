import { describe, expect, it } from 'vitest';
import { withDeadline } from './deadline.ts';
import { createFakeClock } from './testing/fake-clock.ts';

const late = () => new Error('too late');
const forever = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('the engine says: canceled')), { once: true });
  });

describe('withDeadline', () => {
  it('gives what is done in time, and forgets its alarm', async () => {
    const clock = createFakeClock();
    expect(await withDeadline(clock, 1_000, new AbortController().signal, late, async () => 7)).toBe(7);
    await new Promise((resolve) => setImmediate(resolve));
    expect(clock.nextWakeAt()).toBeNull();
  });

  it('throws its own reason when time is up, whatever the work says', async () => {
    const clock = createFakeClock();
    const waiting = withDeadline(clock, 1_000, new AbortController().signal, late, forever);
    clock.advanceTo(clock.now() + 1_000);
    await expect(waiting).rejects.toThrow('too late');
  });

  it('leaves an abort from outside as it is', async () => {
    const clock = createFakeClock();
    const outer = new AbortController();
    const waiting = withDeadline(clock, 1_000, outer.signal, late, forever);
    outer.abort();
    await expect(waiting).rejects.toThrow('the engine says: canceled');
  });
});
