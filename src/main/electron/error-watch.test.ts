import { describe, expect, it } from 'vitest';
import type { Caller } from '../../contract/caller.ts';
import type { AppEvent } from '../../contract/events.ts';
import type { ErrorGroupId, ProjectId } from '../../contract/ids.ts';
import { watchErrors } from './error-watch.ts';

const news = (change: Partial<Extract<AppEvent, { type: 'errorNews' }>> = {}): AppEvent => ({
  type: 'errorNews',
  projectId: 7 as ProjectId,
  groupId: 3 as ErrorGroupId,
  isReopened: false,
  title: 'TypeError: x is not a function',
  count: 1,
  ...change,
});

async function watch(events: readonly AppEvent[], { isQuiet = false, isGone = false } = {}) {
  const told: string[] = [];
  await watchErrors(
    {
      controlPlane: {
        events: {
          async *subscribe() {
            yield* events;
          },
        },
        services: {
          projects: {
            get: () => {
              if (isGone) throw new Error('gone');
              return { name: 'web' };
            },
          },
        },
        localCaller: (signal) => ({ signal }) as Caller,
      },
      isQuiet: () => isQuiet,
      notify: ({ title, body }, { groupId }) => told.push(`${groupId} ${title} | ${body}`),
    },
    new AbortController().signal,
  );
  return told;
}

describe('news of errors', () => {
  it('says which project has which error, and how many', async () => {
    const events = [{ type: 'queue' } as const, news(), news({ isReopened: true }), news({ count: 3 })];
    expect(await watch(events)).toEqual([
      '3 web: a new error | TypeError: x is not a function',
      '3 web: an error is back | TypeError: x is not a function',
      '3 web: 3 new errors | TypeError: x is not a function, and 2 more',
    ]);
  });

  it('says nothing to somebody who looks, or of a project that is gone', async () => {
    expect(await watch([news()], { isQuiet: true })).toEqual([]);
    expect(await watch([news()], { isGone: true })).toEqual([]);
  });
});
