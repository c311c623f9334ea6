// Which miniPaaS a command talks to: the one named on the command line or in the environment, else the one that runs here.
import { resolveDataDir } from '../main/lib/data-dir.ts';
import { type Instance, readInstance } from '../main/lib/instance-file.ts';
import { notRunning, usageError } from './cli-error.ts';
import type { CliContext } from './context.ts';

export interface ConnectionFlags {
  readonly url?: string;
  readonly token?: string;
  readonly dataDir?: string;
}

export interface Target {
  /** Without a slash at its end. */
  readonly url: string;
  readonly token: string | null;
}

/** Throws NOT_RUNNING, or VALIDATION_FAILED for an address that is none. */
export function findTarget(
  flags: ConnectionFlags,
  { env, cwd, home, platform }: Pick<CliContext, 'env' | 'cwd' | 'home' | 'platform'>,
): Target {
  const dataDir = resolveDataDir({ platform, env, home, cwd, flag: flags.dataDir });
  const namedUrl = flags.url ?? env['MINIPAAS_URL'];
  const namedToken = flags.token ?? env['MINIPAAS_TOKEN'] ?? null;
  const running = findRunning(dataDir);

  if (namedUrl !== undefined && namedUrl !== '') {
    const url = checkUrl(namedUrl);
    // The token of the one here is for the one here.
    return { url, token: namedToken ?? (running?.url === url ? running.token : null) };
  }
  if (running === null) {
    throw notRunning(`No miniPaaS runs on ${dataDir}.`);
  }
  if (running.url === null) {
    throw notRunning(`miniPaaS runs on ${dataDir} (process ${running.pid}) with its listener off.`);
  }
  return { url: checkUrl(running.url), token: namedToken ?? running.token };
}

/** A file that a killed program left behind counts as none. */
function findRunning(dataDir: string): Instance | null {
  const instance = readInstance(dataDir);
  return instance !== null && isAlive(instance.pid) ? instance : null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, and another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function checkUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw usageError('--url', `"${text}" is not an http(s) address`, 'Write it as http://127.0.0.1:7070.');
  }
  return text.replace(/\/+$/, '');
}
