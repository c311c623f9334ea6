// Terminals of a host over SSH: how many there may be, and which of its two connections they take.
import type { ShellHost } from '../../features/terminals/ports.ts';
import type { ContainerShellsDeps } from '../docker/container-shell.ts';
import { openHostShell } from './host-shell.ts';
import { createSeats } from './seats.ts';
import { MAX_SESSIONS } from './session-gate.ts';
import type { SshLink } from './ssh-link.ts';

/** Where each of the engine's connections is a session too, terminals get two: a server may have no more than three. */
const SEATS_AMONG_SCARCE = 2;

export interface SshShellsDeps {
  readonly link: SshLink;
  readonly host: string;
  /** The engine is reached through sessions, not through channels that count for nothing. */
  readonly areSessionsScarce: boolean;
}

export function createSshShells({
  link,
  host,
  areSessionsScarce,
}: SshShellsDeps): Pick<ShellHost, 'openHostShell'> & Omit<ContainerShellsDeps, 'client'> {
  const take = createSeats(host, areSessionsScarce ? SEATS_AMONG_SCARCE : MAX_SESSIONS);
  // What is typed goes beside short calls; but not where it could take their last session.
  const lane = areSessionsScarce ? 'bulk' : 'calls';
  return {
    isInteractive: !areSessionsScarce,
    admit: take,
    openHostShell: (request) =>
      take(() => openHostShell({ host, open: (size) => link.openShell(lane, size) }, request)),
  };
}
