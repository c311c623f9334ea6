import { AppError } from '../../../contract/app-error.ts';
import type { Git } from './git.ts';
import { listReferences } from './list-references.ts';
import { type CheckedOut, readCommit, readHead } from './read-commit.ts';

/**
 * Newest commit of a branch (or tag), one connection. Gives the branch's name as well; null for a tag.
 * `--no-local`: without it git copies the whole history of a repository on the same disk.
 */
export async function checkOutBranch(git: Git, directory: string, branch: string | null): Promise<CheckedOut> {
  const result = await git.attempt([
    'clone',
    '--progress',
    '--depth=1',
    '--single-branch',
    '--no-tags',
    '--no-local',
    '--template=',
    ...(branch === null ? [] : [`--branch=${branch}`]),
    '--',
    git.url.url,
    directory,
  ]);
  if (result.exitCode !== 0) {
    const failure = git.failure('clone', result);
    throw failure.code === 'BRANCH_NOT_FOUND' && branch !== null ? await missingBranch(git, branch) : failure;
  }
  const found = await readHead(git, directory);
  if (found !== null) return found;
  const chosen = await checkOutInsteadOfHead(git, directory);
  return { branch: chosen, commit: await readCommit(git, directory) };
}

async function missingBranch(git: Git, branch: string): Promise<AppError> {
  const { branches } = await listReferences(git);
  if (branches.length === 0) return new AppError('REPOSITORY_EMPTY', { url: git.url.url }, { field: 'repoUrl' });
  return new AppError('BRANCH_NOT_FOUND', { branch, branches: branches.map(({ name }) => name) }, { field: 'branch' });
}

/** The server's HEAD names a branch that is not there, as after a rename: main, master, or the only branch is meant. */
async function checkOutInsteadOfHead(git: Git, directory: string): Promise<string> {
  const { branches } = await listReferences(git);
  const names = branches.map(({ name }) => name);
  if (names.length === 0) throw new AppError('REPOSITORY_EMPTY', { url: git.url.url }, { field: 'repoUrl' });
  const chosen = ['main', 'master'].find((name) => names.includes(name)) ?? (names.length === 1 ? names[0] : undefined);
  if (chosen === undefined)
    throw new AppError('BRANCH_NOT_FOUND', { branch: 'HEAD', branches: names }, { field: 'branch' });
  git.say(`The server's HEAD names no branch; taking ${chosen}.`);
  await git.run(['fetch', '--progress', '--depth=1', '--no-tags', '--', 'origin', `refs/heads/${chosen}`], directory);
  await git.run(['checkout', '--quiet', '--force', '--detach', 'FETCH_HEAD'], directory);
  return chosen;
}
