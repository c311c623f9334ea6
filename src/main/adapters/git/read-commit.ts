import type { GitCommit } from '../../features/sources/ports.ts';
import type { Git } from './git.ts';

export interface CheckedOut {
  /** Null for a tag or a detached HEAD. */
  readonly branch: string | null;
  readonly commit: GitCommit;
}

/** One process for all of it. `%D` says what points at the commit: `grafted, HEAD -> main` in a shallow clone. */
const log = [
  'log',
  '-1',
  '--no-color',
  '--encoding=UTF-8',
  '--decorate-refs=HEAD',
  '--decorate-refs=refs/heads/',
  '--format=%H%n%ct%n%an%n%D%n%s',
  'HEAD',
  '--',
];

/** The commit that is checked out. */
export async function readCommit(git: Git, directory: string): Promise<GitCommit> {
  return parseHead(await git.run(log, directory)).commit;
}

/** Null where HEAD names a branch without a commit. */
export async function readHead(git: Git, directory: string): Promise<CheckedOut | null> {
  const result = await git.attempt(log, directory);
  return result.exitCode === 0 ? parseHead(result.stdout) : null;
}

export function parseHead(text: string): CheckedOut {
  const [sha = '', seconds = '', author = '', names = '', ...message] = text.replace(/\n$/, '').split('\n');
  const branch = /(?:^|, )HEAD -> (.+?)(?:, |$)/.exec(names)?.[1] ?? null;
  return { branch, commit: { sha, committedAt: Number(seconds) * 1000, author, message: message.join(' ') } };
}
