// Git as the sources feature sees it: two questions over one session each.
import { mkdir, rm } from 'node:fs/promises';
import { AppError } from '../../../contract/app-error.ts';
import type { GitRepositories } from '../../features/sources/ports.ts';
import { type GitUrl, parseGitUrl } from '../../lib/git-url.ts';
import { checkOutBranch } from './check-out-branch.ts';
import { checkOutCommit } from './check-out-commit.ts';
import { classifyFailure } from './classify-failure.ts';
import { listReferences } from './list-references.ts';
import { openSession, type SessionOptions } from './git-session.ts';
import type { Git } from './git.ts';
import { runGit } from './run-git.ts';
import { updateSubmodules } from './update-submodules.ts';

export interface GitRepositoriesDeps {
  /** For helper scripts and keys while git runs. */
  readonly workFolder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Null: the user's own and the system's. */
  readonly knownHostsFile?: string | null;
}

interface Wanted {
  readonly credential: SessionOptions['credential'];
  readonly signal: AbortSignal;
  readonly branch?: string | null;
  readonly commitSha?: string | null;
  readonly onLine?: (text: string) => void;
}

export function createGitRepositories({
  workFolder,
  environment,
  knownHostsFile = null,
}: GitRepositoriesDeps): GitRepositories {
  async function withGit<T>(repoUrl: string, wanted: Wanted, work: (git: Git) => Promise<T>): Promise<T> {
    const url = checkedUrl(repoUrl);
    const { credential, signal } = wanted;
    const session = await openSession({ workFolder, environment, knownHostsFile, url, credential });
    const onLine = wanted.onLine ?? (() => undefined);
    const attempt: Git['attempt'] = async (args, directory = null) => {
      const result = await runGit({
        args,
        directory,
        environment: session.environment,
        configuration: session.configuration,
        signal,
        onLine: (text) => onLine(session.mask(text)),
      });
      return { ...result, stderr: session.mask(result.stderr) };
    };
    const failure: Git['failure'] = (verb, result) =>
      classifyFailure({
        verb,
        exitCode: result.exitCode,
        stderr: result.stderr,
        url: url.url,
        host: url.host,
        branch: wanted.branch ?? null,
        commitSha: wanted.commitSha ?? null,
      });
    try {
      return await work({
        url,
        attempt,
        failure,
        say: onLine,
        async run(args, directory) {
          const result = await attempt(args, directory);
          if (result.exitCode !== 0) throw failure(args[0] ?? '', result);
          return result.stdout;
        },
      });
    } finally {
      await session.dispose();
    }
  }

  return {
    branches: (repoUrl, options) =>
      withGit(repoUrl, options, async (git) => {
        const { defaultBranch, branches } = await listReferences(git);
        if (branches.length === 0) throw new AppError('REPOSITORY_EMPTY', { url: git.url.url }, { field: 'repoUrl' });
        return { defaultBranch, branches: branches.map(({ name }) => name) };
      }),

    checkout: (repoUrl, options) =>
      withGit(repoUrl, options, async (git) => {
        const { directory, branch, commitSha } = options;
        await mkdir(directory, { recursive: true, mode: 0o700 });
        try {
          const found =
            commitSha === null
              ? await checkOutBranch(git, directory, branch)
              : await checkOutCommit(git, directory, commitSha, branch);
          await updateSubmodules(git, directory);
          return found;
        } catch (error) {
          await rm(directory, { recursive: true, force: true });
          throw error;
        }
      }),
  };
}

/** Credentials in an address would show in process lists and in the repository's own configuration. */
function checkedUrl(repoUrl: string): GitUrl {
  const result = parseGitUrl(repoUrl);
  const field = 'repoUrl';
  if (!result.ok) throw new AppError('VALIDATION_FAILED', { field, problem: result.problem }, { field });
  if (result.value.password !== null || result.value.username !== null) {
    throw new AppError('VALIDATION_FAILED', { field, problem: 'may not contain a user or password' }, { field });
  }
  return result.value;
}
