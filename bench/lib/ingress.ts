// A control plane with an ingress: Caddy, in an image made of this machine's own program.
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { HostId } from '../../src/contract/ids.ts';
import type { Ingress } from '../../src/contract/ingress.ts';
import { createEngineConnector } from '../../src/main/adapters/docker/connector.ts';
import { CADDY_IMAGE, ensureCaddyImage } from '../../tests/support/caddy-image.ts';
import { docker } from './commands.ts';
import { type Headless, startHeadless } from './headless.ts';
import type { BenchContext } from './row.ts';

export async function startRouted(context: BenchContext, name: string): Promise<Headless> {
  const host = { id: 1 as HostId, name: 'this machine', kind: 'local', createdAt: 0 } as const;
  const connection = await createEngineConnector().connect(host, {
    signal: AbortSignal.timeout(30_000),
    onEvent: () => undefined,
  });
  try {
    await ensureCaddyImage(connection.engine);
  } finally {
    await connection.close();
  }
  const headless = await startHeadless(context, name, {
    MINIPAAS_INGRESS_DRIVER: 'caddy',
    MINIPAAS_INGRESS_CADDY_IMAGE: CADDY_IMAGE,
  });
  const { call } = headless.api;
  const httpPort = await freePort();
  await call('PUT', '/hosts/1/ingress', { httpPort, httpsPort: await freePort() });
  const { status, error } = await call<Ingress>('POST', '/hosts/1/ingress/install');
  if (status !== 'running') {
    throw new Error(`The ingress is ${status}: ${error?.message ?? ''}`);
  }
  const id = (await docker('ps', '--quiet', '--filter', `publish=${httpPort}`)).trim();
  const volume = (await docker('inspect', '--format', '{{range .Mounts}}{{.Name}}{{end}}', id)).trim();
  let isStopped = false;
  const stop = async (): Promise<void> => {
    if (!isStopped) {
      isStopped = true;
      await headless.stop();
      // It serves on when its control plane has ended.
      await docker('rm', '--force', id);
      await docker('volume', 'rm', volume);
    }
  };
  context.onEnd(stop);
  return { ...headless, stop };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
