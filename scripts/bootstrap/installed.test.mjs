import { describe, expect, it } from 'vitest';
import { isInstalled, isLockOf } from './installed.mjs';

const linux = { os: 'linux', cpu: 'x64', libc: 'glibc' };
const plain = { version: '1.0.0', integrity: 'sha512-a' };
const forLinux = { version: '2.0.0', os: ['linux'], cpu: ['x64'], libc: ['glibc'], optional: true };
const forMac = { version: '2.0.0', os: 'darwin', cpu: 'arm64', optional: true };
const compiled = { version: '7.0.0', optional: true };

/** @param {Record<string, object>} packages */
const lock = (packages) => ({ packages: { '': {}, ...packages } });

describe('isInstalled', () => {
  it('accepts what an npm install by hand left', () => {
    const wanted = lock({ 'node_modules/a': plain, 'node_modules/l': forLinux, 'node_modules/m': forMac });
    expect(isInstalled(wanted, lock({ 'node_modules/a': plain, 'node_modules/l': forLinux }), linux)).toBe(true);
  });

  it('accepts packages beyond the lockfile and an optional one that could not be compiled', () => {
    const wanted = lock({ 'node_modules/a': plain, 'node_modules/keytar': compiled });
    expect(isInstalled(wanted, lock({ 'node_modules/a': plain, 'node_modules/b': plain }), linux)).toBe(true);
  });

  it.each([
    ['a missing package', {}],
    ['another version', { 'node_modules/a': { ...plain, version: '1.0.1' } }],
    ['another content', { 'node_modules/a': { ...plain, integrity: 'sha512-b' } }],
  ])('refuses %s', (_what, present) => {
    expect(isInstalled(lock({ 'node_modules/a': plain }), lock(present), linux)).toBe(false);
  });

  it('refuses a tree that was installed for another platform', () => {
    const wanted = lock({ 'node_modules/l': forLinux, 'node_modules/m': forMac });
    expect(isInstalled(wanted, lock({ 'node_modules/m': forMac }), linux)).toBe(false);
    expect(isInstalled(wanted, lock({ 'node_modules/m': forMac }), { os: 'darwin', cpu: 'arm64' })).toBe(true);
  });

  it('reads an exclusion', () => {
    const wanted = lock({ 'node_modules/n': { version: '1.0.0', os: ['!win32'], cpu: ['x64'], optional: true } });
    expect(isInstalled(wanted, lock({}), { os: 'win32', cpu: 'x64' })).toBe(true);
    expect(isInstalled(wanted, lock({}), linux)).toBe(false);
  });

  it('takes an empty lockfile for none', () => {
    expect(isInstalled(lock({}), lock({}), linux)).toBe(false);
  });
});

describe('isLockOf', () => {
  const manifest = { dependencies: { a: '1.0.0', b: '2.0.0' } };

  it('compares without regard to order', () => {
    const own = { packages: { '': { dependencies: { b: '2.0.0', a: '1.0.0' } } } };
    expect(isLockOf(manifest, own)).toBe(true);
  });

  it('sees a dependency that only one of them names', () => {
    expect(isLockOf(manifest, { packages: { '': { dependencies: { a: '1.0.0' } } } })).toBe(false);
    expect(isLockOf(manifest, { packages: { '': { dependencies: { a: '1.0.0', c: '2.0.0' } } } })).toBe(false);
  });
});
