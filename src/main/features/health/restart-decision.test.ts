import { describe, expect, it } from 'vitest';
import { type Crash, decideRestart } from './restart-decision.ts';

const now = 1_000_000;
const crash = (change: Partial<Crash>): Crash => ({
  autoRestart: true,
  policy: 'no',
  exitCode: 1,
  isStopped: true,
  crashes: [now],
  now,
  ...change,
});
const times = (count: number, gapMs = 1000): number[] =>
  Array.from({ length: count }, (_, index) => now - index * gapMs);

describe('after a crash', () => {
  it.each<[string, Partial<Crash>, unknown]>([
    ['nothing is done where nobody asked for it', { autoRestart: false, crashes: times(50) }, { type: 'leave' }],
    ['it is started after 2 s', {}, { type: 'start', afterMs: 2_000 }],
    ['the next time after 4 s', { crashes: times(2) }, { type: 'start', afterMs: 4_000 }],
    ['never later than after 1 min', { crashes: times(9) }, { type: 'start', afterMs: 60_000 }],
    ['crashes of long ago do not count', { crashes: times(30, 601_000) }, { type: 'start', afterMs: 2_000 }],
    ['what Docker starts again is left to it', { policy: 'always', isStopped: false }, { type: 'leave' }],
    ['what used up its tries is started', { policy: 'on-failure' }, { type: 'start', afterMs: 2_000 }],
    ['what has finished is left', { exitCode: 0 }, { type: 'leave' }],
    ['also with on-failure', { policy: 'on-failure', exitCode: 0 }, { type: 'leave' }],
    ['a server that ends is no finish', { policy: 'always', exitCode: 0 }, { type: 'start', afterMs: 2_000 }],
    ['ten within ten minutes are enough', { crashes: times(10) }, { type: 'giveUp', crashes: 10, minutes: 10 }],
    [
      'also where Docker would go on for ever',
      { crashes: times(12), policy: 'unless-stopped', isStopped: false },
      { type: 'giveUp', crashes: 12, minutes: 10 },
    ],
  ])('%s', (_, change, expected) => {
    expect(decideRestart(crash(change))).toEqual(expected);
  });
});
