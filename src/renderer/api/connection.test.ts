import { ORPCError } from '@orpc/client';
import { describe, expect, it, vi } from 'vitest';
import { DisconnectedError } from '../lib/problem.ts';
import { type Channel, createConnection, LoggedOutError } from './connection.ts';

/** A line whose calls are answered by hand. */
function createLine() {
  const closed = Promise.withResolvers<void>();
  const call = vi.fn((): Promise<unknown> => Promise.resolve('answer'));
  const channel: Channel = { link: { call }, closed: closed.promise, close: () => closed.resolve() };
  return { channel, call, cut: () => closed.resolve() };
}

/** Pauses end when the test says so. */
function createPauses() {
  const waiting: { ms: number; end: () => void }[] = [];
  const pause = (ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      waiting.push({ ms, end: resolve });
      signal.addEventListener('abort', () => resolve());
    });
  return { waiting, pause };
}

const call = (connection: ReturnType<typeof createConnection>, signal?: AbortSignal) =>
  connection.link.call(['health', 'get'], undefined, { context: {}, ...(signal === undefined ? {} : { signal }) });
const state = (connection: ReturnType<typeof createConnection>) => connection.getState().status;

describe('connection', () => {
  it('is live once it is open, and passes calls on', async () => {
    const line = createLine();
    const { pause } = createPauses();
    const connection = createConnection({ open: () => Promise.resolve(line.channel), pause });
    expect(state(connection)).toBe('connecting');
    expect(await call(connection)).toBe('answer');
    expect(state(connection)).toBe('live');
    connection.close();
  });

  it('opens a new line when one is cut, after pauses that grow', async () => {
    const first = createLine();
    const second = createLine();
    const { pause, waiting } = createPauses();
    const open = vi
      .fn<() => Promise<Channel>>()
      .mockResolvedValueOnce(first.channel)
      .mockRejectedValueOnce(new Error('refused'))
      .mockRejectedValueOnce(new Error('refused'))
      .mockResolvedValueOnce(second.channel);
    const connection = createConnection({ open, pause });
    await expect.poll(() => state(connection)).toBe('live');
    first.cut();
    for (const expected of [250, 500, 1_000]) {
      await expect.poll(() => waiting).toHaveLength(1);
      expect(state(connection)).toBe('reconnecting');
      expect(waiting[0]?.ms).toBe(expected);
      waiting.shift()?.end();
    }
    await expect.poll(() => state(connection)).toBe('live');
    expect(await call(connection)).toBe('answer');
    expect(second.call).toHaveBeenCalledTimes(1);
    connection.close();
  });

  it('makes a call wait for the next line, but not for ever', async () => {
    const { pause, waiting } = createPauses();
    const line = Promise.withResolvers<Channel>();
    const connection = createConnection({ open: () => line.promise, pause });
    const early = call(connection);
    const tooEarly = call(connection);
    waiting[1]?.end();
    await expect(tooEarly).rejects.toBeInstanceOf(DisconnectedError);
    line.resolve(createLine().channel);
    expect(await early).toBe('answer');
    connection.close();
  });

  it('a call that is given up fails with the reason, not as disconnected', async () => {
    const { pause } = createPauses();
    const connection = createConnection({ open: () => new Promise(() => undefined), pause });
    const stop = new AbortController();
    const waitingCall = call(connection, stop.signal);
    stop.abort(new Error('the page was left'));
    await expect(waitingCall).rejects.toThrow('the page was left');
    connection.close();
  });

  it('tells a line that was cut under a call from an error of the control plane', async () => {
    const line = createLine();
    const { pause } = createPauses();
    const connection = createConnection({ open: () => Promise.resolve(line.channel), pause });
    await expect.poll(() => state(connection)).toBe('live');
    line.call.mockRejectedValueOnce(new ORPCError('NOT_FOUND', { message: 'There is no project 9.' }));
    await expect(call(connection)).rejects.toThrow('There is no project 9.');
    line.call.mockImplementationOnce(async () => {
      line.cut();
      await expect.poll(() => state(connection)).toBe('reconnecting');
      throw new Error('peer closed');
    });
    await expect(call(connection)).rejects.toBeInstanceOf(DisconnectedError);
    connection.close();
  });

  it('stops when nobody is logged in any more', async () => {
    const open = vi.fn(() => Promise.reject(new LoggedOutError()));
    const connection = createConnection({ open, pause: createPauses().pause });
    await expect.poll(() => state(connection)).toBe('loggedOut');
    expect(open).toHaveBeenCalledTimes(1);
  });

  it('connects at once when it is told to', async () => {
    const { pause, waiting } = createPauses();
    const open = vi
      .fn<() => Promise<Channel>>()
      .mockRejectedValueOnce(new Error('refused'))
      .mockResolvedValue(createLine().channel);
    const connection = createConnection({ open, pause });
    await expect.poll(() => waiting).toHaveLength(1);
    connection.reconnect();
    await expect.poll(() => state(connection)).toBe('live');
    connection.close();
  });
});
