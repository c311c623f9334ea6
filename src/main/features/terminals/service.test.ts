import { describe, expect, it } from 'vitest';
import { type HandShell, handClock, handShell } from '../../../../tests/support/terminal-shell.ts';
import { AppError } from '../../../contract/app-error.ts';
import type { Caller } from '../../../contract/caller.ts';
import type { DeploymentId, HostId, ProjectId, UserId } from '../../../contract/ids.ts';
import type { ShellHost } from './ports.ts';
import { createTerminals, MAX_TERMINALS } from './service.ts';

const host = 3 as HostId;
const project = 1 as ProjectId;
const caller = (userId = 1, signal = new AbortController().signal): Caller => ({
  userId: userId as UserId,
  shell: 'browser',
  sessionId: null,
  signal,
});
const code = (wanted: string) => expect.objectContaining({ code: wanted }) as Error;

function fixture() {
  const shells: HandShell[] = [];
  const marks: string[] = [];
  const strays: {
    readonly containerId: string;
    readonly prefix: string;
    readonly isOpen: (mark: string) => boolean;
  }[] = [];
  const clock = handClock();
  let ids = 0;
  let isDeployed = true;
  const shellHost: ShellHost = {
    hostName: 'far',
    async openContainerShell({ mark }) {
      marks.push(mark);
      const made = handShell();
      shells.push(made);
      return made.shell;
    },
    async openHostShell() {
      throw new AppError('TERMINAL_UNAVAILABLE', { host: 'far', reason: 'it is here' });
    },
    async endStrayShells(containerId, prefix, isOpen) {
      strays.push({ containerId, prefix, isOpen });
      return 1;
    },
  };
  const terminals = createTerminals({
    hosts: { get: async () => shellHost },
    projects: {
      nameOf: (id) => (id === project ? 'shop' : null),
      serving: () => (isDeployed ? { containerId: 'c1', deploymentId: 41 as DeploymentId, hostId: host } : null),
      servingOn: () => [{ containerId: 'c1', deploymentId: 41 as DeploymentId, hostId: host }],
    },
    clock,
    diagnostics: { info: () => undefined, debug: () => undefined },
    instance: 'here',
    randomId: () => `t${(ids += 1)}`,
  });
  const open = (by = caller()) => terminals.openInProject({ id: project }, by);
  return { terminals, shells, marks, strays, clock, open, undeploy: () => (isDeployed = false) };
}

describe('terminals', () => {
  it('are opened in the container that serves, and marked as ours', async () => {
    const { terminals, marks, open } = fixture();
    const opened = await open();
    expect(opened).toMatchObject({
      kind: 'container',
      hostId: host,
      hostName: 'far',
      project: { id: project, name: 'shop', deploymentId: 41 },
      shell: 'bash',
      end: null,
    });
    expect(marks).toEqual(['minipaas-terminal:here:t1']);
    expect(terminals.list(undefined, caller())).toEqual([opened]);
  });

  it('need a project, and one that was deployed', async () => {
    const { terminals, open, undeploy } = fixture();
    expect(() => terminals.openInProject({ id: 9 as ProjectId }, caller())).toThrow(code('NOT_FOUND'));
    undeploy();
    await expect(open()).rejects.toThrow(code('PROJECT_NOT_RUNNING'));
  });

  it('are for whoever opened them and nobody else', async () => {
    const { terminals, open } = fixture();
    const { id } = await open();
    const other = caller(2);
    expect(terminals.list(undefined, other)).toEqual([]);
    const read = { id, after: 0, maxChars: 10, waitMs: 0 };
    expect(() => terminals.read(read, other)).toThrow(code('NOT_FOUND'));
    await expect(terminals.write({ id, text: 'ls' }, other)).rejects.toThrow(code('NOT_FOUND'));
    await expect(terminals.resize({ id, columns: 10, rows: 10 }, other)).rejects.toThrow(code('NOT_FOUND'));
    await expect(terminals.close({ id }, other)).rejects.toThrow(code('NOT_FOUND'));
    await terminals.close({ id }, caller());
  });

  it('are typed into, sized and closed', async () => {
    const { terminals, open, shells } = fixture();
    const { id } = await open();
    await terminals.write({ id, text: 'ls\r' }, caller());
    expect(await terminals.resize({ id, columns: 100, rows: 30 }, caller())).toEqual({ columns: 100, rows: 30 });
    await terminals.close({ id }, caller());
    expect(shells[0]).toMatchObject({ typed: ['ls\r'], sizes: [{ columns: 100, rows: 30 }] });
    expect(shells[0]?.ends()).toBe(1);
  });

  it('tell how they ended for a minute, and are forgotten then', async () => {
    const { terminals, open, clock } = fixture();
    const { id } = await open();
    await terminals.close({ id }, caller());
    const read = { id, after: 0, maxChars: 10, waitMs: 0 };
    expect((await terminals.read(read, caller())).end).toMatchObject({ reason: 'closed' });
    await clock.pass(60_000);
    expect(() => terminals.read(read, caller())).toThrow(code('NOT_FOUND'));
  });

  it('are so many at most; one that failed or ended counts for nothing', async () => {
    const { terminals, open } = fixture();
    await expect(terminals.openOnHost({ id: host }, caller())).rejects.toThrow(code('TERMINAL_UNAVAILABLE'));
    const all = await Promise.allSettled(Array.from({ length: MAX_TERMINALS + 1 }, () => open()));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(MAX_TERMINALS);
    await expect(open()).rejects.toThrow(code('TERMINAL_LIMIT'));
    const [first] = terminals.list(undefined, caller());
    await terminals.close({ id: first?.id as never }, caller());
    await open();
  });

  it('are closed at once where nobody waits for them any more', async () => {
    const { open, shells } = fixture();
    const stop = new AbortController();
    const opening = open(caller(1, stop.signal));
    stop.abort();
    expect((await opening).end).toMatchObject({ reason: 'closed' });
    expect(shells[0]?.ends()).toBe(1);
  });

  it('that nobody has any more are ended when a host is back', async () => {
    const { terminals, open, strays } = fixture();
    const { id } = await open();
    await terminals.onHostConnected(host);
    expect(strays[0]).toMatchObject({ containerId: 'c1', prefix: 'minipaas-terminal:here:' });
    expect(strays[0]?.isOpen(`minipaas-terminal:here:${id}`)).toBe(true);
    expect(strays[0]?.isOpen('minipaas-terminal:here:other')).toBe(false);
    await terminals.close({ id }, caller());
    expect(strays[0]?.isOpen(`minipaas-terminal:here:${id}`)).toBe(false);
  });

  it('end at the logout of the browser that opened them, those alone', async () => {
    const { terminals, open, shells } = fixture();
    await open({ ...caller(), sessionId: 'mine' });
    await open({ ...caller(), sessionId: 'at work' });
    await open();
    await terminals.onLogout('mine');
    expect(shells.map(({ ends }) => ends())).toEqual([1, 0, 0]);
    await terminals.stop();
  });

  it('all end with the program', async () => {
    const { terminals, open, shells } = fixture();
    await Promise.all([open(), open(caller(2))]);
    await terminals.stop();
    expect(shells.map(({ ends }) => ends())).toEqual([1, 1]);
  });
});
