// A headless control plane as its users start it: the built program in a process of its own, spoken to over REST.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Deployment } from '../../src/contract/deployments.ts';
import type { LogBatch } from '../../src/contract/logs.ts';
import type { Project } from '../../src/contract/projects.ts';
import type { BenchContext } from './row.ts';

export const program = fileURLToPath(new URL('../../dist/main/headless.js', import.meta.url));
export const benchToken = 'bench-token';

export interface Headless {
  readonly url: string;
  readonly pid: number;
  readonly api: Api;
  readonly loginLink: string;
  stop(): Promise<void>;
}

export interface Api {
  call<T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T>;
  createProject(input: Readonly<Record<string, unknown>>): Promise<Project>;
  /** Deploys and waits until it is over; throws when it does not run. */
  deploy(projectId: number): Promise<Deployment>;
  untilRunning(deploymentId: number): Promise<Deployment>;
  readLog(deploymentId: number, kind: 'build' | 'runtime', after: number, waitMs: number): Promise<LogBatch>;
}

export interface Started {
  readonly child: ChildProcess;
  readonly url: string;
  readonly loginLink: string;
}

/** Resolves when it is ready and has printed its login link, which comes right after. */
export async function spawnHeadless(
  dataDir: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Started> {
  mkdirSync(dataDir, { recursive: true });
  const child = spawn(process.execPath, [program, '--headless', '--port', '0', '--data-dir', dataDir, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // The ports of a machine that measures are not taken unasked.
    env: { ...process.env, MINIPAAS_TOKEN: benchToken, MINIPAAS_INGRESS_DRIVER: 'none', ...env },
  });
  const lines = createInterface({ input: child.stdout });
  return new Promise((resolve, reject) => {
    let url = '';
    lines.on('line', (line) => {
      url ||= /^miniPaaS is ready: (\S+)/.exec(line)?.[1]?.replace(/\/$/, '') ?? '';
      const loginLink = /https?:\/\/\S+\/auth\/local\S*/.exec(line)?.[0];
      if (loginLink !== undefined) {
        resolve({ child, url, loginLink });
      }
    });
    child.once('exit', (code) => reject(new Error(`The control plane ended with ${code} before it was ready.`)));
  });
}

export async function startHeadless(
  context: BenchContext,
  name: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Headless> {
  const started = await spawnHeadless(join(context.directory, name), [], env);
  const { child, url } = started;
  const api = createApi(url);
  let isStopped = false;
  const stop = async (): Promise<void> => {
    if (isStopped) {
      return;
    }
    isStopped = true;
    for (const project of await api.call<Project[]>('GET', '/projects')) {
      await api.call('DELETE', `/projects/${project.id}`);
    }
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  context.onEnd(stop);
  const pid = child.pid ?? 0;
  return { url, pid, api, stop, loginLink: started.loginLink };
}

export function createApi(url: string): Api {
  const api: Api = {
    async call<T>(method: string, path: string, body?: unknown): Promise<T> {
      const headers = {
        authorization: `Bearer ${benchToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      };
      const response = await fetch(`${url}/api${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) {
        throw new Error(`${method} ${path}: ${response.status} ${text}`);
      }
      return JSON.parse(text) as T;
    },
    createProject: (input) => api.call('POST', '/projects', input),
    async deploy(projectId) {
      const { id } = await api.call<Deployment>('POST', `/projects/${projectId}/deployments`, {});
      return api.untilRunning(id);
    },
    async untilRunning(deploymentId) {
      // Its log tells when something has happened: asking all the time would take the processor from what is measured.
      for (let after = 0; ; ) {
        const deployment = await api.call<Deployment>('GET', `/deployments/${deploymentId}`);
        if (deployment.status === 'running') {
          return deployment;
        }
        if (!['queued', 'building', 'starting'].includes(deployment.status)) {
          throw new Error(`Deployment ${deploymentId} is ${deployment.status}: ${deployment.errorMessage}`);
        }
        after = (await api.readLog(deploymentId, 'build', after, 1000)).next;
      }
    },
    readLog: (deploymentId, kind, after, waitMs) =>
      api.call('GET', `/deployments/${deploymentId}/logs?kind=${kind}&after=${after}&waitMs=${waitMs}`),
  };
  return api;
}
