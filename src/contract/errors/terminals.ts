// Shells and opened ports: ways into an application that runs.
import { entry } from './entry.ts';

export const terminalErrors = {
  PROJECT_NOT_RUNNING: entry<{ name: string }>({
    status: 409,
    message: ({ name }) => `${name} does not run, so there is no container to enter.`,
    hint: () => 'Start it, or deploy it. Its runtime log says why it ended.',
  }),
  TERMINAL_NO_SHELL: entry<{ name: string }>({
    status: 422,
    message: ({ name }) => `The image of ${name} has no shell: neither bash nor sh is in it.`,
    hint: () =>
      'Images without a system (distroless, scratch) have none. Build on an image that has one to look inside.',
  }),
  TERMINAL_UNAVAILABLE: entry<{ host: string; reason: string }>({
    status: 409,
    message: ({ host, reason }) => `There is no terminal on ${host} here: ${reason}.`,
    hint: () => 'Use a terminal program of that machine.',
  }),
  TERMINAL_LIMIT: entry<{ where: string; count: number }>({
    status: 409,
    message: ({ where, count }) => `There are ${count} terminals open ${where}, which is as many as there may be.`,
    hint: () => 'Close one that is no longer needed.',
  }),
  TERMINAL_FAILED: entry<{ where: string; problem: string }>({
    status: 502,
    message: ({ where, problem }) => `No terminal could be opened ${where}: ${problem}.`,
    hint: () => 'Try again. The SSH server may allow no terminals (PermitTTY) or too few sessions (MaxSessions).',
  }),
  TERMINAL_ENDED: entry<{ reason: string }>({
    status: 409,
    message: ({ reason }) => `This terminal has ended. ${reason}`,
    hint: () => 'Open another one.',
  }),
  LOCAL_PORT_TAKEN: entry<{ port: number; problem: string }>({
    status: 409,
    message: ({ port, problem }) => `Port ${port} of this machine cannot be opened: ${problem}.`,
    hint: () => 'Choose another port, or leave it out to get a free one.',
  }),
  FORWARD_REFUSED: entry<{ target: string; port: number }>({
    status: 502,
    message: ({ target, port }) => `Nothing listens on port ${port} of ${target}.`,
    hint: () => 'Check the port. An application that has just started may need a moment.',
    isTransient: true,
  }),
  FORWARD_UNREACHABLE: entry<{ target: string; port: number; problem: string }>({
    status: 502,
    message: ({ target, port, problem }) => `Port ${port} of ${target} cannot be reached: ${problem}.`,
    hint: () =>
      'Where Docker runs in a virtual machine, a container is reached through a program inside it: nc, socat or bash. Use an image that has one, or publish the port.',
  }),
  FORWARD_LIMIT: entry<{ count: number }>({
    status: 409,
    message: ({ count }) => `${count} ports are opened, which is as many as there may be.`,
    hint: () => 'Close one that is no longer needed.',
  }),
} as const;
