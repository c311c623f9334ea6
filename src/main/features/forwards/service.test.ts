import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import type { Caller } from '../../../contract/caller.ts';
import type { AppEvent } from '../../../contract/events.ts';
import type { ForwardId } from '../../../contract/forwards.ts';
import type { HostId, ProjectId, UserId } from '../../../contract/ids.ts';
import type { OpenPortRequest } from './ports.ts';
import { createForwards, MAX_FORWARDS } from './service.ts';

const here = 1 as HostId;
const far = 2 as HostId;
const project = 1 as ProjectId;
const signal = new AbortController().signal;
const caller: Caller = { userId: 1 as UserId, shell: 'browser', sessionId: null, signal };
const code = (wanted: string) => expect.objectContaining({ code: wanted }) as Error;

function fixture() {
  const events: AppEvent[] = [];
  const requests: (OpenPortRequest & { isClosed: boolean })[] = [];
  const dialled: string[] = [];
  let serving: { readonly containerId: string; readonly hostId: HostId } | null = { containerId: 'c1', hostId: far };
  const forwards = createForwards({
    hosts: {
      get: async () => ({
        hostName: 'far',
        async dialContainer({ id, name }, port) {
          dialled.push(`${name} ${id} ${port}`);
          return new PassThrough();
        },
        async dialHost(address, port) {
          dialled.push(`${address} ${port}`);
          throw new AppError('FORWARD_REFUSED', { target: address, port });
        },
      }),
      find: (id) => (id === far ? { name: 'far', kind: 'ssh' } : id === here ? { name: 'here', kind: 'local' } : null),
    },
    projects: { find: (id) => (id === project ? { name: 'shop' } : null), serving: () => serving },
    localPorts: {
      async open(given) {
        const request = { ...given, isClosed: false };
        requests.push(request);
        if (given.port === 80) throw new AppError('LOCAL_PORT_TAKEN', { port: 80, problem: 'no' });
        return {
          port: given.port ?? 40_000 + requests.length,
          counts: () => ({
            openConnections: 0,
            totalConnections: 0,
            failedConnections: 0,
            bytesSent: 0,
            bytesReceived: 0,
          }),
          async close() {
            request.isClosed = true;
          },
        };
      },
    },
    publish: (event) => events.push(event),
    now: () => 0,
  });
  return { forwards, events, requests, dialled, serve: (to: typeof serving) => (serving = to) };
}

describe('opened ports', () => {
  it('lead to whichever container serves when somebody comes', async () => {
    const { forwards, requests, dialled, serve, events } = fixture();
    const made = await forwards.openToProject({ id: project, port: 5432 }, caller);
    expect(made).toMatchObject({
      hostName: 'far',
      project: { id: project, name: 'shop' },
      address: null,
      port: 5432,
      localAddress: '127.0.0.1',
      localPort: 40_001,
      error: null,
    });
    expect(requests[0]).toMatchObject({ port: null, preferred: 5432 });
    expect(events).toEqual([{ type: 'forwards' }]);
    await requests[0]?.connect(signal);
    serve({ containerId: 'c2', hostId: far });
    await requests[0]?.connect(signal);
    expect(dialled).toEqual(['shop c1 5432', 'shop c2 5432']);
    serve(null);
    await expect(requests[0]?.connect(signal)).rejects.toThrow(code('PROJECT_NOT_RUNNING'));
  });

  it('of a host lead to it, or on into its network', async () => {
    const { forwards, requests, dialled } = fixture();
    await forwards.openToHost({ id: far, address: 'db.internal', port: 5432, localPort: 15_432 }, caller);
    expect(forwards.list()).toMatchObject([{ address: 'db.internal', localPort: 15_432, project: null }]);
    await expect(requests[0]?.connect(signal)).rejects.toThrow(code('FORWARD_REFUSED'));
    expect(dialled).toEqual(['db.internal 5432']);
  });

  it('show why a connection failed, until one does not', async () => {
    const { forwards, requests, events } = fixture();
    await forwards.openToProject({ id: project, port: 5432 }, caller);
    requests[0]?.onConnected();
    expect(events).toHaveLength(1);
    requests[0]?.onFailure(new AppError('FORWARD_REFUSED', { target: 'shop', port: 5432 }));
    expect(forwards.list()[0]?.error).toMatchObject({ code: 'FORWARD_REFUSED' });
    requests[0]?.onFailure(new Error('with something inside'));
    expect(forwards.list()[0]?.error).toMatchObject({ code: 'INTERNAL' });
    requests[0]?.onConnected();
    expect(forwards.list()[0]?.error).toBeNull();
    expect(events).toHaveLength(4);
  });

  it('are refused where they make no sense', async () => {
    const { forwards, serve } = fixture();
    const toHost = (id: HostId) => forwards.openToHost({ id, address: '127.0.0.1', port: 80 }, caller);
    await expect(toHost(here)).rejects.toThrow(code('VALIDATION_FAILED'));
    await expect(toHost(9 as HostId)).rejects.toThrow(code('NOT_FOUND'));
    await expect(forwards.openToProject({ id: 9 as ProjectId, port: 80 }, caller)).rejects.toThrow(code('NOT_FOUND'));
    const taken = forwards.openToProject({ id: project, port: 80, localPort: 80 }, caller);
    await expect(taken).rejects.toThrow(code('LOCAL_PORT_TAKEN'));
    serve(null);
    await expect(forwards.openToProject({ id: project, port: 80 }, caller)).rejects.toThrow(
      code('PROJECT_NOT_RUNNING'),
    );
    expect(forwards.list()).toEqual([]);
  });

  it('are so many at most', async () => {
    const { forwards } = fixture();
    const open = () => forwards.openToProject({ id: project, port: 5432 }, caller);
    const all = await Promise.allSettled(Array.from({ length: MAX_FORWARDS + 1 }, open));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(MAX_FORWARDS);
    await expect(open()).rejects.toThrow(code('FORWARD_LIMIT'));
  });

  it('are closed: one, those of a project, those of a host, all', async () => {
    const { forwards, requests, events } = fixture();
    const first = await forwards.openToProject({ id: project, port: 1 }, caller);
    await forwards.openToProject({ id: project, port: 2 }, caller);
    await forwards.openToHost({ id: far, address: '127.0.0.1', port: 3 }, caller);
    await forwards.openToHost({ id: far, address: '127.0.0.1', port: 4 }, caller);
    const open = () => requests.filter(({ isClosed }) => !isClosed).map(({ preferred }) => preferred);
    expect(await forwards.close({ id: first.id })).toEqual({ id: first.id });
    await expect(forwards.close({ id: first.id })).rejects.toThrow(code('NOT_FOUND'));
    expect(open()).toEqual([2, 3, 4]);
    await forwards.onProjectRemoved(project);
    expect(open()).toEqual([3, 4]);
    events.length = 0;
    await forwards.onProjectRemoved(project);
    expect(events).toEqual([]);
    await forwards.onHostRemoved(far);
    expect(open()).toEqual([]);
    await forwards.openToProject({ id: project, port: 5 }, caller);
    await forwards.stop();
    expect([open(), forwards.list()]).toEqual([[], []]);
    await expect(forwards.close({ id: 99 as ForwardId })).rejects.toThrow(code('NOT_FOUND'));
  });
});
