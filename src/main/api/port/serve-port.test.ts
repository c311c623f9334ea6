import { type MessagePort, MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { afterEach, describe, expect, it } from 'vitest';
import { fakeServices, ownerId } from '../../../../tests/support/fake-services.ts';
import { AppError } from '../../../contract/app-error.ts';
import type { Contract } from '../../../contract/contract.ts';
import { createRouter } from '../router.ts';
import { type MessagePortLike, servePort } from './serve-port.ts';

const log = { warn: () => undefined, error: () => undefined };

/** Node's port hands over the data, Electron's an event that holds it. */
function likeElectron(port: MessagePort): MessagePortLike {
  return {
    on: (type: string, listener: (event: { data: unknown }) => void) =>
      port.on(type, (data: unknown) => listener({ data })),
    postMessage: (message) => port.postMessage(message),
    start: () => port.start(),
    close: () => port.close(),
  };
}

const open: MessagePort[] = [];
afterEach(() => {
  for (const port of open.splice(0)) {
    port.close();
  }
});

function connect(fake = fakeServices()) {
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  const close = servePort(
    likeElectron(port1),
    { router: createRouter(fake.services), log },
    { userId: ownerId, shell: 'desktop', sessionId: null, role: 'owner' },
  );
  const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ port: port2 as never }));
  port2.start();
  return { ...fake, client, close, clientPort: port2 };
}

describe('servePort', () => {
  it('answers calls as the principal it was given', async () => {
    const { client, calls } = connect();
    expect((await client.projects.get({ id: 5 })).id).toBe(5);
    expect(calls[0]).toMatchObject({ path: 'projects.get', caller: { shell: 'desktop', userId: 1 } });
  });

  it('passes on the code, status, hint and field of an error', async () => {
    const taken = new AppError('NAME_TAKEN', { name: 'shop' }, { field: 'name' });
    const { client } = connect(fakeServices({ projects: { create: () => Promise.reject(taken) } }));
    await expect(client.projects.create({ repoUrl: 'x' })).rejects.toMatchObject({
      code: 'NAME_TAKEN',
      status: 409,
      message: 'The name "shop" is already taken.',
      data: { hint: 'Choose another name.', field: 'name' },
    });
    await expect(client.projects.get({ id: -1 })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      data: { field: 'id' },
    });
  });

  it('streams events and ends the stream on the server when the client leaves it', async () => {
    const { client, hub } = connect();
    const events = await client.events.subscribe();
    expect((await events.next()).value).toEqual({ type: 'ready' });
    const next = events.next();
    hub.publish({ type: 'queue' });
    expect((await next).value).toEqual({ type: 'queue' });
    await events.return?.();
    await expect.poll(() => hub.subscriberCount).toBe(0);
  });

  it('aborts what is under way when the port closes', async () => {
    const aborted = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const fake = fakeServices({
      logs: {
        read: (_input, caller) => {
          started.resolve();
          caller.signal.addEventListener('abort', () => aborted.resolve());
          return new Promise(() => undefined);
        },
      },
    });
    const { client, clientPort } = connect(fake);
    client.logs.read({ id: 1, waitMs: 25_000 }).catch(() => undefined);
    await started.promise;
    clientPort.close();
    await expect(aborted.promise).resolves.toBeUndefined();
  });
});
