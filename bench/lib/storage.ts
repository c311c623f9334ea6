// A volume of a project for the bench, on this machine or on a host over SSH, and the `docker` command line that does the same by hand.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../../src/contract/hosts.ts';
import type { Volume } from '../../src/contract/volumes.ts';
import { run } from './commands.ts';
import { benchToken, startHeadless } from './headless.ts';
import { type RemoteHost, startRemoteHost } from './remote-host.ts';
import { baseImage } from './repository.ts';
import type { BenchContext, Measurement } from './row.ts';

export const places = ['local', 'ssh'] as const;
export type Place = (typeof places)[number];

export interface BenchVolume {
  /** `/api/volumes/1` with its host and port. */
  readonly address: string;
  /** What a client needs besides the address. */
  readonly curl: readonly string[];
  /** A container by hand that mounts a volume of its own at /v. */
  readonly container: string;
  docker(...args: readonly string[]): Promise<string>;
  /** In the volume of ours, with the tools of the base image. */
  inVolume(script: string): Promise<string>;
  /** Resident memory of the control plane before and at most while the work is done, in MiB. */
  watchMemory<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly growth: number }>;
}

export async function openBenchVolume(context: BenchContext, name: string, place: Place): Promise<BenchVolume> {
  // The host first: it must be there until the program has tidied up.
  const machine = place === 'ssh' ? await startRemoteHost(context) : null;
  const { api, url, pid } = await startHeadless(context, `${name}-${place}`);
  const { hostId, docker } =
    machine === null ? { hostId: 1, docker: dockerWith({}) } : await remote(context, machine, api.call);
  const container = `minipaas-bench-${name}`;
  await docker('rm', '--force', '--volumes', container).catch(() => '');
  await docker('volume', 'rm', '--force', container).catch(() => '');
  await docker('create', '--name', container, '--volume', `${container}:/v`, baseImage, 'sleep', '3600');
  await docker('start', container);
  context.onEnd(async () => {
    await docker('rm', '--force', '--volumes', container).catch(() => '');
    await docker('volume', 'rm', '--force', container).catch(() => '');
  });
  const project = await api.createProject({ name: `bench-${name}`, image: baseImage, hostId });
  const volume = await api.call<Volume>('POST', `/projects/${project.id}/volumes`, {
    name: 'bench',
    maxSizeBytes: 20e9,
  });
  // What looks into it runs, as the container by hand does.
  await api.call('GET', `/volumes/${volume.id}/files`);
  return {
    address: `${url}/api/volumes/${volume.id}`,
    curl: ['--silent', '--show-error', '--fail', '--header', `Authorization: Bearer ${benchToken}`],
    container,
    docker,
    inVolume: (script) => docker('run', '--rm', '--volume', `${volume.dockerName}:/v`, baseImage, 'sh', '-c', script),
    watchMemory: (work) => watchMemory(pid, work),
  };
}

const dockerWith =
  (env: Readonly<Record<string, string>>) =>
  (...args: readonly string[]): Promise<string> =>
    run('docker', args, env);

/** The command line reaches it over `ssh`, as a person would with DOCKER_HOST. */
async function remote(
  context: BenchContext,
  { host, user, privateKeyPath }: RemoteHost,
  call: <T>(method: 'GET' | 'POST', path: string, body?: unknown) => Promise<T>,
): Promise<{ readonly hostId: number; readonly docker: BenchVolume['docker'] }> {
  await host.loadImage(baseImage);
  const folder = join(context.directory, 'bin');
  mkdirSync(folder, { recursive: true });
  const options = ['IdentitiesOnly=yes', 'StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'LogLevel=ERROR'];
  const flags = ['-i', privateKeyPath, ...options.flatMap((option) => ['-o', option])].join(' ');
  writeFileSync(join(folder, 'ssh'), `#!/bin/sh\nexec /usr/bin/ssh ${flags} "$@"\n`);
  chmodSync(join(folder, 'ssh'), 0o755);
  const docker = dockerWith({
    PATH: `${folder}:${process.env['PATH'] ?? ''}`,
    DOCKER_HOST: `ssh://${user}@${host.address}`,
  });
  const input = { name: 'bench', kind: 'ssh', address: host.address, user, privateKeyPath };
  // Refused, with the fingerprint of its key.
  const refusal = await call<Host>('POST', '/hosts', input).then(String, String);
  const hostKeyFingerprint = /SHA256:[\w+/]+/.exec(refusal)?.[0] ?? '';
  const added = await call<Host>('POST', '/hosts', { ...input, hostKeyFingerprint });
  return { hostId: added.id, docker };
}

async function watchMemory<T>(pid: number, work: () => Promise<T>) {
  const before = residentMiB(pid);
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, residentMiB(pid));
  }, 50);
  try {
    const result = await work();
    return { result, growth: Math.max(0, most - before) };
  } finally {
    clearInterval(timer);
  }
}

function residentMiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}

/** Two programs, one's output the other's input. Resolves when both have ended well. */
export async function pipe(
  [program, ...args]: readonly [string, ...string[]],
  [next, ...nextArgs]: readonly [string, ...string[]],
): Promise<void> {
  const first = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const second = spawn(next, nextArgs, { stdio: [first.stdout, 'ignore', 'inherit'] });
  // The second has it now: else the first would never learn that nobody reads.
  first.stdout.destroy();
  const codes = await Promise.all(
    [first, second].map(async (child) => (await once(child, 'exit'))[0] as number | null),
  );
  if (codes.some((code) => code !== 0)) {
    throw new Error(`${program} | ${next} ended with ${codes.join(' and ')}`);
  }
}

export const times = (part: string, ours: number, baseline: number, goal: number): Measurement => ({
  part,
  ours,
  baseline,
  unit: 'ms',
  goal,
});

export const growth = (part: string, ours: number): Measurement => ({
  part,
  ours,
  baseline: null,
  unit: 'MiB',
  goal: 64,
});
