// The built headless program in a process of its own, driven over REST as a script would: started, killed, started again.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Deployment } from '../../src/contract/deployments.ts';
import { readPrinted } from '../e2e/shells/printed.ts';
import { testEnvironment } from '../e2e/shells/shell.ts';
import { repositoryRoot } from './build.ts';
import { ENGINE_PATIENCE_MS } from './patience.ts';

export const fixedToken = 'a-fixed-token';

export interface RunningProgram {
  readonly url: string;
  readonly child: ChildProcess;
  output(): string;
  find(pattern: RegExp): Promise<string>;
  call<T>(method: string, path: string, body?: unknown): Promise<{ readonly status: number; readonly body: T }>;
  /** Asks until the deployment is in one of the states. */
  until(deploymentId: number, ...states: readonly Deployment['status'][]): Promise<Deployment>;
  stop(): Promise<number | null>;
  /** `kill -9`. */
  kill(): Promise<void>;
}

export async function startProgram(
  dataDir: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<RunningProgram> {
  const { child, printed } = spawnProgram(dataDir, args, env);
  const url = (await printed.find(/miniPaaS is ready: (\S+)/)).replace(/\/$/, '');

  async function call<T>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }> {
    const response = await fetch(`${url}/api${path}`, {
      method,
      headers: {
        authorization: `Bearer ${fixedToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as T };
  }

  return {
    url,
    child,
    output: printed.all,
    find: printed.find,
    call,
    async until(deploymentId, ...states) {
      for (const giveUpAt = Date.now() + ENGINE_PATIENCE_MS; ; ) {
        const { body } = await call<Deployment>('GET', `/deployments/${deploymentId}`);
        if (states.includes(body.status)) {
          return body;
        }
        if (body.finishedAt !== null) {
          throw new Error(`Deployment ${deploymentId} is ${body.status}: ${body.errorMessage}\n${printed.all()}`);
        }
        if (Date.now() > giveUpAt) {
          const seen = `${body.status}, ${JSON.stringify(body.stages)}\n${printed.all()}`;
          throw new Error(`Waited in vain for deployment ${deploymentId} to be ${states.join(' or ')}. It is ${seen}`);
        }
        // As a script would ask: often, but within the listener's limit of requests.
        await setTimeout(50);
      }
    },
    async stop() {
      child.kill('SIGTERM');
      return printed.exited;
    },
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

export function spawnProgram(
  dataDir: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
) {
  const program = join(repositoryRoot, 'dist', 'main', 'headless.js');
  const child = spawn(process.execPath, [program, '--headless', '--port', '0', '--data-dir', dataDir, ...args], {
    cwd: repositoryRoot,
    env: { ...process.env, ...testEnvironment, MINIPAAS_TOKEN: fixedToken, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { child, printed: readPrinted(child) };
}
