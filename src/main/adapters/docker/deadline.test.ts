import { describe, expect, it, vi } from 'vitest';
import { openDeadline, untilAborted } from './deadline.ts';

const late = (): Error => new Error('too late');

describe('a deadline', () => {
  it('aborts when the time is over, unless it is lifted', () => {
    vi.useFakeTimers();
    const [strict, lifted] = [openDeadline(undefined, 100, late), openDeadline(undefined, 100, late)];
    lifted.lift();
    vi.advanceTimersByTime(100);
    expect(strict.signal.reason).toEqual(late());
    expect(lifted.signal.aborted).toBe(false);
    vi.useRealTimers();
  });

  it('aborts with whoever asked, until it is released', () => {
    const outer = new AbortController();
    const [followed, released] = [openDeadline(outer.signal, null, late), openDeadline(outer.signal, null, late)];
    released.release();
    const reason = new Error('no more');
    outer.abort(reason);
    expect(followed.signal.reason).toBe(reason);
    expect(released.signal.aborted).toBe(false);
    expect(openDeadline(outer.signal, 100, late).signal.reason).toBe(reason);
  });

  it('lets go of work that does not end', async () => {
    const outer = new AbortController();
    const waiting = untilAborted(outer.signal, () => new Promise(() => undefined));
    outer.abort(new Error('no more'));
    await expect(waiting).rejects.toThrow('no more');
    await expect(untilAborted(outer.signal, () => Promise.resolve(1))).rejects.toThrow('no more');
    await expect(untilAborted(new AbortController().signal, () => Promise.resolve(1))).resolves.toBe(1);
  });
});
