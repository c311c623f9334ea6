// The images of the bench, made without a registry: a Node.js base image of this machine, and a server on it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostId } from '../../src/contract/ids.ts';
import { makeBaseImageFromMachine } from '../../src/main/adapters/docker/base-images.ts';
import { createEngineConnector } from '../../src/main/adapters/docker/connector.ts';
import { docker, dockerBuild } from './commands.ts';
import { applicationFiles, baseImage } from './repository.ts';
import type { BenchContext } from './row.ts';

export const serverImage = 'minipaas-bench/server:local';

export async function prepareImages(context: BenchContext): Promise<void> {
  const { signal } = new AbortController();
  const host = { id: 1 as HostId, name: 'this machine', kind: 'local', createdAt: 0 } as const;
  const connection = await createEngineConnector().connect(host, { signal, onEvent: () => undefined });
  try {
    await makeBaseImageFromMachine(connection.engine, { name: baseImage, kind: 'node', signal, onLine: context.log });
  } finally {
    await connection.close();
  }
  const folder = join(context.directory, 'server');
  mkdirSync(folder);
  for (const [name, text] of Object.entries(applicationFiles)) {
    writeFileSync(join(folder, name), text);
  }
  await dockerBuild(serverImage, folder);
  context.onEnd(() => docker('image', 'rm', '--force', serverImage, baseImage));
}
