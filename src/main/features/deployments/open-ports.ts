// Where a host's published ports are not on this machine by themselves, they are opened here while the host is connected.
import type { HostId } from '../../../contract/ids.ts';
import type { DeploymentParts } from './deps.ts';
import { releaseUrl } from './names.ts';

/** Of every current release of the host. Its address changes only where another program has taken its port meanwhile. */
export async function openPorts({ store, engines, moves }: DeploymentParts, hostId: HostId): Promise<void> {
  const engine = await engines.get(hostId);
  for (const row of store.listCurrent()) {
    if (row.hostId === hostId && row.publishedPort !== null && engine.openPort !== undefined) {
      const url = releaseUrl(engine.address, await engine.openPort(row.publishedPort));
      if (url !== row.url) {
        moves.patch(row.id, { url });
      }
    }
  }
}
