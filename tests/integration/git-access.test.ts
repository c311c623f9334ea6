// Private servers: tokens and keys reach the one server they are for, and nothing that can be read by others.
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GitCredential } from '../../src/contract/sources.ts';
import { createGitRepositories } from '../../src/main/adapters/git/git-repositories.ts';
import { gitTestEnvironment } from '../support/git-repository.ts';
import { type GitServer, startGitServer } from '../support/git-server.ts';

const token = `canary-${randomBytes(12).toString('hex')}`;
let server: GitServer;
let work: string;
let count = 0;
beforeAll(() => {
  server = startGitServer();
  work = join(server.folder, 'work');
});
afterAll(() => server.close());

interface Options {
  readonly credential?: GitCredential;
  readonly knownHostsFile?: string;
  readonly signal?: AbortSignal;
}

function checkout(url: string, { credential, knownHostsFile, signal }: Options = {}) {
  count += 1;
  const directory = join(server.folder, 'checkouts', String(count));
  const lines: string[] = [];
  const git = createGitRepositories({
    workFolder: work,
    environment: { ...gitTestEnvironment, GIT_TRACE_CURL: '1', MINIPAAS_TOKEN: 'unrelated' },
    knownHostsFile: knownHostsFile ?? null,
  });
  const done = git.checkout(url, {
    directory,
    branch: null,
    commitSha: null,
    credential: credential ?? null,
    signal: signal ?? AbortSignal.timeout(240_000),
    onLine: (line) => lines.push(line),
  });
  return { done, directory, lines };
}

const refused = async (url: string, options: Options = {}) => {
  const { done, directory } = checkout(url, options);
  const error = await done.then(
    () => new Error('it was checked out'),
    (reason: unknown) => reason,
  );
  expect(existsSync(directory)).toBe(false);
  expect(readdirSync(work)).toEqual([]);
  return error;
};

/** Every byte below a folder. */
const contentsOf = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');

/** The command lines of all processes, as anybody on the machine may read them. */
const processes = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        // It ended while the list was read.
        return '';
      }
    })
    .join('\n');

describe('a token', () => {
  it('opens a private repository', async () => {
    server.createRepository('private', { a: 'private' });
    const http = await server.http({ token });
    const { done, directory } = checkout(`${http.url}/private.git`, { credential: { kind: 'token', token } });
    await done;
    expect(readFileSync(join(directory, 'a'), 'utf8')).toBe('private');
    expect(new Set(http.authorizations)).toEqual(new Set([`x-access-token:${token}`]));
    expect(contentsOf(directory)).not.toContain(token);
    expect(readdirSync(work)).toEqual([]);
  });

  it('goes with its user name', async () => {
    const http = await server.http({ token });
    await checkout(`${http.url}/private.git`, { credential: { kind: 'token', username: 'ada', token } }).done;
    expect(http.authorizations).toContain(`ada:${token}`);
  });

  it('that is missing or wrong is refused without being shown', async () => {
    const http = await server.http({ token: 'the-right-one' });
    expect(await refused(`${http.url}/private.git`)).toMatchObject({
      code: 'REPOSITORY_ACCESS_DENIED',
      field: 'repoUrl',
    });
    const error = await refused(`${http.url}/private.git`, { credential: { kind: 'token', token } });
    expect(error).toMatchObject({ code: 'REPOSITORY_ACCESS_DENIED' });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(token);
    expect(String((error as Error).cause)).not.toContain(token);
  });

  it('is not given to another server, by redirect or by submodule', async () => {
    const other = await server.http({ token: 'of-the-other' });
    const redirecting = await server.http({ redirects: { '/moved': other.url } });
    const credential: GitCredential = { kind: 'token', token };
    expect(await refused(`${redirecting.url}/moved/private.git`, { credential })).toMatchObject({
      code: 'REPOSITORY_ACCESS_DENIED',
    });

    server.createRepository('with-foreign-module', {
      '.gitmodules': `[submodule "x"]\n\tpath = x\n\turl = ${other.url}/private.git\n`,
      x: { submodule: 'a'.repeat(40) },
    });
    const http = await server.http({ token });
    expect(await refused(`${http.url}/with-foreign-module.git`, { credential })).toMatchObject({
      code: 'REPOSITORY_ACCESS_DENIED',
      message: expect.stringContaining(`${other.url}/private.git`),
    });
    expect(other.requests.length).toBeGreaterThan(0);
    expect(other.authorizations).toEqual([]);
  });

  it('shows in no process list, log line or file of the checkout while a clone runs', async () => {
    server.createRepository('slow', { 'blob.bin': randomBytes(1024 * 1024) });
    const http = await server.http({ token });
    const held = http.hold();
    const { done, directory, lines } = checkout(`${http.url}/slow.git`, { credential: { kind: 'token', token } });
    await held.reached;
    const list = processes();
    expect(list).toContain(`${http.url}/slow.git`);
    expect(list).not.toContain(token);
    expect(contentsOf(directory)).not.toContain(token);
    held.release();
    await done;
    expect(lines.join('\n')).not.toContain(token);
    expect(lines.join('\n')).toContain('Receiving objects: 100%');
    expect(contentsOf(directory)).not.toContain(token);
  });
});

it('an abort ends git and its helpers, and leaves nothing behind', async () => {
  server.createRepository('aborted', { 'blob.bin': randomBytes(1024 * 1024) });
  const http = await server.http();
  const held = http.hold();
  const controller = new AbortController();
  const { done, directory } = checkout(`${http.url}/aborted.git`, { signal: controller.signal });
  await held.reached;
  expect(processes()).toContain('aborted.git');
  controller.abort(new Error('cancelled by a person'));
  await expect(done).rejects.toThrow('cancelled by a person');
  // On the side of the server, too, it ends.
  await expect.poll(processes).not.toContain('aborted.git');
  expect(existsSync(directory)).toBe(false);
  expect(readdirSync(work)).toEqual([]);
  held.release();
});

describe('an SSH key', () => {
  it('opens a repository, as text or as a file', async () => {
    const repository = server.createRepository('over-ssh', { a: 'ssh' });
    const ssh = await server.ssh();
    const { knownHostsFile } = ssh;
    const key = ssh.privateKey.replaceAll('\n', '\r\n').trimEnd();
    const { done, directory } = checkout(`${ssh.url}${repository.path}`, {
      credential: { kind: 'sshKey', privateKey: key },
      knownHostsFile,
    });
    await done;
    expect(readFileSync(join(directory, 'a'), 'utf8')).toBe('ssh');
    expect(readdirSync(work)).toEqual([]);
    const byPath = { credential: { kind: 'sshKey', privateKeyPath: ssh.privateKeyPath } as const, knownHostsFile };
    await checkout(`${ssh.url}${repository.path}`, byPath).done;
  });

  it('that is unknown, broken or missing is refused', async () => {
    const repository = server.createRepository('ssh-refused', { a: 'ssh' });
    const ssh = await server.ssh();
    const { knownHostsFile } = ssh;
    const url = `${ssh.url}${repository.path}`;
    for (const privateKey of [ssh.strangersKey, 'not a key']) {
      const error = await refused(url, { credential: { kind: 'sshKey', privateKey }, knownHostsFile });
      expect(error).toMatchObject({ code: 'REPOSITORY_ACCESS_DENIED' });
    }
    const missing: GitCredential = { kind: 'sshKey', privateKeyPath: join(server.folder, 'no-key') };
    expect(await refused(url, { credential: missing, knownHostsFile })).toMatchObject({
      code: 'VALIDATION_FAILED',
      field: 'credential',
    });
  });

  it('is not offered to a server whose host key is unknown or has changed', async () => {
    const repository = server.createRepository('ssh-unknown', { a: 'ssh' });
    const ssh = await server.ssh();
    const impostor = await server.ssh();
    const credential: GitCredential = { kind: 'sshKey', privateKey: ssh.privateKey };
    for (const knownHostsFile of [ssh.emptyKnownHostsFile, ssh.knownHostsWith(impostor.hostKey)]) {
      const error = await refused(`${ssh.url}${repository.path}`, { credential, knownHostsFile });
      expect(error).toMatchObject({ code: 'GIT_HOST_KEY_UNKNOWN' });
    }
    expect(ssh.log()).not.toContain('Accepted');
  });

  it('finds no repository where there is none', async () => {
    const ssh = await server.ssh();
    const error = await refused(`${ssh.url}${server.folder}/nothing.git`, {
      credential: { kind: 'sshKey', privateKey: ssh.privateKey },
      knownHostsFile: ssh.knownHostsFile,
    });
    expect(error).toMatchObject({ code: 'REPOSITORY_NOT_FOUND' });
  });
});
