// Brings the files of a source onto this machine's disk, or finds them there.
import { join } from 'node:path';
import { AppError } from '../../../contract/app-error.ts';
import { assertNever } from '../../../contract/assert-never.ts';
import type { ProjectId } from '../../../contract/ids.ts';
import type { GitCredential, Source } from '../../../contract/sources.ts';
import type { GitCommit, GitRepositories, ProjectCredentials, SourceTrees } from './ports.ts';

export interface FetchDeps {
  readonly git: GitRepositories;
  readonly trees: SourceTrees;
}

export interface FetchedFiles {
  /** Absolute, root directory applied. */
  readonly directory: string;
  readonly branch: string | null;
  readonly commit: GitCommit | null;
  /** Removes what was fetched; a user's own folder is left alone. */
  dispose(): Promise<void>;
}

export interface Wanted {
  /** Null: the source's own, else the server's default. */
  readonly branch: string | null;
  readonly commitSha: string | null;
}

export interface FetchOptions {
  readonly signal: AbortSignal;
  readonly onLine: (text: string) => void;
}

export async function fetchFiles(
  { git, trees }: FetchDeps,
  source: Source,
  credential: GitCredential | null,
  wanted: Wanted,
  options: FetchOptions,
): Promise<FetchedFiles> {
  switch (source.kind) {
    case 'folder': {
      const { directory } = await trees.open(source.path, source.rootDirectory);
      return { directory, branch: null, commit: null, dispose: async () => undefined };
    }
    case 'git': {
      const temporary = await trees.makeTemporary();
      try {
        const checkout = join(temporary.directory, 'source');
        const { branch, commit } = await git.checkout(source.repoUrl, {
          directory: checkout,
          branch: wanted.branch ?? source.branch,
          commitSha: wanted.commitSha,
          credential,
          ...options,
        });
        const { directory } = await trees.open(checkout, source.rootDirectory);
        return { directory, branch: branch ?? wanted.branch ?? source.branch, commit, dispose: temporary.remove };
      } catch (error) {
        await temporary.remove();
        throw error;
      }
    }
    case 'image':
      throw new AppError('VALIDATION_FAILED', { field: 'image', problem: 'an image has no files to build from' });
    default:
      return assertNever(source);
  }
}

/** For the deployments feature, whose port it meets. */
export function createSourceFetcher(deps: FetchDeps & { readonly credentials: ProjectCredentials }) {
  return {
    async fetch(projectId: ProjectId, source: Source, wanted: Wanted, options: FetchOptions): Promise<FetchedFiles> {
      const credential = source.kind === 'git' ? await deps.credentials.get(projectId) : null;
      return fetchFiles(deps, source, credential, wanted, options);
    },
  };
}
