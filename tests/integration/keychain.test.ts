// The real keytar against a real Secret Service: unlocked, locked with nobody to ask, refusing, and none at all.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeBusConfiguration } from '../support/keyring.ts';

const client = fileURLToPath(new URL('../support/keychain-client.ts', import.meta.url));
const UNLOCKED = 'printf passphrase | gnome-keyring-daemon --unlock --components=secrets > /dev/null; exec "$@"';

let folder: string;
let env: NodeJS.ProcessEnv;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'minipaas-keyring-'));
  mkdirSync(join(folder, 'run'), { mode: 0o700 });
  env = { PATH: process.env['PATH'], HOME: folder, XDG_DATA_HOME: folder, XDG_RUNTIME_DIR: join(folder, 'run') };
});
// The keyring ends with its session, a moment after it.
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20 }));

/** Runs the client behind a command that gives it a session. */
async function run(session: readonly string[], ...steps: readonly string[]): Promise<unknown[]> {
  const [command = '', ...rest] = [...session, process.execPath, client, folder, ...steps];
  const { stdout } = await promisify(execFile)(command, rest, { env, timeout: 240_000 });
  return JSON.parse(stdout) as unknown[];
}

const unlocked = ['dbus-run-session', '--', 'sh', '-c', UNLOCKED, 'sh'];
/** The bus starts a keyring when it is asked for one; nobody unlocks it. */
const locked = ['dbus-run-session', '--'];
const none = ['env'];
/** A session without anybody who keeps secrets, and with nobody who could be started for it. */
const bus = (directory: string, isRefusing = false): readonly string[] => [
  'dbus-run-session',
  '--config-file',
  writeBusConfiguration(directory, { isRefusing }),
  '--',
];
/** As where optional dependencies were left out, or where its native part was never built. */
const withoutKeytar = (code: string): readonly string[] => [
  'env',
  `NODE_OPTIONS=--import=data:text/javascript,${encodeURIComponent(
    `import { registerHooks } from 'node:module'; registerHooks({ resolve(name, context, next) {
       if (name !== 'keytar') return next(name, context);
       throw Object.assign(new Error('Cannot find ${code}'), { code: '${code}' }); } });`,
  )}`,
];

describe('the Secret Service', () => {
  it('keeps entries from one start to the next, and forgets those that were removed', async () => {
    expect(await run(unlocked, 'set=a=canary ünïcode', 'get=a', 'get=b', 'seal=x', 'probe')).toEqual([
      null,
      'canary ünïcode',
      null,
      expect.stringMatching(/^v1:/),
      null,
    ]);
    expect(await run(unlocked, 'get=a', 'remove=a', 'get=a', 'probe')).toEqual(['canary ünïcode', null, null, null]);
  });

  it('says that it is locked: nothing is taken for missing', async () => {
    await run(unlocked, 'set=a=1', 'seal=x');
    const results = await run(locked, 'get=a', 'set=a=2', 'seal=x', 'probe');
    expect(results).toHaveLength(4);
    for (const result of results) {
      expect(result).toMatchObject({ code: 'KEYCHAIN_UNAVAILABLE', message: expect.stringContaining('locked') });
    }
    expect(await run(unlocked, 'get=a')).toEqual(['1']);
  });

  it('says that it was refused where this program may not ask: nothing is taken for missing or overwritten', async () => {
    const asUsual = [...bus(folder), 'sh', '-c', UNLOCKED, 'sh'];
    const refused = [...bus(folder, true), 'sh', '-c', UNLOCKED, 'sh'];
    expect(await run(asUsual, 'set=a=1')).toEqual([null]);
    const results = await run(refused, 'get=a', 'set=a=2', 'seal=x', 'probe', 'remove=a');
    expect(results).toHaveLength(5);
    for (const result of results) {
      expect(result).toMatchObject({
        code: 'KEYCHAIN_UNAVAILABLE',
        message: expect.stringContaining('Rejected send message'),
        hint: expect.stringContaining('--passphrase-file'),
      });
    }
    expect(await run(asUsual, 'get=a')).toEqual(['1']);
  });

  it('is unavailable where there is none, with the way out', async () => {
    const [got, sealed] = await run(none, 'get=a', 'seal=x');
    expect(got).toMatchObject({ code: 'KEYCHAIN_UNAVAILABLE', hint: expect.stringContaining('--passphrase-file') });
    expect(sealed).toMatchObject({ code: 'KEYCHAIN_UNAVAILABLE' });
  });

  it('is unavailable where there is a session and nobody keeps secrets in it', async () => {
    const [got, probed] = await run(bus(folder), 'get=a', 'probe');
    expect(got).toMatchObject({ code: 'KEYCHAIN_UNAVAILABLE', hint: expect.stringContaining('--passphrase-file') });
    expect(probed).toMatchObject({ code: 'KEYCHAIN_UNAVAILABLE' });
  });

  it.each(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'])(
    'is unavailable, and the program goes on, where keytar is missing (%s)',
    async (code) => {
      const [got, sealed, probed] = await run([...unlocked, ...withoutKeytar(code)], 'get=a', 'seal=x', 'probe');
      expect(got).toMatchObject({ code: 'KEYCHAIN_UNAVAILABLE', message: expect.stringContaining('keytar') });
      expect(sealed).toMatchObject({ code: 'KEYCHAIN_UNAVAILABLE' });
      expect(probed).toMatchObject({ code: 'KEYCHAIN_UNAVAILABLE' });
    },
  );

  it('gone after its first use takes nothing with it: what is sealed opens, what is new is refused, and all is there when it is back', async () => {
    const session = [...bus(folder), 'sh', '-c', UNLOCKED, 'sh'];
    expect(await run(session, 'set=a=1', 'keepSeal=canary', 'endKeyring', 'keepOpen', 'set=b=2', 'get=a')).toEqual([
      null,
      true,
      1,
      'canary',
      expect.objectContaining({ code: 'KEYCHAIN_UNAVAILABLE' }),
      expect.objectContaining({ code: 'KEYCHAIN_UNAVAILABLE' }),
    ]);
    expect(await run(session, 'get=a', 'get=b', 'probe')).toEqual(['1', null, null]);
  });

  it('without the data key of a database that has secrets says which, and keeps what is there', async () => {
    const [probed, again] = await run(unlocked, 'probe', 'get=data-key');
    expect(probed).toMatchObject({
      code: 'DATA_KEY_MISSING',
      hint: expect.stringContaining('Everything else is unharmed'),
    });
    // Nothing was put in its place: the right key may still come back.
    expect(again).toBeNull();
  });
});
