// The real keytar against a real Secret Service: unlocked, locked with nobody to ask, and none at all.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const client = fileURLToPath(new URL('../support/keychain-client.ts', import.meta.url));
const UNLOCKED = 'printf passphrase | gnome-keyring-daemon --unlock --components=secrets > /dev/null; exec "$@"';

let folder: string;
let env: NodeJS.ProcessEnv;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'minipaas-keyring-'));
  mkdirSync(join(folder, 'run'), { mode: 0o700 });
  env = { PATH: process.env['PATH'], HOME: folder, XDG_DATA_HOME: folder, XDG_RUNTIME_DIR: join(folder, 'run') };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the client behind a command that gives it a session. */
async function run(session: readonly string[], ...steps: readonly string[]): Promise<unknown[]> {
  const [command = '', ...rest] = [...session, process.execPath, client, folder, ...steps];
  const { stdout } = await promisify(execFile)(command, rest, { env, timeout: 60_000 });
  return JSON.parse(stdout) as unknown[];
}

const unlocked = ['dbus-run-session', '--', 'sh', '-c', UNLOCKED, 'sh'];
/** The bus starts a keyring when it is asked for one; nobody unlocks it. */
const locked = ['dbus-run-session', '--'];
const none = ['env'];

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

  it('is unavailable where there is none, with the way out', async () => {
    const [got, sealed] = await run(none, 'get=a', 'seal=x');
    expect(got).toMatchObject({ code: 'KEYCHAIN_UNAVAILABLE', hint: expect.stringContaining('--passphrase-file') });
    expect(sealed).toMatchObject({ code: 'KEYCHAIN_UNAVAILABLE' });
  });
});
