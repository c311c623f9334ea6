import { expect, it } from 'vitest';
import { createListeningWatch } from './listening-watch.ts';
import { createFakeClock } from './testing/fake-clock.ts';

/** What the kernel says, look by look; the last answer stays. */
function createWatch(answers: readonly (boolean | null)[]) {
  const clock = createFakeClock();
  let looks = 0;
  const isListening = async (): Promise<boolean | null> => answers[Math.min(looks++, answers.length - 1)] ?? null;
  const watch = createListeningWatch({ clock, isListening, signal: new AbortController().signal });
  return {
    looks: () => looks,
    /** Resolves with how long it lasted, ms. */
    async pause(ms: number, latestMs = 60_000): Promise<number> {
      const begun = clock.now();
      let isOver = false;
      const pause = watch.pause(ms, begun + latestMs).then(() => {
        isOver = true;
      });
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        if (isOver) {
          await pause;
          return Math.round(clock.now() - begun);
        }
        clock.advanceTo(clock.nextWakeAt() ?? clock.now());
      }
    },
  };
}

it('lasts as long as was asked for where nothing can be seen, and does not look again', async () => {
  const watch = createWatch([null]);
  expect(await watch.pause(10)).toBe(10);
  expect(await watch.pause(20)).toBe(20);
  expect(watch.looks()).toBe(1);
});

it('lasts as long as was asked for where somebody listens already', async () => {
  expect(await createWatch([true]).pause(10)).toBe(10);
});

it('ends when somebody begins to listen, or nothing can be seen any more', async () => {
  expect(await createWatch([false, false, true]).pause(10)).toBe(10);
  expect(await createWatch([false, null]).pause(10)).toBe(5);
});

it('looks ever more seldom, also from pause to pause', async () => {
  const watch = createWatch([false]);
  for (let pauses = 0; pauses < 60; pauses += 1) {
    await watch.pause(1_000);
  }
  expect(watch.looks()).toBeLessThan(300);
});

it('ends after a while all the same, and never later than it may', async () => {
  expect(await createWatch([false]).pause(10)).toBe(200);
  expect(await createWatch([false]).pause(1_000)).toBe(1_000);
  expect(await createWatch([false]).pause(1_000, 40)).toBe(40);
  expect(await createWatch([true]).pause(1_000, 40)).toBe(40);
});
