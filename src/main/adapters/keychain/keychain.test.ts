import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ProjectId } from '../../../contract/ids.ts';
import type { Keychain } from '../../features/identity/ports.ts';
import { createCredentialStore } from './credential-store.ts';
import { openKeychain } from './open-keychain.ts';
import { createSealedFileKeychain } from './sealed-file.ts';
import { createSecretBox } from './secret-box.ts';
import { createSystemKeychain, type SystemKeychain } from './system-keychain.ts';

const folder = mkdtempSync(join(tmpdir(), 'minipaas-keychain-'));
afterAll(() => rmSync(folder, { recursive: true }));

function memoryKeychain(): Keychain & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return {
    entries,
    get: async (name) => entries.get(name) ?? null,
    set: async (name, value) => void entries.set(name, value),
    remove: async (name) => void entries.delete(name),
  };
}

describe('a keychain in a sealed file', () => {
  it('keeps entries across starts, readable by its owner alone, none of it in the clear', async () => {
    const file = join(folder, 'kept');
    const passphrase = async () => 'correct horse';
    const first = createSealedFileKeychain({ file, passphrase });
    expect(await first.get('a')).toBeNull();
    await Promise.all([first.set('a', 'canary-1'), first.set('b', 'canary-2')]);
    await first.remove('b');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).not.toContain('canary');
    const second = createSealedFileKeychain({ file, passphrase });
    expect([await second.get('a'), await second.get('b')]).toEqual(['canary-1', null]);
  });

  it('refuses another passphrase, and a damaged file, and changes neither', async () => {
    const file = join(folder, 'wrong');
    await createSealedFileKeychain({ file, passphrase: async () => 'right' }).set('a', '1');
    const before = readFileSync(file, 'utf8');
    const wrong = createSealedFileKeychain({ file, passphrase: async () => 'wrong' });
    await expect(wrong.get('a')).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
    await expect(wrong.set('a', '2')).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
    expect(readFileSync(file, 'utf8')).toBe(before);
    writeFileSync(file, '{"version":1');
    const damaged = createSealedFileKeychain({ file, passphrase: async () => 'right' });
    await expect(damaged.get('a')).rejects.toMatchObject({ code: 'KEYCHAIN_UNAVAILABLE' });
  });

  it('reads its passphrase from a file, and says when it cannot', async () => {
    const passphraseFile = join(folder, 'passphrase');
    const options = { dataDir: folder, installationId: 'i', passphraseFile, passphrase: null };
    await expect(openKeychain(options).get('a')).rejects.toMatchObject({ code: 'KEYCHAIN_UNAVAILABLE' });
    writeFileSync(passphraseFile, '\n');
    await expect(openKeychain(options).get('a')).rejects.toMatchObject({
      message: expect.stringContaining('is empty'),
    });
    writeFileSync(passphraseFile, 'secret\n');
    await openKeychain(options).set('a', '1');
    expect(await openKeychain({ ...options, passphraseFile: null, passphrase: 'secret' }).get('a')).toBe('1');
    await expect(openKeychain({ ...options, passphraseFile: null }).get('a')).rejects.toMatchObject({
      code: 'KEYCHAIN_UNAVAILABLE',
      message: expect.stringContaining('no passphrase was given'),
    });
  });
});

describe('the system’s keychain', () => {
  const working: SystemKeychain = {
    getPassword: async () => 'v',
    setPassword: async () => undefined,
    deletePassword: async () => true,
  };

  it('is unavailable, not broken, where keytar is missing', async () => {
    const missing = createSystemKeychain({
      service: 's',
      load: () => Promise.reject(new Error('Cannot find package')),
    });
    await expect(missing.get('a')).rejects.toMatchObject({
      code: 'KEYCHAIN_UNAVAILABLE',
      message: expect.stringContaining('keytar'),
    });
  });

  it('says what the keychain said', async () => {
    const load = async () => ({
      ...working,
      getPassword: () => Promise.reject(new Error('The name org.freedesktop.secrets was not provided')),
    });
    await expect(createSystemKeychain({ service: 's', load }).get('a')).rejects.toMatchObject({
      code: 'KEYCHAIN_UNAVAILABLE',
      message: expect.stringContaining('org.freedesktop.secrets'),
    });
  });

  it('that was started anew is not asked as the former one without a word', async () => {
    const load = async () => ({
      ...working,
      getPassword: () => Promise.reject(new Error('The name :1.50 was not provided by any .service files')),
    });
    await expect(createSystemKeychain({ service: 's', load }).get('a')).rejects.toMatchObject({
      code: 'KEYCHAIN_UNAVAILABLE',
      message: expect.stringContaining('was started anew; restart miniPaaS'),
    });
  });

  it('does not wait for ever', async () => {
    const load = async () => ({ ...working, getPassword: () => new Promise<string>(() => undefined) });
    const silent = createSystemKeychain({ service: 's', load, timeoutMs: 10 });
    await expect(silent.get('a')).rejects.toMatchObject({ message: expect.stringContaining('did not answer') });
  });

  it('asks nothing more while a call hangs, and goes on when it has ended', async () => {
    const hanging = Promise.withResolvers<string>();
    let calls = 0;
    const load = async () => ({
      ...working,
      getPassword: () => {
        calls += 1;
        return calls === 1 ? hanging.promise : Promise.resolve('v');
      },
    });
    const keychain = createSystemKeychain({ service: 's', load, timeoutMs: 10 });
    await expect(keychain.get('a')).rejects.toMatchObject({ code: 'KEYCHAIN_UNAVAILABLE' });
    await expect(keychain.get('b')).rejects.toMatchObject({
      message: expect.stringContaining('still does not answer'),
    });
    expect(calls).toBe(1);
    hanging.resolve('late');
    await expect.poll(() => keychain.get('b').catch(() => null)).toBe('v');
  });

  it('makes one call at a time', async () => {
    let active = 0;
    let most = 0;
    const load = async () => ({
      ...working,
      getPassword: async () => {
        active += 1;
        most = Math.max(most, active);
        await new Promise((resolve) => setImmediate(resolve));
        active -= 1;
        return 'v';
      },
    });
    const keychain = createSystemKeychain({ service: 's', load });
    expect(await Promise.all(['a', 'b', 'c'].map((name) => keychain.get(name)))).toEqual(['v', 'v', 'v']);
    expect(most).toBe(1);
  });

  it('is locked, not empty, when it has no entry and takes none', async () => {
    const load = async () => ({
      ...working,
      getPassword: async () => null,
      setPassword: () => Promise.reject(new Error('Cannot create an item in a locked collection')),
    });
    await expect(createSystemKeychain({ service: 's', load }).get('a')).rejects.toMatchObject({
      code: 'KEYCHAIN_UNAVAILABLE',
      message: expect.stringContaining('locked'),
    });
  });
});

describe('the secret box', () => {
  it('opens with the same context only, and seals differently each time', async () => {
    const box = createSecretBox({ keychain: memoryKeychain(), hasSealedValues: () => false });
    const [one, two] = [await box.seal('canary', 'env:1:KEY'), await box.seal('canary', 'env:1:KEY')];
    expect(one).not.toBe(two);
    expect(one).not.toContain('canary');
    expect(await box.open(one, 'env:1:KEY')).toBe('canary');
    await expect(box.open(one, 'env:2:KEY')).rejects.toMatchObject({
      code: 'SECRET_UNREADABLE',
      message: expect.stringContaining('KEY'),
    });
    await expect(box.open('v1:AAAA', 'env:1:KEY')).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
    await expect(box.open('plain', 'env:1:KEY')).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
  });

  it('keeps one key for the life of an installation', async () => {
    const keychain = memoryKeychain();
    const sealed = await createSecretBox({ keychain, hasSealedValues: () => false }).seal('x', 'c');
    expect(await createSecretBox({ keychain, hasSealedValues: () => true }).open(sealed, 'c')).toBe('x');
    keychain.entries.clear();
  });

  it('says that the key is gone, and seals values that are entered again', async () => {
    const keychain = memoryKeychain();
    const lost = await createSecretBox({ keychain, hasSealedValues: () => false }).seal('x', 'c:KEY');
    keychain.entries.clear();
    const secretNames = () => ['API_KEY of shop', ...Array.from({ length: 14 }, (_, index) => `KEY_${index} of blog`)];
    const box = createSecretBox({ keychain, hasSealedValues: () => true, secretNames });
    await expect(box.probe()).rejects.toMatchObject({
      code: 'DATA_KEY_MISSING',
      message: expect.stringMatching(/API_KEY of shop, KEY_0 of blog.* and 3 more cannot be opened/),
    });
    await expect(box.open(lost, 'c:KEY')).rejects.toMatchObject({
      code: 'SECRET_UNREADABLE',
      message: expect.stringContaining('KEY'),
    });
    expect(keychain.entries.size).toBe(0);
    const [one, two] = await Promise.all([box.seal('again', 'c:KEY'), box.seal('too', 'c:KEY')]);
    expect([await box.open(one, 'c:KEY'), await box.open(two, 'c:KEY')]).toEqual(['again', 'too']);
    await expect(box.open(lost, 'c:KEY')).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
  });

  it('tries a locked keychain again', async () => {
    const keychain = memoryKeychain();
    let isLocked = true;
    const box = createSecretBox({
      keychain: { ...keychain, get: (name) => (isLocked ? Promise.reject(new Error('locked')) : keychain.get(name)) },
      hasSealedValues: () => false,
    });
    await expect(box.probe()).rejects.toThrow('locked');
    isLocked = false;
    await box.probe();
  });
});

describe('credentials', () => {
  it('are entries of the keychain, and damaged ones say so', async () => {
    const keychain = memoryKeychain();
    const store = createCredentialStore(keychain);
    const id = 3 as ProjectId;
    await store.put(id, { kind: 'token', token: 't' });
    expect(await store.get(id)).toEqual({ kind: 'token', token: 't' });
    await store.remove(id);
    expect(await store.get(id)).toBeNull();
    keychain.entries.set('git-credential-3', '{');
    await expect(store.get(id)).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
  });
});
