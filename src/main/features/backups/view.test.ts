import { describe, expect, it } from 'vitest';
import type { BackupId } from '../../../contract/ids.ts';
import type { BackedVolume } from './ports.ts';
import { fileNameOf } from './view.ts';

const named = (name: string): string =>
  fileNameOf(
    { projectSlug: 'shop', name } as Partial<BackedVolume> as BackedVolume,
    17 as BackupId,
    Date.UTC(2026, 10, 22, 16, 45, 29, 123),
  );

describe('the name of a backup’s file', () => {
  it('says of what and of when it is', () => {
    expect(named('storage')).toBe('shop_storage_2026-11-22T16-45-29Z_17.tar.gz');
  });

  it.each([
    ['../../etc/passwd', 'shop_..-..-etc-passwd_'],
    ['über\u0000 uns', 'shop_-ber-uns_'],
    ['x'.repeat(300), `shop_${'x'.repeat(60)}_`],
  ])('is one plain name in any folder and bucket: %j', (name, start) => {
    expect(named(name).startsWith(start)).toBe(true);
    expect(named(name)).toMatch(/^[A-Za-z0-9._-]+$/);
  });
});
