import { describe, expect, it } from 'vitest';
import { checkMountPath, checkMountPathFree, suggestMountPath } from './mount-path.ts';

describe('a mount path', () => {
  it.each([
    ['/app/storage/', '/app/storage'],
    ['//data//', '/data'],
    ['/var/lib/postgresql/data', '/var/lib/postgresql/data'],
    ['/usr/share/nginx/html', '/usr/share/nginx/html'],
    ['/etc/app/data', '/etc/app/data'],
    ['/srv/größe', '/srv/größe'],
  ])('%s is taken', (text, path) => expect(checkMountPath(text)).toBe(path));

  it.each([
    'data',
    '/',
    '//',
    '/app/../etc',
    '/./x',
    '/proc',
    '/proc/1',
    '/sys/fs',
    '/dev/shm',
    '/etc',
    '/etc/ssl',
    '/usr',
    '/usr/bin',
    '/usr/local/bin/x',
    '/lib64',
    '/a:b',
    '/a,b',
    '/a"b',
    '/a\nb',
    `/${'x'.repeat(300)}`,
  ])('%s is refused', (text) =>
    expect(() => checkMountPath(text)).toThrow(
      expect.objectContaining({ code: 'MOUNT_PATH_INVALID', field: 'mountPath' }),
    ),
  );

  it('is free unless it is another’s, inside it or around it', () => {
    const others = [{ name: 'data', mountPath: '/app/data' }];
    for (const path of ['/app/data', '/app', '/app/data/x']) {
      expect(() => checkMountPathFree(path, others)).toThrow(expect.objectContaining({ code: 'MOUNT_PATH_TAKEN' }));
    }
    expect(() => checkMountPathFree('/app/data2', others)).not.toThrow();
  });

  it('is found for who gives none', () => {
    expect(suggestMountPath('Data', '/app/storage', [])).toBe('/app/storage');
    const taken = [{ name: 'a', mountPath: '/app/storage' }];
    expect(suggestMountPath('My Data!', '/app/storage', taken)).toBe('/app/my-data-');
    expect(suggestMountPath('x', '/app/storage', [...taken, { name: 'b', mountPath: '/app/x' }])).toBe('/app/x-2');
  });
});
