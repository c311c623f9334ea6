// Bare Git repositories for tests, made with `git fast-import`: no work tree, thousands of commits a second.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type RepositoryFile =
  | string
  | Buffer
  | { readonly executable: string }
  | { readonly link: string }
  | { readonly submodule: string }
  | null;
/** Path → content; null deletes the file. */
export type RepositoryFiles = Readonly<Record<string, RepositoryFile>>;

export interface CommitOptions {
  readonly branch?: string;
  readonly message?: string;
  readonly author?: string;
  /** Seconds since the epoch. */
  readonly at?: number;
}

export interface TestRepository {
  readonly name: string;
  /** Absolute path of the bare repository: an address by itself. */
  readonly path: string;
  /** Adds a commit to the branch (made when it is new) and returns its sha. */
  commit(files: RepositoryFiles, options?: CommitOptions): string;
  tag(name: string, sha: string): void;
  /** Lets HEAD name a branch, whether it exists or not. */
  setHead(branch: string): void;
  configure(name: string, value: string): void;
  git(...args: string[]): string;
}

export const gitTestEnvironment: Readonly<Record<string, string>> = {
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  LC_ALL: 'C',
};

export function createRepository(folder: string, name: string, files: RepositoryFiles | null = null): TestRepository {
  const path = join(folder, `${name}.git`);
  mkdirSync(path, { recursive: true });
  const run = (args: readonly string[], input?: Buffer) =>
    execFileSync('git', ['-C', path, ...args], {
      env: gitTestEnvironment,
      ...(input === undefined ? {} : { input }),
      stdio: ['pipe', 'pipe', 'pipe'],
      maxBuffer: 64 * 1024 * 1024,
    })
      .toString('utf8')
      .trim();
  run(['init', '--quiet', '--bare', '--initial-branch=main']);
  let clock = 1_700_000_000;

  const repository: TestRepository = {
    name,
    path,
    commit(changed, { branch = 'main', message = 'A commit', author = 'Ada Example', at } = {}) {
      clock += 1;
      const reference = `refs/heads/${branch}`;
      const exists = run(['for-each-ref', reference]) !== '';
      run(
        ['fast-import', '--quiet', '--force'],
        Buffer.concat([
          Buffer.from(`commit ${reference}\ncommitter ${author} <ada@example.com> ${at ?? clock} +0000\n`),
          data(Buffer.from(message)),
          Buffer.from(exists ? `from ${reference}^0\n` : ''),
          ...Object.entries(changed).map(([file, content]) => change(file, content)),
          Buffer.from('\n'),
        ]),
      );
      return run(['rev-parse', reference]);
    },
    tag: (tagName, sha) => void run(['tag', tagName, sha]),
    setHead: (branch) => writeFileSync(join(path, 'HEAD'), `ref: refs/heads/${branch}\n`),
    configure: (key, value) => void run(['config', key, value]),
    git: (...args) => run(args),
  };
  if (files !== null) repository.commit(files, { message: 'First commit' });
  return repository;
}

function data(content: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`data ${content.length}\n`), content, Buffer.from('\n')]);
}

function change(file: string, content: RepositoryFile): Buffer {
  const path = JSON.stringify(file);
  if (content === null) return Buffer.from(`D ${path}\n`);
  if (typeof content === 'string' || Buffer.isBuffer(content)) return inline('100644', path, Buffer.from(content));
  if ('submodule' in content) return Buffer.from(`M 160000 ${content.submodule} ${path}\n`);
  if ('link' in content) return inline('120000', path, Buffer.from(content.link));
  return inline('100755', path, Buffer.from(content.executable));
}

function inline(mode: string, path: string, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`M ${mode} inline ${path}\n`), data(content)]);
}
