import { describe, expect, it } from 'vitest';
import { completeLockfile, missingOptionalPackages, platformOf, resolveInLock } from './lockfile.mjs';

const tool = {
  version: '1.0.0',
  dev: true,
  optionalDependencies: {
    '@tool/cli-linux-x64': '1.0.0',
    '@tool/cli-linux-x64-musl': '1.0.0',
    '@tool/cli-win32-arm64': '1.0.0',
  },
};
const lock = {
  lockfileVersion: 3,
  packages: { '': {}, 'node_modules/@tool/cli-linux-x64': { version: '1.0.0' }, 'node_modules/tool': tool },
};

describe('resolveInLock', () => {
  const nested = { packages: { 'node_modules/a/node_modules/x': {}, 'node_modules/x': {} } };

  it('looks in the own folder first, then above', () => {
    expect(resolveInLock(nested, 'node_modules/a', 'x')).toBe('node_modules/a/node_modules/x');
    expect(resolveInLock(nested, 'node_modules/a/node_modules/b', 'x')).toBe('node_modules/a/node_modules/x');
    expect(resolveInLock(nested, 'node_modules/@s/b', 'x')).toBe('node_modules/x');
    expect(resolveInLock(nested, '', 'x')).toBe('node_modules/x');
    expect(resolveInLock(nested, 'node_modules/a', 'y')).toBeUndefined();
  });
});

describe('completeLockfile', () => {
  it('finds what npm left out', () => {
    expect(missingOptionalPackages(lock).map(({ name }) => name)).toEqual([
      '@tool/cli-linux-x64-musl',
      '@tool/cli-win32-arm64',
    ]);
  });

  it('adds it with its platform, in the order of npm, and changes nothing else', () => {
    const { lock: completed, added, unknown } = completeLockfile(lock);
    expect(added).toHaveLength(2);
    expect(unknown).toEqual([]);
    expect(missingOptionalPackages(completed)).toEqual([]);
    expect(completed).toEqual({
      lockfileVersion: 3,
      packages: {
        ...lock.packages,
        'node_modules/@tool/cli-linux-x64-musl': {
          version: '1.0.0',
          cpu: ['x64'],
          dev: true,
          libc: ['musl'],
          optional: true,
          os: ['linux'],
        },
        'node_modules/@tool/cli-win32-arm64': {
          version: '1.0.0',
          cpu: ['arm64'],
          dev: true,
          optional: true,
          os: ['win32'],
        },
      },
    });
    expect(Object.keys(completed.packages)).toEqual(Object.keys(completed.packages).toSorted());
  });

  it('leaves alone what it cannot know', () => {
    const odd = { packages: { 'node_modules/a': { optionalDependencies: { fsevents: '^2.3.0', helper: '1.0.0' } } } };
    const { lock: completed, unknown } = completeLockfile(odd);
    expect(completed).toEqual(odd);
    expect(unknown.map(({ name }) => name)).toEqual(['fsevents', 'helper']);
  });
});

describe('platformOf', () => {
  it.each([
    ['@oxlint/binding-linux-arm-gnueabihf', { os: ['linux'], cpu: ['arm'], libc: ['glibc'] }],
    ['@oxlint/binding-win32-x64-msvc', { os: ['win32'], cpu: ['x64'] }],
    ['lefthook-darwin-arm64', { os: ['darwin'], cpu: ['arm64'] }],
    ['left-pad', undefined],
  ])('%s', (name, platform) => {
    expect(platformOf(name)).toEqual(platform);
  });
});
