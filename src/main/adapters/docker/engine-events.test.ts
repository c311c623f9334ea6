import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import type { EngineClient } from './engine-client.ts';
import { followEvents } from './engine-events.ts';
import { EngineSilence } from './engine-failure.ts';

const START = 1_795_365_720_000_000_000n;
const event = (number: number): string =>
  `{"Type":"container","Action":"start","Actor":{"ID":"c${number}"},"timeNano":${START + BigInt(number)}}\n`;
const lost = (cause?: Error): AppError => new AppError('ENGINE_LOST', { host: 'here' }, { cause });

/** An engine whose streams tell these events and break, the last one only with the test; calls fail with these errors first. */
function follow(streams: readonly (readonly number[])[], failures: readonly Error[]) {
  const stopping = new AbortController();
  const { signal } = stopping;
  const left = { streams: [...streams], failures: [...failures] };
  const heard: string[] = [];
  let calls = 0;
  const fail = (): void => {
    calls += 1;
    const error = left.failures.shift();
    if (error !== undefined) throw error;
  };
  const told = streams.flat().map(event);
  const client = {
    docker: {},
    call: async () => fail(),
    async stream(
      { action }: { readonly action: string },
      _open: unknown,
      use: (stream: Readable) => Promise<unknown>,
    ): Promise<unknown> {
      if (action === 'repeat an event') {
        fail();
        return use(Readable.from(told.map((line) => Buffer.from(line))));
      }
      await use(Readable.from((left.streams.shift() ?? []).map((number) => Buffer.from(event(number)))));
      if (left.streams.length === 0) stopping.abort(new Error('enough'));
      throw lost();
    },
  } as unknown as EngineClient;
  const ended = followEvents({ client, from: START, onEvent: ({ actorId }) => void heard.push(actorId), signal });
  return { ended, heard, calls: () => calls };
}

describe('events', () => {
  it('go on, once each, where the line is cut also while the engine is asked whether it lives and what it knows', async () => {
    const { ended, heard } = follow([[1], [1, 2], [2, 3]], [lost(), lost()]);
    await expect(ended).rejects.toThrow('enough');
    expect(heard).toEqual(['c1', 'c2', 'c3']);
  });

  it('end where nobody answers, without asking again', async () => {
    const { ended, calls } = follow([[1], [2]], [lost(new EngineSilence('no answer within 10000 ms'))]);
    await expect(ended).rejects.toMatchObject({ code: 'ENGINE_LOST' });
    expect(calls()).toBe(1);
  });

  it('end where the line is cut each time', async () => {
    const { ended } = follow(
      [[1], [2]],
      Array.from({ length: 9 }, () => lost()),
    );
    await expect(ended).rejects.toMatchObject({ code: 'ENGINE_LOST' });
  });
});
