// Connects to a host through its jump hosts. What was opened on the way is closed with the last one.
import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { AppError } from '../../../contract/app-error.ts';
import type { ConnectStage } from '../../../contract/hosts.ts';
import type { AcceptedHostKey, SshAuth, SshSecret } from '../../features/hosts/ports.ts';
import { ChannelSocket } from './channel-socket.ts';
import { createHostKeyCheck, type HostKeyCheckDeps } from './host-key-check.ts';
import { findLoginMethods, type LoginMethod } from './login-methods.ts';
import { openClient } from './open-client.ts';
import type { Hop } from './route.ts';

export interface OpenRouteRequest {
  readonly hops: readonly Hop[];
  readonly auth: SshAuth;
  readonly secret: SshSecret | null;
  readonly agentSocket: string | null;
  readonly fingerprint: string | null;
  readonly accepted: readonly AcceptedHostKey[];
  readonly onAccepted: HostKeyCheckDeps['onAccepted'];
  readonly onStage: (stage: ConnectStage, detail: string) => void;
  readonly signal: AbortSignal;
}

/** Throws any code of the stages up to the login. */
export async function openRoute(request: OpenRouteRequest): Promise<Client> {
  const { hops, signal } = request;
  const { default: ssh2 } = await import('ssh2');
  // A key that cannot be used is no reason to knock at the machines before it.
  const ready: { readonly hop: Hop; readonly methods: readonly LoginMethod[] }[] = [];
  for (const hop of hops) {
    ready.push({ hop, methods: await findLoginMethods(ssh2, { ...request, hop }) });
  }
  const opened: Client[] = [];
  try {
    for (const { hop, methods } of ready) {
      request.onStage('name', hop.hostName);
      const previous = opened.at(-1);
      const through = previous === undefined ? null : await channelTo(previous, hop, request.onStage);
      const client = await openClient({
        hop,
        through,
        hostKey: await createHostKeyCheck(hop, request),
        methods,
        signal,
        onStage: request.onStage,
      });
      opened.push(client);
    }
  } catch (error) {
    closeAll(opened);
    throw error;
  }
  const target = opened.at(-1);
  if (target === undefined) {
    throw new Error('A route has at least one hop.');
  }
  const jumps = opened.slice(0, -1);
  target.once('close', () => closeAll(jumps));
  return target;
}

function closeAll(clients: readonly Client[]): void {
  for (const client of clients.toReversed()) {
    client.end();
  }
}

/** The jump host looks the name up itself. */
async function channelTo(jump: Client, { hostName, port }: Hop, onStage: OpenRouteRequest['onStage']): Promise<Duplex> {
  onStage('connect', `${hostName}:${port}`);
  const socket = new ChannelSocket(
    () =>
      new Promise((resolve, reject) => {
        jump.forwardOut('127.0.0.1', 0, hostName, port, (error, channel) => {
          if (error === undefined) {
            resolve(channel);
          } else {
            reject(error);
          }
        });
      }),
  );
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', (error: Error & { readonly reason?: number }) => {
      const isProhibited = error.reason === PROHIBITED;
      reject(
        isProhibited
          ? new AppError('SSH_FORWARDING_REFUSED', { host: hostName, what: 'ports of its jump host' }, { cause: error })
          : new AppError('SSH_UNREACHABLE', { host: hostName, port, problem: error.message }, { cause: error }),
      );
    });
  });
  return socket;
}

/** SSH_OPEN_ADMINISTRATIVELY_PROHIBITED of RFC 4254. */
const PROHIBITED = 1;
