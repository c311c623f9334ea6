// An installation moves to another machine: exported from the real program, imported by another, secrets and all; and its data
// key changes while it runs, also when that is interrupted.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/cli.ts';
import { envVarId, type ProjectId, projectId } from '../../src/contract/ids.ts';
import { createProjectInput } from '../../src/contract/projects.ts';
import { createSealedFileKeychain } from '../../src/main/adapters/keychain/sealed-file.ts';
import { type ControlPlane, startControlPlane } from '../../src/main/app/control-plane.ts';
import { parseOptions } from '../../src/main/app/options.ts';

const PASSPHRASE = 'the passphrase of the export';
const CANARY = 'canary-6f1c-of-the-installation';
let root: string;
const running: ControlPlane[] = [];
const ending = new AbortController();

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'minipaas-installation-'));
  writeFileSync(join(root, 'keychain-passphrase'), 'of this machine\n');
  writeFileSync(join(root, 'export-passphrase'), `${PASSPHRASE}\n`);
});

afterEach(async () => {
  for (const plane of running.splice(0)) await plane.close();
  rmSync(root, { recursive: true, force: true });
});

async function start(folder: string, ...args: string[]): Promise<ControlPlane> {
  const all = [
    ...['--data-dir', join(root, folder), '--port', '0'],
    ...['--passphrase-file', join(root, 'keychain-passphrase'), ...args],
  ];
  const plane = await startControlPlane(parseOptions(all, {}), {});
  running.push(plane);
  return plane;
}

async function stop(plane: ControlPlane): Promise<void> {
  running.splice(running.indexOf(plane), 1);
  await plane.close();
}

async function withSecret(plane: ControlPlane): Promise<ProjectId> {
  const input = createProjectInput.parse({
    repoUrl: 'https://git.example.com/shop.git',
    name: 'shop',
    credential: { kind: 'token', token: CANARY },
    variables: [{ key: 'KEY', value: CANARY, isSecret: true }],
  });
  const { id } = await plane.services.projects.create(input, plane.localCaller(ending.signal));
  return projectId.parse(id);
}

async function reveal(plane: ControlPlane, id: ProjectId): Promise<string> {
  const caller = plane.localCaller(ending.signal);
  const [variable] = await plane.services.environment.list({ id }, caller);
  const value =
    variable && (await plane.services.environment.reveal({ id: envVarId.parse(variable.id) }, caller)).value;
  return value ?? 'gone';
}

function cli(plane: string, ...args: string[]): Promise<{ code: number; printed: string; said: string }> {
  const result = { printed: '', said: '' };
  return runCli(['--data-dir', join(root, plane), ...args], {
    env: {},
    cwd: root,
    home: root,
    platform: 'linux',
    print: async (text) => void (result.printed += text),
    say: (text) => void (result.said += text),
    readInput: async () => '',
    openInBrowser: async () => undefined,
    signal: ending.signal,
  }).then((code) => ({ code, ...result }));
}

describe('an export', () => {
  it('lets another machine take over, with every secret, and shows none', async () => {
    const first = await start('first');
    const project = await withSecret(first);
    await first.listener.start();
    const made = await cli('first', 'export', 'laptop.minipaas', '--passphrase-file', join(root, 'export-passphrase'));
    expect(made).toMatchObject({ code: 0, said: '' });
    const file = join(root, 'laptop.minipaas');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file).includes(CANARY)).toBe(false);
    // What was downloaded does not stay; neither does the plain copy of the database.
    expect(readdirSync(join(root, 'first', 'exports'))).toEqual([]);
    const { id } = await first.services.installation.get(undefined, first.localCaller(ending.signal));
    await stop(first);

    const second = await start(
      'second',
      ...['--import', file, '--import-passphrase-file', join(root, 'export-passphrase')],
    );
    const caller = second.localCaller(ending.signal);
    expect(await second.services.installation.get(undefined, caller)).toMatchObject({ id });
    expect(await second.services.projects.get({ id: project }, caller)).toMatchObject({
      name: 'shop',
      hasCredential: true,
    });
    expect(await reveal(second, project)).toBe(CANARY);
    const entries = createSealedFileKeychain({
      file: join(root, 'second', 'keychain.sealed'),
      passphrase: async () => 'of this machine',
    });
    expect(await entries.get(`git-credential-${project}`)).toContain(CANARY);
  });

  it('changes nothing where it cannot be imported', async () => {
    const first = await start('first');
    await withSecret(first);
    const caller = first.localCaller(ending.signal);
    const { path } = await first.services.installation.export({ passphrase: PASSPHRASE }, caller);
    const other = join(root, 'other-passphrase');
    writeFileSync(other, 'not the passphrase of it\n');

    await expect(start('second', '--import', path)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await expect(start('second', '--import', path, '--import-passphrase-file', other)).rejects.toMatchObject({
      code: 'PASSPHRASE_WRONG',
    });
    const right = ['--import-passphrase-file', join(root, 'export-passphrase')];
    await expect(start('second', '--import', join(root, 'none'), ...right)).rejects.toMatchObject({
      code: 'EXPORT_UNREADABLE',
      message: expect.stringContaining('there is no such file'),
    });
    expect(readdirSync(join(root, 'second')).filter((name) => /minipaas\.db|keychain|importing/.test(name))).toEqual(
      [],
    );
    await stop(first);
    await expect(start('first', '--import', path, ...right)).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' });
  });
});

describe('a data folder', () => {
  const keychainFinding = async (plane: ControlPlane) => {
    const { findings } = await plane.services.health.check(undefined, plane.localCaller(ending.signal));
    return findings.find(({ check }) => check === 'keychain');
  };

  it('under a wrong passphrase works but for its secrets, changes none, and opens under the right one', async () => {
    const first = await start('first');
    const project = await withSecret(first);
    await stop(first);
    const sealed = readFileSync(join(root, 'first', 'keychain.sealed'));
    writeFileSync(join(root, 'wrong'), 'of another machine\n');

    const wrong = await startControlPlane(
      parseOptions(['--data-dir', join(root, 'first'), '--port', '0', '--passphrase-file', join(root, 'wrong')], {}),
      {},
    );
    running.push(wrong);
    const caller = wrong.localCaller(ending.signal);
    expect(await wrong.services.projects.get({ id: project }, caller)).toMatchObject({ name: 'shop' });
    await expect(reveal(wrong, project)).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
    const secret = { id: project, key: 'NEW', value: CANARY, isSecret: true } as never;
    await expect(wrong.services.environment.set(secret, caller)).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
    expect(await keychainFinding(wrong)).toMatchObject({
      status: 'warning',
      message: expect.stringContaining('does not open'),
    });
    await stop(wrong);
    expect(readFileSync(join(root, 'first', 'keychain.sealed'))).toEqual(sealed);
    expect(await reveal(await start('first'), project)).toBe(CANARY);
  });

  it('copied from another machine without its keychain says which secrets are lost, keeps everything else, and takes them anew', async () => {
    const first = await start('first');
    const project = await withSecret(first);
    await stop(first);
    cpSync(join(root, 'first'), join(root, 'copy'), { recursive: true });
    rmSync(join(root, 'copy', 'keychain.sealed'));

    const copy = await start('copy');
    const caller = copy.localCaller(ending.signal);
    expect(await keychainFinding(copy)).toMatchObject({
      status: 'warning',
      message: expect.stringContaining('KEY of shop cannot be opened'),
      hint: expect.stringContaining('--import'),
    });
    expect(await copy.services.projects.get({ id: project }, caller)).toMatchObject({ name: 'shop' });
    await expect(reveal(copy, project)).rejects.toMatchObject({
      code: 'SECRET_UNREADABLE',
      message: expect.stringContaining('KEY'),
    });
    await copy.services.environment.set({ id: project, key: 'KEY', value: 'anew', isSecret: true }, caller);
    expect(await reveal(copy, project)).toBe('anew');
    expect(await keychainFinding(copy)).toMatchObject({ status: 'ok' });
    await stop(copy);
    expect(await reveal(await start('first'), project)).toBe(CANARY);
  });
});

describe('a new data key', () => {
  it('opens every value, those of releases too, and is asked for from the page and the command line', async () => {
    const plane = await start('first');
    const project = await withSecret(plane);
    const caller = plane.localCaller(ending.signal);
    expect(await plane.services.installation.rotateKey(undefined, caller)).toEqual({ resealed: 1, unreadable: 0 });
    await plane.listener.start();
    expect(await cli('first', 'rotate-key')).toMatchObject({ code: 0, printed: expect.stringContaining('1 secret') });
    expect(await reveal(plane, project)).toBe(CANARY);
    expect((await plane.services.installation.get(undefined, caller)).keyRotatedAt).not.toBeNull();
    await stop(plane);
    expect(await reveal(await start('first'), project)).toBe(CANARY);
  });
});
