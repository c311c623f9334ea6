import { EventEmitter } from 'node:events';
import type { ClientChannel } from 'ssh2';
import { describe, expect, it } from 'vitest';
import { createSessionGate } from './session-gate.ts';

/** A server that has `limit` sessions. */
function server(limit: number) {
  const open = new Set<EventEmitter>();
  let most = 0;
  return {
    most: () => most,
    open: async (): Promise<ClientChannel> => {
      if (open.size >= limit) {
        throw Object.assign(new Error('open failed'), { reason: 1 });
      }
      const channel = new EventEmitter();
      open.add(channel);
      most = Math.max(most, open.size);
      return channel as ClientChannel;
    },
    close: (channel: ClientChannel) => {
      open.delete(channel);
      channel.emit('close');
    },
  };
}

describe('the sessions of a connection', () => {
  it.each([
    [100, 8],
    [3, 3],
    [1, 1],
  ])('of a server with %i are never more than %i', async (limit, most) => {
    const { open, close, most: seen } = server(limit);
    const gate = createSessionGate();
    await Promise.all(Array.from({ length: 30 }, async () => close(await gate.run(open))));
    expect(seen()).toBe(most);
  });

  it('are full while somebody waits for one', async () => {
    const gate = createSessionGate();
    const { open, close } = server(1);
    const first = await gate.run(open);
    expect(gate.isFull()).toBe(false);
    const second = gate.run(open);
    await new Promise(setImmediate);
    expect(gate.isFull()).toBe(true);
    close(first);
    await second;
    expect(gate.isFull()).toBe(false);
  });

  it('fail where the server has none at all', async () => {
    await expect(createSessionGate().run(server(0).open)).rejects.toThrow('open failed');
  });

  it('fail for any other reason at once', async () => {
    const gate = createSessionGate();
    const { open } = server(8);
    await gate.run(open);
    await expect(gate.run(() => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
  });
});
