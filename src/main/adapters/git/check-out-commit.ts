import { AppError } from '../../../contract/app-error.ts';
import type { Git } from './git.ts';
import { listReferences } from './list-references.ts';
import { type CheckedOut, readCommit } from './read-commit.ts';

const FULL_SHA = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
/** Commits of a branch looked through before the whole history is asked for. */
const SOME_HISTORY = 200;

/** One commit, as little around it as the server allows. The branch is the one that was named. */
export async function checkOutCommit(
  git: Git,
  directory: string,
  commitSha: string,
  branch: string | null,
): Promise<CheckedOut> {
  const wanted = await expand(git, commitSha.toLowerCase());
  const format = wanted.length === 64 ? ['--object-format=sha256'] : [];
  await git.run(['init', '--quiet', '--template=', ...format, '--', directory]);
  await git.run(['remote', 'add', '--', 'origin', git.url.url], directory);
  const sha =
    (FULL_SHA.test(wanted) && (await fetchOne(git, directory, wanted))) ||
    (await fetchHistory(git, directory, wanted, branch));
  await git.run(['checkout', '--progress', '--force', '--detach', sha], directory);
  return { branch, commit: await readCommit(git, directory) };
}

/** A short sha that is the tip of a branch or tag, made whole; any other is returned as it is. */
async function expand(git: Git, sha: string): Promise<string> {
  if (FULL_SHA.test(sha)) return sha;
  const { branches, tags } = await listReferences(git);
  const tips = new Set([...branches, ...tags].map((reference) => reference.sha).filter((tip) => tip.startsWith(sha)));
  const [only] = tips;
  return tips.size === 1 && only !== undefined ? only : sha;
}

/** Null when the server hands out branches only, or does not have it. */
async function fetchOne(git: Git, directory: string, sha: string): Promise<string | null> {
  const result = await git.attempt(['fetch', '--progress', '--depth=1', '--no-tags', '--', 'origin', sha], directory);
  if (result.exitCode === 0) return sha;
  const failure = git.failure('fetch', result);
  if (failure.code !== 'COMMIT_NOT_FOUND' && failure.code !== 'GIT_FAILED') throw failure;
  return null;
}

/** Older servers refuse a commit that no branch ends in: take some of the branch, then everything, files on demand. */
async function fetchHistory(git: Git, directory: string, sha: string, branch: string | null): Promise<string> {
  git.say(`The server does not hand out ${sha} by itself; looking through the history.`);
  if (branch !== null) {
    const some = [
      'fetch',
      '--progress',
      `--depth=${SOME_HISTORY}`,
      '--no-tags',
      '--',
      'origin',
      `refs/heads/${branch}`,
    ];
    const result = await git.attempt(some, directory);
    const found = result.exitCode === 0 ? await resolveCommit(git, directory, sha) : null;
    if (found !== null) return found;
  }
  const isShallow = (await git.run(['rev-parse', '--is-shallow-repository'], directory)).trim() === 'true';
  const whole = ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'];
  await git.run(
    [
      'fetch',
      '--progress',
      '--no-tags',
      '--filter=blob:none',
      ...(isShallow ? ['--unshallow'] : []),
      '--',
      'origin',
      ...whole,
    ],
    directory,
  );
  const found = await resolveCommit(git, directory, sha);
  if (found === null) throw new AppError('COMMIT_NOT_FOUND', { commitSha: sha }, { field: 'commitSha' });
  return found;
}

async function resolveCommit(git: Git, directory: string, sha: string): Promise<string | null> {
  const result = await git.attempt(
    ['rev-parse', '--quiet', '--verify', '--end-of-options', `${sha}^{commit}`],
    directory,
  );
  return result.exitCode === 0 ? result.stdout.trim() : null;
}
