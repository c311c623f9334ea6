// A data folder for one shell of a test, and the end of everything that was made for it.
import Database from 'better-sqlite3';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngineConnector } from '../../../src/main/adapters/docker/connector.ts';
import { openEngineClient } from '../../../src/main/adapters/docker/engine-client.ts';
import { labelFilters } from '../../../src/main/adapters/docker/label-filters.ts';
import { NETWORK } from '../../../src/main/features/deployments/names.ts';
import { ensureBaseImages, localHost, removeEach, removeObjects } from '../../support/docker.ts';

export function makeDataFolder(kind: string): string {
  return mkdtempSync(join(tmpdir(), `minipaas-${kind}-`));
}

/** What a deployment needs and a test machine has no registry for. */
export async function prepareEngine(): Promise<void> {
  const connection = await connect();
  try {
    await ensureBaseImages(connection.engine);
  } finally {
    await connection.close();
  }
}

/** Removes the installation's containers, volumes, images and own networks from the engine, by its label, and the folder. */
export async function removeInstallation(dataDir: string): Promise<void> {
  const instance = readInstance(dataDir);
  if (instance !== null) {
    const connection = await connect();
    const path = connection.endpoint.replace(/^unix:\/\//, '');
    const client = await openEngineClient({ endpoint: { kind: 'socket', scheme: 'unix', path }, host: localHost.name });
    try {
      const labels = { 'minipaas.instance': instance };
      const filters = labelFilters(labels);
      await removeObjects({ client, labels });
      await removeEach(
        async () => (await client.docker.listVolumes({ filters })).Volumes.map(({ Name }) => Name),
        (name) => client.docker.getVolume(name).remove({ force: true }),
      );
      for (const { Id, Name } of await client.docker.listNetworks({ filters })) {
        // All installations of an engine share this one: another test is about to connect a container to it.
        if (Name !== NETWORK) await client.docker.getNetwork(Id).remove();
      }
    } finally {
      client.close();
      await connection.close();
    }
  }
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 20 });
}

function connect() {
  return createEngineConnector().connect(localHost, { signal: AbortSignal.timeout(240_000), onEvent: () => undefined });
}

/** Null when the control plane did not get as far as its database. */
function readInstance(dataDir: string): string | null {
  const file = join(dataDir, 'minipaas.db');
  if (!existsSync(file)) return null;
  const db = new Database(file, { readonly: true });
  try {
    return db.prepare<[], { id: string }>('select id from installation').get()?.id ?? null;
  } finally {
    db.close();
  }
}
