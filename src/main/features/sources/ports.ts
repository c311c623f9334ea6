// What the sources feature needs from outside: git, and files to look at.
import type { Readable } from 'node:stream';
import type { ProjectId } from '../../../contract/ids.ts';
import type { Settings } from '../../../contract/settings.ts';
import type { GitCredential } from '../../../contract/sources.ts';

export interface GitCommit {
  readonly sha: string;
  readonly message: string;
  readonly author: string;
  readonly committedAt: number;
}

export interface GitRepositories {
  /** Throws GIT_MISSING, REPOSITORY_NOT_FOUND, REPOSITORY_ACCESS_DENIED, REPOSITORY_UNREACHABLE, REPOSITORY_EMPTY, GIT_HOST_KEY_UNKNOWN. */
  branches(
    repoUrl: string,
    options: { readonly credential: GitCredential | null; readonly signal: AbortSignal },
  ): Promise<{
    readonly defaultBranch: string | null;
    readonly branches: readonly string[];
  }>;
  /**
   * Shallow clone of a branch or a commit with its submodules into `directory`, which is made. Also throws
   * BRANCH_NOT_FOUND, COMMIT_NOT_FOUND, GIT_FAILED, DISK_FULL. On any error the directory is removed.
   */
  checkout(
    repoUrl: string,
    options: {
      readonly directory: string;
      readonly branch: string | null;
      readonly commitSha: string | null;
      readonly credential: GitCredential | null;
      readonly signal: AbortSignal;
      readonly onLine: (text: string) => void;
    },
  ): Promise<{ readonly branch: string | null; readonly commit: GitCommit }>;
}

/** Reads below one directory; never follows a link out of it. Paths are relative, with `/`. */
export interface SourceTree {
  /** Null when it is not there or not a file; at most `maxBytes` are read. */
  readText(path: string, maxBytes?: number): Promise<string | null>;
  /** Names directly in a directory; directories end in `/`. Empty when it is not there. */
  list(path: string): Promise<readonly string[]>;
  /** Files below, depth first, without `.git`, `node_modules` and the like; at most `limit`. */
  walk(limit: number): AsyncIterable<string>;
}

export interface SourceTrees {
  /** Throws FOLDER_NOT_FOUND or ROOT_DIRECTORY_NOT_FOUND; the root directory may not lead out of the folder. */
  open(folder: string, rootDirectory: string): Promise<{ readonly directory: string; readonly tree: SourceTree }>;
  /** Streams the directory as a tar, `.dockerignore` honoured as Docker does, `replace` put in place of or beside its files. */
  pack(
    directory: string,
    options: {
      readonly dockerfilePath: string;
      readonly replace: ReadonlyMap<string, string>;
      /** Patterns before those of the ignore file, which may take them back with `!`. */
      readonly ignoreFirst?: readonly string[];
      readonly signal: AbortSignal;
    },
  ): Readable;
  makeTemporary(): Promise<{ readonly directory: string; remove(): Promise<void> }>;
}

/** The settings in force, read anew for each build. */
export interface BuildSettings {
  current(): Pick<Settings, 'baseImages' | 'registryMirror' | 'defaultPort'>;
}

/** The credential kept for a project; null when it has none. */
export interface ProjectCredentials {
  get(id: ProjectId): Promise<GitCredential | null>;
}
