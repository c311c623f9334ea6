import { describe, expect, it } from 'vitest';
import { resolveDataDir } from './data-dir.ts';

const linux = { platform: 'linux', env: {}, home: '/home/ada', cwd: '/srv' } as const;

describe('resolveDataDir', () => {
  it.each([
    ['linux', linux, '/home/ada/.local/share/minipaas'],
    ['linux with XDG_DATA_HOME', { ...linux, env: { XDG_DATA_HOME: '/data' } }, '/data/minipaas'],
    [
      'a relative XDG_DATA_HOME is ignored',
      { ...linux, env: { XDG_DATA_HOME: 'data' } },
      '/home/ada/.local/share/minipaas',
    ],
    [
      'macOS',
      { ...linux, platform: 'darwin' as const, home: '/Users/ada' },
      '/Users/ada/Library/Application Support/miniPaaS',
    ],
    [
      'Windows',
      { platform: 'win32' as const, env: { APPDATA: 'C:\\Roaming' }, home: 'C:\\Users\\ada', cwd: 'C:\\' },
      'C:\\Roaming\\miniPaaS',
    ],
    [
      'Windows without APPDATA',
      { platform: 'win32' as const, env: {}, home: 'C:\\Users\\ada', cwd: 'C:\\' },
      'C:\\Users\\ada\\AppData\\Roaming\\miniPaaS',
    ],
    ['the environment', { ...linux, env: { MINIPAAS_DATA_DIR: '/var/lib/minipaas' } }, '/var/lib/minipaas'],
    ['the flag over the environment', { ...linux, env: { MINIPAAS_DATA_DIR: '/a' }, flag: 'b' }, '/srv/b'],
    [
      'an empty value counts as none',
      { ...linux, env: { MINIPAAS_DATA_DIR: '' }, flag: '' },
      '/home/ada/.local/share/minipaas',
    ],
  ])('%s', (_name, input, expected) => {
    expect(resolveDataDir(input)).toBe(expected);
  });
});
