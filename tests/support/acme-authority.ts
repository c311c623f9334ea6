// A certificate authority that speaks ACME and checks who asks, as public ones do: Caddy's own, in a container beside the ingress. It is
// trusted by whom it is told to.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CADDY_IMAGE } from './caddy-image.ts';

const HOST_NAME = 'acme.minipaas.test';
const DIRECTORY = '/acme/local/directory';
const UP_MS = 240_000;
const ROOT = '/data/caddy/pki/authorities/local/root.crt';
/** Where programs made with Go look first. */
const TRUSTED = '/etc/ssl/certs/ca-certificates.crt';
export const AUTHORITY = 'Stand-in Authority';

const configuration = {
  admin: { disabled: true },
  storage: { module: 'file_system', root: '/data/caddy' },
  apps: {
    pki: { certificate_authorities: { local: { name: AUTHORITY, install_trust: false } } },
    http: {
      servers: {
        acme: {
          listen: [':443'],
          routes: [{ handle: [{ handler: 'acme_server', ca: 'local', host: HOST_NAME }] }],
          tls_connection_policies: [{}],
          automatic_https: { disable_redirects: true },
        },
      },
    },
    tls: {
      certificates: { automate: [HOST_NAME] },
      automation: { policies: [{ subjects: [HOST_NAME], issuers: [{ module: 'internal' }] }] },
    },
  },
};

export interface AcmeAuthority {
  /** Where it is reached from the network. */
  readonly directory: string;
  /** Its certificate. */
  readonly root: string;
  /** It finds this name at this container, which trusts it: to be said before that has looked for any authority. */
  serve(hostName: string, containerId: string): void;
  remove(): void;
}

const docker = (...args: readonly string[]): string => execFileSync('docker', args, { encoding: 'utf8' }).trim();

export async function startAcmeAuthority(network: string): Promise<AcmeAuthority> {
  const id = `minipaas-test-acme-${process.pid}`;
  const folder = mkdtempSync(join(tmpdir(), 'minipaas-acme-'));
  writeFileSync(join(folder, 'caddy.json'), JSON.stringify(configuration));
  const run = ['caddy', 'run', '--config', '/caddy.json'];
  docker('create', '--name', id, '--network', network, '--network-alias', HOST_NAME, CADDY_IMAGE, ...run);
  docker('cp', join(folder, 'caddy.json'), `${id}:/caddy.json`);
  docker('start', id);
  const copiesRoot = (): boolean => {
    try {
      docker('cp', `${id}:${ROOT}`, join(folder, 'root.crt'));
      return true;
    } catch {
      return false;
    }
  };
  const addressOf = (container: string): string =>
    docker('inspect', '--format', `{{(index .NetworkSettings.Networks "${network}").IPAddress}}`, container);
  const deadline = Date.now() + UP_MS;
  // Who asks before it answers asks again after a minute at the earliest.
  while (!copiesRoot() || !(await answers(addressOf(id), readFileSync(join(folder, 'root.crt'), 'utf8')))) {
    if (Date.now() > deadline) {
      throw new Error(`The authority does not answer: ${docker('logs', '--tail', '5', id)}`);
    }
    await pause(50);
  }
  return {
    directory: `https://${HOST_NAME}${DIRECTORY}`,
    root: readFileSync(join(folder, 'root.crt'), 'utf8'),
    serve(hostName, containerId) {
      docker('exec', containerId, 'mkdir', '-p', dirname(TRUSTED));
      docker('cp', join(folder, 'root.crt'), `${containerId}:${TRUSTED}`);
      docker('exec', id, 'sh', '-c', `echo "${addressOf(containerId)} ${hostName}" >> /etc/hosts`);
    },
    remove() {
      docker('rm', '--force', '--volumes', id);
      rmSync(folder, { recursive: true });
    },
  };
}

/** By its name, with a certificate of its own. */
function answers(host: string, ca: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request(
      { host, servername: HOST_NAME, path: DIRECTORY, ca, headers: { host: HOST_NAME }, agent: false },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    );
    asked.once('error', () => resolve(false));
    asked.end();
  });
}
