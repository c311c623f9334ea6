import type { MessagePortMain } from 'electron';
import { servePort } from '../api/port/serve-port.ts';
import type { ControlPlane } from '../app/control-plane.ts';

/** Serves the contract to a page of the window, for whoever sits at this machine; all ports close with the signal. */
export function servePages(
  { router, log, localCaller }: ControlPlane,
  signal: AbortSignal,
): (port: MessagePortMain) => void {
  return (port) => {
    const { userId, shell, sessionId } = localCaller(signal);
    const close = servePort(port, { router, log }, { userId, shell, sessionId, role: 'owner' });
    signal.addEventListener('abort', close, { once: true });
    port.on('close', () => signal.removeEventListener('abort', close));
  };
}
