// The one place where git is started. Every verb hands over an argument array; nothing here goes through a shell.
import { spawn } from 'node:child_process';
import { AppError } from '../../../contract/app-error.ts';
import { killGroup } from './kill-group.ts';
import { createLineReader } from './progress-lines.ts';

/** What a verb found out, with output cut to the limits below. */
export interface GitResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface GitCommand {
  /** Without the program: verb first. */
  readonly args: readonly string[];
  /** Working directory; null where the verb needs none. */
  readonly directory: string | null;
  readonly environment: Readonly<Record<string, string>>;
  /** `name=value` settings that hold for this run alone. */
  readonly configuration: readonly string[];
  readonly signal: AbortSignal;
  /** What git tells a person, a line at a time. Not yet masked. */
  readonly onLine?: (text: string) => void;
}

/** 300,000 references of a large repository; more than that is not a list anybody chooses from. */
const STDOUT_LIMIT = 32 * 1024 * 1024;
/** The end of what git says is what names the cause. */
const STDERR_KEPT = 64 * 1024;

/** Hold for every run: no program of the repository's or the template's choosing runs, nothing asks, nothing hangs. */
const HARDENING = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.askPass=',
  'protocol.ext.allow=never',
  // Files arrive as committed: a checkout on Windows must not change what a Linux image is built from.
  'core.autocrlf=false',
  'advice.detachedHead=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'log.showSignature=false',
  // Prompts then name server and user only, which the askpass helper compares.
  'credential.useHttpPath=false',
  // A server that sends under 1 kB/s for a minute is as good as gone.
  'http.lowSpeedLimit=1000',
  'http.lowSpeedTime=60',
];

/** Runs git to its end. Throws GIT_MISSING, or the signal's reason once the whole process group is gone. */
export async function runGit(command: GitCommand): Promise<GitResult> {
  command.signal.throwIfAborted();
  const settings = [...HARDENING, ...command.configuration].flatMap((setting) => ['-c', setting]);
  const child = spawn('git', [...settings, ...command.args], {
    ...(command.directory === null ? {} : { cwd: command.directory }),
    env: command.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A session of its own: no terminal to ask on, and one signal reaches git's helpers as well.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });

  const out: Buffer[] = [];
  let outBytes = 0;
  let isTooLong = false;
  let errorText = '';
  const lines = createLineReader(command.onLine ?? (() => undefined));
  child.stdout.on('data', (chunk: Buffer) => {
    outBytes += chunk.length;
    if (outBytes <= STDOUT_LIMIT) return out.push(chunk);
    isTooLong = true;
    return killGroup(child);
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    errorText = (errorText + chunk).slice(-STDERR_KEPT);
    lines.push(chunk);
  });
  const stop = () => killGroup(child);
  command.signal.addEventListener('abort', stop, { once: true });

  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    lines.end();
    command.signal.throwIfAborted();
    if (isTooLong) throw new AppError('GIT_FAILED', { verb: verbOf(command), problem: 'the answer is too long' });
    return { exitCode, stdout: Buffer.concat(out).toString('utf8'), stderr: errorText };
  } catch (error) {
    if (isMissing(error)) throw new AppError('GIT_MISSING', {}, { cause: error });
    throw error;
  } finally {
    command.signal.removeEventListener('abort', stop);
  }
}

const verbOf = ({ args }: GitCommand) => args[0] ?? '';

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT' && 'syscall' in error;
}
