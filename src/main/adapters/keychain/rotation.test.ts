import { describe, expect, it } from 'vitest';
import type { Keychain } from '../../features/identity/ports.ts';
import type { SealedValues } from '../../features/installation/ports.ts';
import { createSecretBox } from './secret-box.ts';

/** A keychain whose nth write from now on fails, as if the program ended there. */
function fragileKeychain() {
  const entries = new Map<string, string>();
  let writesLeft = Number.POSITIVE_INFINITY;
  const write = (change: () => void): void => {
    if (writesLeft === 0) throw new Error('killed');
    writesLeft -= 1;
    change();
  };
  const keychain: Keychain = {
    get: async (name) => entries.get(name) ?? null,
    set: async (name, value) => write(() => entries.set(name, value)),
    remove: async (name) => write(() => entries.delete(name)),
  };
  return { keychain, entries, failAfter: (count: number) => void (writesLeft = count) };
}

function memoryValues(rows: Map<string, string>): SealedValues {
  return {
    reseal(reseal) {
      let unreadable = 0;
      for (const [context, sealed] of rows) {
        const next = reseal(sealed, context);
        if (next === null) unreadable += 1;
        else rows.set(context, next);
      }
      return { resealed: rows.size - unreadable, unreadable };
    },
  };
}

describe('rotation of the data key', () => {
  it.each([0, 1, 2, 3])('loses nothing when it ends after %i writes to the keychain', async (count) => {
    const { keychain, entries, failAfter } = fragileKeychain();
    const deps = { keychain, hasSealedValues: () => true };
    const box = createSecretBox(deps);
    const rows = new Map([['env:1:A', await box.seal('canary', 'env:1:A')]]);
    const firstKey = entries.get('data-key');

    failAfter(count);
    await expect(box.rotate(memoryValues(rows))).rejects.toThrow('killed');
    failAfter(Number.POSITIVE_INFINITY);

    const restarted = createSecretBox(deps);
    expect(await restarted.open(rows.get('env:1:A') ?? '', 'env:1:A')).toBe('canary');
    rows.set('env:1:B', await restarted.seal('sealed in between', 'env:1:B'));
    await restarted.rotate(memoryValues(rows));
    expect(entries.has('data-key-next')).toBe(false);
    expect(entries.get('data-key')).not.toBe(firstKey);
    const last = createSecretBox(deps);
    expect(await last.open(rows.get('env:1:A') ?? '', 'env:1:A')).toBe('canary');
    expect(await last.open(rows.get('env:1:B') ?? '', 'env:1:B')).toBe('sealed in between');
  });

  it('opens what was being sealed meanwhile, and leaves what nobody can open', async () => {
    const { keychain } = fragileKeychain();
    const box = createSecretBox({ keychain, hasSealedValues: () => true });
    const late = await box.seal('late', 'c');
    const lost = 'v1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
    const rows = new Map([['c', lost]]);
    expect(await box.rotate(memoryValues(rows))).toEqual({ resealed: 0, unreadable: 1 });
    expect(rows.get('c')).toBe(lost);
    expect(await box.open(late, 'c')).toBe('late');
  });

  it('forgets the former key with the next rotation', async () => {
    const { keychain } = fragileKeychain();
    const box = createSecretBox({ keychain, hasSealedValues: () => true });
    const old = await box.seal('old', 'c');
    await box.rotate(memoryValues(new Map()));
    await box.rotate(memoryValues(new Map()));
    await expect(box.open(old, 'c')).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
  });
});
