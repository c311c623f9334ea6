import { beforeEach, describe, expect, it } from 'vitest';
import type { Keychain } from '../../features/identity/ports.ts';
import { splitLongValues } from './split-values.ts';

const LIMIT = 100;
let entries: Map<string, string>;
let keychain: Keychain;

beforeEach(() => {
  entries = new Map();
  keychain = splitLongValues(
    {
      get: async (name) => entries.get(name) ?? null,
      set: async (name, value) => {
        if (Buffer.byteLength(value) > LIMIT) {
          throw new Error('too long');
        }
        entries.set(name, value);
      },
      remove: async (name) => void entries.delete(name),
    },
    LIMIT,
  );
});

describe('values longer than an entry', () => {
  it('come back as they were, of any length and alphabet', async () => {
    for (const value of ['', 'short', 'x'.repeat(LIMIT), 'x'.repeat(LIMIT + 1), '👋🏽ü'.repeat(1000)]) {
      await keychain.set('key', value);
      expect(await keychain.get('key')).toBe(value);
    }
    expect(await keychain.get('other')).toBeNull();
  });

  it('leave nothing behind when they get shorter or go', async () => {
    await keychain.set('key', 'x'.repeat(1000));
    expect(entries.size).toBeGreaterThan(10);
    await keychain.set('key', 'x'.repeat(150));
    expect(entries.size).toBe(3);
    await keychain.set('key', 'short');
    expect([...entries]).toEqual([['key', 'short']]);
    await keychain.set('key', 'x'.repeat(1000));
    await keychain.remove('key');
    expect(entries.size).toBe(0);
  });

  it('are not given back in part', async () => {
    await keychain.set('key', 'x'.repeat(1000));
    entries.delete('key part 3');
    await expect(keychain.get('key')).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
  });
});
