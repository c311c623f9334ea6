// Branches, commits and submodules over real repositories on disk and over smart HTTP.
import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGitRepositories } from '../../src/main/adapters/git/git-repositories.ts';
import { gitTestEnvironment } from '../support/git-repository.ts';
import { type GitServer, startGitServer } from '../support/git-server.ts';

let server: GitServer;
let work: string;
let count = 0;
beforeAll(() => {
  server = startGitServer();
  work = join(server.folder, 'work');
});
afterAll(() => server.close());

const git = () => createGitRepositories({ workFolder: work, environment: gitTestEnvironment });

interface Options {
  readonly branch?: string;
  readonly commitSha?: string;
}

async function checkout(url: string, { branch, commitSha }: Options = {}) {
  count += 1;
  const directory = join(server.folder, 'checkouts', String(count));
  const lines: string[] = [];
  const result = await git().checkout(url, {
    directory,
    branch: branch ?? null,
    commitSha: commitSha ?? null,
    credential: null,
    signal: AbortSignal.timeout(240_000),
    onLine: (line) => lines.push(line),
  });
  return { ...result, directory, lines, read: (file: string) => readFileSync(join(directory, file), 'utf8') };
}

const failedCheckout = async (url: string, options: Options = {}) => {
  const error = await checkout(url, options).then(
    () => new Error('it was checked out'),
    (reason: unknown) => reason,
  );
  expect(existsSync(join(server.folder, 'checkouts', String(count)))).toBe(false);
  return error;
};

describe('a branch', () => {
  it('is the default one, shallow, with its commit', async () => {
    const repository = server.createRepository('plain', { 'index.html': 'one' });
    const sha = repository.commit(
      { 'index.html': 'two', run: { executable: '#!/bin/sh\n' }, link: { link: 'index.html' } },
      { message: 'Say two\n\nBecause.', author: 'Zoë Ünïcode', at: 1_750_000_000 },
    );
    const found = await checkout(repository.path);
    expect(found.branch).toBe('main');
    expect(found.commit).toEqual({ sha, message: 'Say two', author: 'Zoë Ünïcode', committedAt: 1_750_000_000_000 });
    expect(found.read('index.html')).toBe('two');
    expect(statSync(join(found.directory, 'run')).mode & 0o111).not.toBe(0);
    expect(lstatSync(join(found.directory, 'link')).isSymbolicLink()).toBe(true);
    expect(readlinkSync(join(found.directory, 'link'))).toBe('index.html');
    expect(found.read('.git/shallow').trim()).toBe(sha);
    expect(readdirSync(work)).toEqual([]);
  });

  it('is the named one, with slashes', async () => {
    const repository = server.createRepository('branches', { a: 'main' });
    repository.commit({ a: 'feature' }, { branch: 'feature/new-thing' });
    expect((await checkout(repository.path, { branch: 'feature/new-thing' })).read('a')).toBe('feature');
    expect(await git().branches(repository.path, { credential: null, signal: AbortSignal.timeout(240_000) })).toEqual({
      defaultBranch: 'main',
      branches: ['main', 'feature/new-thing'],
    });
  });

  it('may be a tag', async () => {
    const repository = server.createRepository('tags', { a: 'tagged' });
    repository.tag('v1', repository.git('rev-parse', 'main'));
    repository.commit({ a: 'newer' });
    const found = await checkout(repository.path, { branch: 'v1' });
    expect(found.read('a')).toBe('tagged');
    expect(found.branch).toBeNull();
  });

  it('that is missing names those that are there', async () => {
    const repository = server.createRepository('missing-branch', { a: '1' });
    repository.commit({ a: '2' }, { branch: 'other' });
    expect(await failedCheckout(repository.path, { branch: 'nope' })).toMatchObject({
      code: 'BRANCH_NOT_FOUND',
      field: 'branch',
      hint: 'The repository has: main, other.',
    });
  });

  it('is found although HEAD names one that is not there', async () => {
    const repository = server.createRepository('renamed', { a: '1' });
    repository.setHead('master');
    expect((await checkout(repository.path)).branch).toBe('main');
  });
});

describe('a commit', () => {
  it('is fetched alone by its full sha', async () => {
    const repository = server.createRepository('commits', { a: '1' });
    const sha = repository.git('rev-parse', 'main');
    repository.commit({ a: '2' });
    repository.commit({ a: '3' });
    const found = await checkout(repository.path, { commitSha: sha, branch: 'main' });
    expect(found.read('a')).toBe('1');
    expect(found.commit.sha).toBe(sha);
    expect(found.branch).toBe('main');
  });

  it('may be named shortly', async () => {
    const repository = server.createRepository('short-sha', { a: '1' });
    const sha = repository.git('rev-parse', 'main');
    const tip = repository.commit({ a: '2' });
    expect((await checkout(repository.path, { commitSha: tip.slice(0, 8) })).read('a')).toBe('2');
    expect((await checkout(repository.path, { commitSha: sha.slice(0, 8) })).read('a')).toBe('1');
  });

  it.each(['main', undefined])(
    'is found in the history of a server that hands out branches only (branch %s)',
    async (branch) => {
      const repository = server.createRepository(`old-server-${branch}`, { a: '1' });
      const sha = repository.git('rev-parse', 'main');
      repository.commit({ a: '2' });
      const http = await server.http({ protocol: 0 });
      const found = await checkout(`${http.url}/${repository.name}.git`, { commitSha: sha, ...(branch && { branch }) });
      expect(found.read('a')).toBe('1');
      expect(found.lines.join('\n')).toContain('looking through the history');
    },
  );

  it('that is missing is said to be missing', async () => {
    const repository = server.createRepository('missing-commit', { a: '1' });
    expect(await failedCheckout(repository.path, { commitSha: 'deadbeef'.repeat(5) })).toMatchObject({
      code: 'COMMIT_NOT_FOUND',
    });
    expect(await failedCheckout(repository.path, { commitSha: 'deadbee' })).toMatchObject({ code: 'COMMIT_NOT_FOUND' });
  });
});

describe('submodules', () => {
  it('come along, relative ones and nested ones', async () => {
    const inner = server.createRepository('inner', { 'inner.txt': 'deep' });
    const innerSha = inner.git('rev-parse', 'main');
    const library = server.createRepository('library', {
      'lib.txt': 'old',
      '.gitmodules': '[submodule "inner"]\n\tpath = inner\n\turl = ../inner.git\n',
      inner: { submodule: innerSha },
    });
    const old = library.git('rev-parse', 'main');
    library.commit({ 'lib.txt': 'new' });
    const parent = server.createRepository('parent', {
      '.gitmodules': '[submodule "lib"]\n\tpath = lib\n\turl = ../library.git\n',
      lib: { submodule: old },
    });
    const http = await server.http();
    for (const url of [parent.path, `file://${parent.path}`, `${http.url}/parent.git`]) {
      const found = await checkout(url);
      expect(found.read('lib/lib.txt')).toBe('old');
      expect(found.read('lib/inner/inner.txt')).toBe('deep');
    }
  });

  it('of a remote repository cannot name this machine’s files', async () => {
    const secret = server.createRepository('secret', { 'secret.txt': 'secret' });
    server.createRepository('thief', {
      '.gitmodules': `[submodule "s"]\n\tpath = s\n\turl = ${secret.path}\n`,
      s: { submodule: secret.git('rev-parse', 'main') },
    });
    const http = await server.http();
    const error = await failedCheckout(`${http.url}/thief.git`);
    expect(error).toMatchObject({ code: 'GIT_FAILED' });
    expect(String(error)).toContain("transport 'file' not allowed");
  });

  it('that cannot be had are named', async () => {
    server.createRepository('broken-parent', {
      '.gitmodules': '[submodule "gone"]\n\tpath = gone\n\turl = ../gone.git\n',
      gone: { submodule: 'a'.repeat(40) },
    });
    const http = await server.http();
    expect(await failedCheckout(`${http.url}/broken-parent.git`)).toMatchObject({
      code: 'REPOSITORY_NOT_FOUND',
      message: `There is no Git repository at ${http.url}/gone.git.`,
    });
  });
});

describe('what is not there', () => {
  it('an empty repository', async () => {
    const empty = server.createRepository('empty', null);
    expect(await failedCheckout(empty.path)).toMatchObject({ code: 'REPOSITORY_EMPTY' });
    expect(await failedCheckout(empty.path, { branch: 'main' })).toMatchObject({ code: 'REPOSITORY_EMPTY' });
    const branches = git().branches(empty.path, { credential: null, signal: AbortSignal.timeout(240_000) });
    await expect(branches).rejects.toMatchObject({ code: 'REPOSITORY_EMPTY' });
  });

  it('a missing repository, on disk and on a server', async () => {
    const http = await server.http();
    expect(await failedCheckout(join(server.folder, 'nothing'))).toMatchObject({ code: 'REPOSITORY_NOT_FOUND' });
    expect(await failedCheckout(`${http.url}/nothing.git`)).toMatchObject({ code: 'REPOSITORY_NOT_FOUND' });
  });

  it('a server that does not answer', async () => {
    const http = await server.http();
    await http.close();
    expect(await failedCheckout(`${http.url}/x.git`)).toMatchObject({
      code: 'REPOSITORY_UNREACHABLE',
      isTransient: true,
    });
    expect(await failedCheckout('https://nowhere.invalid/x.git')).toMatchObject({ code: 'REPOSITORY_UNREACHABLE' });
  });

  it('git itself', async () => {
    const without = createGitRepositories({ workFolder: work, environment: { PATH: '/nonexistent' } });
    const branches = without.branches('/srv/x', { credential: null, signal: AbortSignal.timeout(240_000) });
    await expect(branches).rejects.toMatchObject({ code: 'GIT_MISSING' });
  });

  it.each(['--upload-pack=touch /tmp/x', 'ext::sh -c id', 'https://u:p@example.com/x.git'])(
    'the address %s',
    async (url) => {
      const branches = git().branches(url, { credential: null, signal: AbortSignal.timeout(240_000) });
      await expect(branches).rejects.toMatchObject({ code: 'VALIDATION_FAILED', field: 'repoUrl' });
    },
  );
});

it('fetches one commit of a large history, not the history', async () => {
  const repository = server.createRepository('huge', { 'now.txt': 'now' });
  // 64 commits of 256 KiB that cannot be compressed: 16 MiB of history that no build needs.
  for (let index = 0; index < 64; index += 1) repository.commit({ 'blob.bin': randomBytes(256 * 1024) });
  repository.commit({ 'blob.bin': null, 'now.txt': 'later' });
  for (const url of [repository.path, `${(await server.http()).url}/huge.git`]) {
    const { directory, read } = await checkout(url);
    expect(read('now.txt')).toBe('later');
    expect(sizeOf(join(directory, '.git'))).toBeLessThan(512 * 1024);
  }
});

function sizeOf(directory: string): number {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
}
