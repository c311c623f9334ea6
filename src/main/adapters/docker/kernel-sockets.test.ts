import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { isOpen, lookAtSockets } from './kernel-sockets.ts';

/** Part of the control group of every process. */
const ANY = ':';

describe.runIf(process.platform === 'linux')('the sockets of a process', () => {
  it('are seen with who may reach them', async () => {
    const open = createServer().listen(0, '0.0.0.0');
    const local = createServer().listen(0, '127.0.0.1');
    await Promise.all([once(open, 'listening'), once(local, 'listening')]);
    const portOf = (server: typeof open): number => (server.address() as AddressInfo).port;
    const seen = await lookAtSockets(ANY, process.pid);
    expect(seen).toMatchObject({ process: process.pid, inUse: expect.stringMatching(/^TCP: inuse \d+/) });
    expect(seen?.ports).toContainEqual({ port: portOf(local), isLocalhostOnly: true });
    expect([open, local].map((server) => seen !== null && isOpen(seen, portOf(server)))).toEqual([true, false]);

    // Who listened is looked at again, however much stays the same.
    const before = seen === null ? undefined : { seen, port: portOf(open) };
    expect(await lookAtSockets(ANY, process.pid, before)).not.toBe(seen);
    open.close();
    local.close();
  });

  it('are not seen where the process is none of the container', async () => {
    expect(await lookAtSockets('a container', process.pid)).toBeNull();
    expect(await lookAtSockets(ANY, 0)).toBeNull();
    expect(await lookAtSockets(ANY, 2 ** 30)).toBeNull();
  });
});
