// The baselines: the same work done with the command lines that a person would use.
import { spawn } from 'node:child_process';
import { request } from 'node:http';

/** Resolves with standard output; rejects with standard error when the command fails. */
export function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve(out) : reject(new Error(`${command} ${args.join(' ')}: ${err || out}`)),
    );
  });
}

export const docker = (...args: readonly string[]): Promise<string> => run('docker', args);

/** `docker build` with BuildKit where this command line has it: the faster of the two, so that the baseline is not a weak one. */
export async function dockerBuild(tag: string, directory: string): Promise<void> {
  for (const program of ['/usr/bin/docker', 'docker']) {
    try {
      await run(program, ['build', '--quiet', '--tag', tag, directory], { DOCKER_BUILDKIT: '1' });
      return;
    } catch {
      // A newer command line has BuildKit only with a plugin: try the next one.
    }
  }
  await run('docker', ['build', '--quiet', '--tag', tag, directory], { DOCKER_BUILDKIT: '0' });
}

/** Until the address answers, asked every few milliseconds. */
export async function firstAnswer(url: string, timeoutMs = 60_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await answers(url))) {
    if (performance.now() > deadline) {
      throw new Error(`${url} did not answer within ${timeoutMs} ms.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Of this machine by any name: not every resolver knows that `NAME.localhost` is here. */
function answers(url: string): Promise<boolean> {
  const { hostname, port, pathname, host } = new URL(url);
  const connectTo = hostname.endsWith('localhost') ? '127.0.0.1' : hostname;
  return new Promise((resolve) => {
    const asked = request({ host: connectTo, port, path: pathname, agent: false, headers: { host } }, (response) => {
      response.resume().once('end', () => resolve((response.statusCode ?? 500) < 300));
    });
    asked.once('error', () => resolve(false));
    asked.end();
  });
}

/** Host port on which a container publishes its first port. */
export async function publishedPort(container: string): Promise<number> {
  const text = await docker('port', container);
  const port = Number(/:(\d+)\s*$/m.exec(text)?.[1]);
  if (!Number.isInteger(port)) {
    throw new Error(`${container} publishes no port: ${text}`);
  }
  return port;
}
