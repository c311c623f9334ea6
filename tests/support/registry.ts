// A real registry on this machine, of Debian's package docker-registry. Engines trust 127.0.0.0/8 without TLS.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hash } from 'bcryptjs';
import { freePort } from './free-port.ts';
import { inTime } from './patience.ts';

export interface TestRegistry {
  /** `127.0.0.1:PORT`, as the first part of an image's name. */
  readonly address: string;
  close(): Promise<void>;
}

/** With a login it answers nobody else. */
export async function openTestRegistry(
  login: { readonly username: string; readonly password: string } | null = null,
): Promise<TestRegistry> {
  const directory = await mkdtemp(join(tmpdir(), 'minipaas-registry-'));
  const address = `127.0.0.1:${await freePort()}`;
  const configuration = join(directory, 'config.yml');
  const passwords = join(directory, 'htpasswd');
  if (login !== null) {
    await writeFile(passwords, `${login.username}:${await hash(login.password, 4)}\n`);
  }
  // JSON is YAML.
  await writeFile(
    configuration,
    JSON.stringify({
      version: 0.1,
      storage: { filesystem: { rootdirectory: directory } },
      http: { addr: address },
      ...(login === null ? {} : { auth: { htpasswd: { realm: 'tests', path: passwords } } }),
    }),
  );
  const registry = spawn('docker-registry', ['serve', configuration], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  registry.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4_000);
  });
  const ended = Promise.withResolvers<never>();
  registry.once('error', ended.reject);
  registry.once('exit', (code) => ended.reject(new Error(`The registry ended with ${code}: ${said}`)));
  // Nobody waits for it any more when it is told to end.
  ended.promise.catch(() => undefined);
  await inTime(`a registry at ${address}`, Promise.race([ended.promise, answers(`http://${address}/v2/`)]), () => said);
  return {
    address,
    async close() {
      const exited = once(registry, 'exit');
      registry.kill();
      await exited;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<void> {
  for (;;) {
    const isReady = await fetch(url).then(
      ({ ok, status }) => ok || status === 401,
      () => false,
    );
    if (isReady) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
