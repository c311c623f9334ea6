import { describe, expect, it } from 'vitest';
import { systemClock } from './system-clock.ts';

describe('systemClock', () => {
  it('sleeps about as long as it is told', async () => {
    const before = systemClock.now();
    await systemClock.sleep(20);
    // Timers of Node may fire a millisecond early.
    expect(systemClock.now() - before).toBeGreaterThanOrEqual(19);
  });

  it('rejects with the reason of the signal, whenever it aborts', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    const sleeping = systemClock.sleep(60_000, controller.signal);
    controller.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
    await expect(systemClock.sleep(1, controller.signal)).rejects.toBe(reason);
  });

  it('does not wake at once from a sleep longer than a timer can be', async () => {
    const controller = new AbortController();
    const sleeping = systemClock.sleep(2 ** 40, controller.signal);
    await systemClock.sleep(10);
    controller.abort(new Error('still asleep'));
    await expect(sleeping).rejects.toThrow('still asleep');
  });
});
