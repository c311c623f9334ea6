// What git's words mean. Pure: tested over recorded output, which LC_ALL=C keeps in English.
import { AppError } from '../../../contract/app-error.ts';

export interface FailedRun {
  readonly verb: string;
  readonly exitCode: number | null;
  /** Masked. */
  readonly stderr: string;
  /** Address without credentials. */
  readonly url: string;
  readonly host: string | null;
  readonly branch: string | null;
  readonly commitSha: string | null;
}

const diskFull = /No space left on device|Disk quota exceeded/i;
const hostKey = /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED|No .* host key is known for/i;
const denied =
  /Authentication failed|could not read (?:Username|Password)|terminal prompts disabled|Permission denied|HTTP Basic: Access denied|returned error: 40[13]\b|Too many authentication failures|access denied|not authorized|Invalid username or (?:password|token)/i;
const missing =
  /repository .*not found|does not appear to be a git repository|repository .* does not exist|returned error: 404\b|could not be found|is this a git repository|no such repository|repository not exported/i;
const branchMissing = /Remote branch .* not found in upstream|couldn't find remote ref/i;
const commitMissing =
  /not our ref|unadvertised object|unable to find remote ref|bad object|did not contain [0-9a-f]{40}/i;
const unreachable =
  /Could not resolve host|Temporary failure in name resolution|Name or service not known|Connection refused|Connection timed out|Operation timed out|Failed to connect|Couldn't connect to server|Network is unreachable|No route to host|Connection reset|Connection closed by|kex_exchange_identification|SSL|TLS|certificate|early EOF|remote end hung up unexpectedly|RPC failed|returned error: 5\d\d\b|Operation too slow|Empty reply from server|unable to look up|unable to connect/i;

/** The error a failed run becomes. Order matters: ssh says "hung up" after every refusal. */
export function classifyFailure(run: FailedRun): AppError {
  const { stderr } = run;
  const cause = new Error(`git ${run.verb} ended with ${run.exitCode}: ${stderr.slice(-2000)}`);
  const url = submoduleUrl(stderr) ?? run.url;
  if (diskFull.test(stderr)) return new AppError('DISK_FULL', { where: 'the folder for checkouts' }, { cause });
  if (hostKey.test(stderr)) return new AppError('GIT_HOST_KEY_UNKNOWN', { host: run.host ?? url }, { cause });
  if (run.branch !== null && branchMissing.test(stderr)) {
    return new AppError('BRANCH_NOT_FOUND', { branch: run.branch, branches: [] }, { cause, field: 'branch' });
  }
  if (run.commitSha !== null && commitMissing.test(stderr)) {
    return new AppError('COMMIT_NOT_FOUND', { commitSha: run.commitSha }, { cause, field: 'commitSha' });
  }
  if (missing.test(stderr)) return new AppError('REPOSITORY_NOT_FOUND', { url }, { cause, field: 'repoUrl' });
  if (denied.test(stderr)) return new AppError('REPOSITORY_ACCESS_DENIED', { url }, { cause, field: 'repoUrl' });
  if (unreachable.test(stderr)) {
    return new AppError('REPOSITORY_UNREACHABLE', { url, problem: mainLine(stderr) }, { cause });
  }
  return new AppError('GIT_FAILED', { verb: run.verb, problem: mainLine(stderr) }, { cause });
}

/** Of a failed submodule, its own address is the one to correct. */
function submoduleUrl(stderr: string): string | null {
  return /clone of '([^']+)' into submodule path/.exec(stderr)?.[1] ?? null;
}

/** The line that names the cause: ssh's own last words, else git's first `fatal:`, without prefix and full stop. */
function mainLine(stderr: string): string {
  const lines = stderr.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  const line =
    lines.find((text) => /^ssh: |^kex_exchange|^Connection closed by/.test(text)) ??
    lines.find((text) => /^fatal: (?!early EOF)/.test(text)) ??
    lines.find((text) => text.startsWith('error: ')) ??
    lines.at(-1) ??
    'it gave no reason';
  return line
    .replace(/^(?:fatal|error): /, '')
    .trim()
    .replace(/[.:]$/, '')
    .slice(0, 500);
}
