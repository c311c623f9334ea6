// Terminals and opened ports of the world in memory: a shell that greets, echoes what is typed, and knows a few words.
import { Duplex } from 'node:stream';
import { AppError } from '../../../src/contract/app-error.ts';
import type { Forward, ForwardId } from '../../../src/contract/forwards.ts';
import type { Terminal, TerminalId, TerminalSize } from '../../../src/contract/terminals.ts';
import { systemClock } from '../../../src/main/adapters/clock/system-clock.ts';
import type { Services } from '../../../src/main/api/services.ts';
import { openTerminalSession, type TerminalSession } from '../../../src/main/features/terminals/terminal-session.ts';
import { sampleForward, sampleTerminal } from '../fake-services.ts';
import { ago } from './data.ts';
import type { World } from './world.ts';

export interface WaysIn {
  readonly sizes: TerminalSize[];
  readonly typed: string[];
  /** Lets the shell say something by itself. */
  say(text: string): void;
  readonly forwards: Forward[];
}

interface FakeShell {
  readonly view: Terminal;
  readonly session: TerminalSession;
  say(text: string): void;
}

export function createWaysIn(
  world: () => World,
  check: (call: string) => void,
): WaysIn & { readonly services: Pick<Services, 'terminals' | 'forwards'> } {
  const shells = new Map<TerminalId, FakeShell>();
  const sizes: TerminalSize[] = [];
  const typed: string[] = [];
  const forwards: Forward[] = [];
  const shellOf = (id: TerminalId): FakeShell => {
    const found = shells.get(id);
    if (found === undefined) throw new AppError('NOT_FOUND', { what: 'terminal with this number' });
    return found;
  };
  const toView = ({ view, session }: FakeShell): Terminal => ({ ...view, end: session.end });

  function open(change: Partial<Terminal>): Terminal {
    const prompt = '\u001b[32mshop\u001b[0m:/app$ ';
    let line = '';
    const stream = new Duplex({
      read: () => undefined,
      write(data: Buffer, _encoding, done) {
        typed.push(data.toString());
        for (const character of data.toString()) {
          if (character !== '\r') {
            line += character;
            stream.push(character);
          } else if (line === 'exit') {
            stream.push(null);
          } else {
            stream.push(`\r\n${answerTo(line)}${prompt}`);
            line = '';
          }
        }
        done();
      },
    });
    const session = openTerminalSession({
      clock: systemClock,
      shell: {
        program: 'bash',
        stream,
        resize: async (size) => void sizes.push(size),
        outcome: async () => ({ reason: 'exited', exitCode: 0 }),
        end: async () => undefined,
      },
    });
    const id = `terminal-${shells.size + 1}` as TerminalId;
    const view = { ...sampleTerminal, id, openedAt: ago(0), usedAt: ago(0), ...change };
    const shell: FakeShell = { view, session, say: (text) => void stream.push(text) };
    shells.set(id, shell);
    shell.say(prompt);
    return toView(shell);
  }

  return {
    sizes,
    typed,
    forwards,
    say: (text) => [...shells.values()].at(-1)?.say(text),
    services: {
      terminals: {
        list: () => [...shells.values()].map(toView),
        openInProject({ id }) {
          check('terminals.open');
          const project = world().projects.get(id);
          if (project === undefined) throw new AppError('NOT_FOUND', { what: `project ${id}` });
          const { name, current, hostName } = project;
          return open({ hostName, project: { id, name, deploymentId: current?.id ?? (1 as never) } });
        },
        openOnHost({ id }) {
          check('terminals.open');
          const hostName = world().hosts.find((host) => host.id === id)?.name ?? '';
          return open({ kind: 'host', hostId: id, hostName, project: null, shell: '' });
        },
        read: (input, { signal }) => shellOf(input.id).session.read(input, signal),
        async write({ id, text }, { signal }) {
          await shellOf(id).session.write(text, signal);
          return { id };
        },
        async resize({ id, columns, rows }) {
          await shellOf(id).session.resize({ columns, rows });
          return { columns, rows };
        },
        async close({ id }) {
          await shellOf(id).session.close();
          return { id };
        },
      },
      forwards: {
        list: () => [...forwards],
        openToProject({ id, port, localPort }) {
          check('forwards.open');
          const project = world().projects.get(id);
          return add({ project: { id, name: project?.name ?? '' }, port, localPort: localPort ?? port });
        },
        openToHost({ id, address, port, localPort }) {
          check('forwards.open');
          return add({ hostId: id, address, port, localPort: localPort ?? port });
        },
        close({ id }) {
          forwards.splice(
            forwards.findIndex((forward) => forward.id === id),
            1,
          );
          return { id };
        },
      },
    },
  };

  function add(change: Partial<Forward>): Forward {
    const id = (Math.max(0, ...forwards.map((forward) => forward.id)) + 1) as ForwardId;
    const made: Forward = { ...sampleForward, id, openedAt: ago(0), ...change };
    forwards.push(made);
    world().fake.hub.publish({ type: 'forwards' });
    return made;
  }
}

function answerTo(command: string): string {
  switch (command) {
    case '':
      return '';
    case 'ls --color':
      return '\u001b[34mnode_modules\u001b[0m  \u001b[1;33mpackage.json\u001b[0m  \u001b[31mbroken\u001b[0m  server.js\r\n';
    default:
      return `${command.startsWith('echo ') ? command.slice(5) : `sh: ${command}: not found`}\r\n`;
  }
}
