// An image of Caddy made of this machine's own program: no registry is needed.
import {
  type ImagePart,
  busyboxParts,
  findProgram,
  programParts,
  systemParts,
} from '../../src/main/adapters/docker/base-image-parts.ts';
import { packParts } from '../../src/main/adapters/docker/base-image-tar.ts';
import type { DockerEngine } from '../../src/main/adapters/docker/connector.ts';
import { makingImages } from './docker.ts';

export const CADDY_IMAGE = 'minipaas-test/caddy:local';
/** In no registry, and on no machine. */
export const NO_IMAGE = '127.0.0.1:1/minipaas-test/none:1';

export const ensureCaddyImage = (engine: DockerEngine): Promise<void> => makingImages(() => makeWhereMissing(engine));

async function makeWhereMissing(engine: DockerEngine): Promise<void> {
  if ((await engine.images.inspect(CADDY_IMAGE)) !== null) {
    return;
  }
  const signal = AbortSignal.timeout(240_000);
  const caddy = await findProgram('caddy');
  const busybox = await busyboxParts(signal);
  if (caddy === null || busybox === null) {
    throw new Error('These tests need caddy and busybox (Debian: apt-get install caddy busybox-static).');
  }
  const folders: readonly ImagePart[] = ['/data', '/config', '/etc/caddy', '/var/log'].map((path) => ({
    kind: 'directory',
    path,
    mode: 0o755,
    owner: 0,
  }));
  const parts = [...systemParts(), ...folders, ...busybox, ...(await programParts(caddy, '/usr/bin/caddy', signal))];
  await engine.importImage({
    reference: CADDY_IMAGE,
    files: packParts(parts, signal),
    changes: ['ENV PATH=/usr/bin:/bin', 'ENV XDG_DATA_HOME=/data', 'ENV XDG_CONFIG_HOME=/config'],
    signal,
  });
}
