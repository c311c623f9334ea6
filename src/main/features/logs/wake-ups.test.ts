import { describe, expect, it } from 'vitest';
import { createWakeUps } from './wake-ups.ts';

describe('waiting for the next line of a log', () => {
  it('wakes everybody who waits for that log, once', async () => {
    const wakeUps = createWakeUps();
    const woken: string[] = [];
    const wait = (name: string, key: string) => wakeUps.join(key).woken.then(() => woken.push(name));
    const readers = [wait('a', 'x'), wait('b', 'x')];
    void wait('c', 'y');
    wakeUps.wake('x');
    await Promise.all(readers);
    expect(woken).toEqual(['a', 'b']);
    const later = wakeUps.join('x');
    wakeUps.wake('x');
    await later.woken;
    wakeUps.wake('nobody');
  });

  it('lets one leave while the other goes on waiting', async () => {
    const wakeUps = createWakeUps();
    const first = wakeUps.join('x');
    const second = wakeUps.join('x');
    first.leave();
    wakeUps.wake('x');
    await second.woken;
    second.leave();
    expect(wakeUps.join('x').woken).not.toBe(second.woken);
  });
});
