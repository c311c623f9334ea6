// Ports of the host for releases.
//
// A port that the engine picks is only good for a container's first start: at each restart (a crash, a reboot, a stop and
// a start) the engine picks another. The address of a project must survive those, so its port is proposed by us and the
// engine says whether it is free.

import type { DeploymentStore } from './ports/deployment-store.ts';

/** Below the ports that systems hand out for outgoing connections (Linux from 32768, others from 49152). */
const FIRST_PORT = 20_000;
const PORTS = 10_000;

/** `used`: by other projects, also while they are stopped, or tried in vain. `random`: 0 ≤ x < 1. */
export function proposePort(used: ReadonlySet<number>, random: number): number {
  const start = Math.floor(random * PORTS);
  for (let step = 0; step < PORTS; step += 1) {
    const port = FIRST_PORT + ((start + step) % PORTS);
    if (!used.has(port)) {
      return port;
    }
  }
  throw new Error(`All ports from ${FIRST_PORT} to ${FIRST_PORT + PORTS - 1} are used.`);
}

export function usedPorts({ store }: { readonly store: DeploymentStore }): ReadonlySet<number> {
  return new Set(store.listCurrent().flatMap(({ publishedPort }) => (publishedPort === null ? [] : [publishedPort])));
}
