// Terminals: shells in the containers of projects and on hosts, each for the person who opened it.
import { AppError } from '../../../contract/app-error.ts';
import type { Caller } from '../../../contract/caller.ts';
import type { HostId, ProjectId, UserId } from '../../../contract/ids.ts';
import type { Terminal, TerminalId, TerminalOutput, TerminalSize } from '../../../contract/terminals.ts';
import type { ProjectContainers, ShellHosts, TerminalClock, TerminalDiagnostics } from './ports.ts';
import { openTerminalSession, type TerminalSession } from './terminal-session.ts';

export interface TerminalsDeps {
  readonly hosts: ShellHosts;
  readonly projects: ProjectContainers;
  readonly clock: TerminalClock;
  readonly diagnostics: TerminalDiagnostics;
  /** Of this installation: begins the marks of its shells. */
  readonly instance: string;
  readonly randomId: () => string;
}

/** Each holds a process on a host; somebody with more has forgotten some. */
export const MAX_TERMINALS = 16;
/** So long one that has ended tells its readers why. */
const KEPT_AFTER_END_MS = 60_000;
const OPEN_TIMEOUT_MS = 20_000;
const usualSize: TerminalSize = { columns: 80, rows: 24 };

type View = Omit<Terminal, 'usedAt' | 'end'>;

interface Opened {
  readonly owner: UserId;
  /** The browser session that opened it: null for the desktop and the command line. */
  readonly sessionId: string | null;
  readonly view: View;
  readonly session: TerminalSession;
}

interface ById {
  readonly id: TerminalId;
}
type Size = { readonly [K in keyof TerminalSize]?: number | undefined };

export function createTerminals(deps: TerminalsDeps) {
  const { hosts, projects, clock, diagnostics, instance, randomId } = deps;
  const terminals = new Map<TerminalId, Opened>();
  /** Being opened: they count, or two at once would both be the last. */
  const opening = new Set<TerminalId>();
  const stopping = new AbortController();
  const markPrefix = `minipaas-terminal:${instance}:`;
  const markOf = (id: TerminalId): string => `${markPrefix}${id}`;

  function own({ id }: ById, { userId }: Caller): Opened {
    const found = terminals.get(id);
    if (found === undefined || found.owner !== userId) {
      throw new AppError('NOT_FOUND', { what: 'terminal with this number' });
    }
    return found;
  }

  const toView = ({ view, session }: Opened): Terminal => ({
    ...view,
    usedAt: new Date(session.usedAt).toISOString(),
    end: session.end,
  });

  async function open(
    { userId, sessionId, signal }: Caller,
    make: (
      id: TerminalId,
      signal: AbortSignal,
    ) => Promise<{ view: Omit<View, 'id' | 'openedAt'>; session: TerminalSession }>,
  ): Promise<Terminal> {
    const count = [...terminals.values()].filter(({ session }) => session.end === null).length + opening.size;
    if (count >= MAX_TERMINALS) {
      throw new AppError('TERMINAL_LIMIT', { where: 'in this installation', count });
    }
    const id = randomId() as TerminalId;
    opening.add(id);
    try {
      const limit = AbortSignal.any([signal, stopping.signal, AbortSignal.timeout(OPEN_TIMEOUT_MS)]);
      const { view, session } = await make(id, limit);
      const opened: Opened = {
        owner: userId,
        sessionId,
        view: { id, openedAt: new Date(clock.now()).toISOString(), ...view },
        session,
      };
      terminals.set(id, opened);
      diagnostics.info('A terminal was opened', {
        userId,
        kind: view.kind,
        hostId: view.hostId,
        project: view.project,
      });
      void forget(id, session);
      if (signal.aborted || stopping.signal.aborted) {
        // Whoever wanted it is gone.
        await session.close();
      }
      return toView(opened);
    } finally {
      opening.delete(id);
    }
  }

  async function forget(id: TerminalId, session: TerminalSession): Promise<void> {
    const { reason, exitCode } = await session.ended;
    diagnostics.info('A terminal ended', { reason, exitCode });
    await clock.sleep(KEPT_AFTER_END_MS, stopping.signal).catch(() => undefined);
    terminals.delete(id);
  }

  return {
    list: (_input: undefined, { userId }: Caller): Terminal[] =>
      [...terminals.values()].filter(({ owner }) => owner === userId).map(toView),

    openInProject(input: Size & { readonly id: ProjectId }, caller: Caller): Promise<Terminal> {
      const name = projects.nameOf(input.id);
      if (name === null) {
        throw new AppError('NOT_FOUND', { what: `project ${input.id}` });
      }
      return open(caller, async (id, signal) => {
        const serving = projects.serving(input.id);
        if (serving === null) {
          throw new AppError('PROJECT_NOT_RUNNING', { name });
        }
        const { containerId, deploymentId, hostId } = serving;
        const host = await hosts.get(hostId);
        const container = { id: containerId, name, mark: markOf(id) };
        const shell = await host.openContainerShell(container, { size: toSize(input), signal });
        const project = { id: input.id, name, deploymentId };
        return {
          view: { kind: 'container', hostId, hostName: host.hostName, project, shell: shell.program },
          session: openTerminalSession({ shell, clock }),
        };
      });
    },

    openOnHost(input: Size & { readonly id: HostId }, caller: Caller): Promise<Terminal> {
      return open(caller, async (_id, signal) => {
        const host = await hosts.get(input.id);
        const shell = await host.openHostShell({ size: toSize(input), signal });
        return {
          view: { kind: 'host', hostId: input.id, hostName: host.hostName, project: null, shell: shell.program },
          session: openTerminalSession({ shell, clock }),
        };
      });
    },

    read: (
      input: ById & { readonly after: number; readonly maxChars: number; readonly waitMs: number },
      caller: Caller,
    ): Promise<TerminalOutput> => own(input, caller).session.read(input, caller.signal),

    async write(input: ById & { readonly text: string }, caller: Caller): Promise<ById> {
      await own(input, caller).session.write(input.text, caller.signal);
      return { id: input.id };
    },

    async resize({ id, columns, rows }: ById & TerminalSize, caller: Caller): Promise<TerminalSize> {
      await own({ id }, caller).session.resize({ columns, rows });
      return { columns, rows };
    },

    async close(input: ById, caller: Caller): Promise<ById> {
      await own(input, caller).session.close();
      return { id: input.id };
    },

    /** Shells that outlived a program or a connection that died are ended. Never throws. */
    async onHostConnected(hostId: HostId): Promise<void> {
      try {
        const host = await hosts.get(hostId);
        const isOpen = (mark: string): boolean => {
          const id = mark.slice(markPrefix.length) as TerminalId;
          return opening.has(id) || terminals.get(id)?.session.end === null;
        };
        for (const { containerId } of projects.servingOn(hostId)) {
          const count = await host.endStrayShells(containerId, markPrefix, isOpen);
          if (count > 0) {
            diagnostics.info('Shells that nobody had any more were ended', { hostId, containerId, count });
          }
        }
      } catch (error) {
        diagnostics.debug('Shells that nobody has could not be looked for', { hostId, error });
      }
    },

    /** Ends what was opened in a browser session that was logged out: whoever sits there next must not type in it. */
    async onLogout(sessionId: string): Promise<void> {
      const opened = [...terminals.values()].filter((terminal) => terminal.sessionId === sessionId);
      await Promise.all(opened.map(({ session }) => session.close()));
    },

    async stop(): Promise<void> {
      stopping.abort(new Error('miniPaaS stops'));
      await Promise.all([...terminals.values()].map(({ session }) => session.close()));
    },
  };
}

const toSize = ({ columns = usualSize.columns, rows = usualSize.rows }: Size): TerminalSize => ({ columns, rows });
