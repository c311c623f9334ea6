import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeSource, isSameSource, readSource } from './source-argument.ts';

let cwd: string;
beforeEach(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'minipaas-cli-')));
});
afterEach(() => rmSync(cwd, { recursive: true }));

describe('readSource', () => {
  it.each([
    'https://github.com/ada/shop.git',
    'http://git.example/shop',
    'ssh://git@git.example:2222/shop.git',
    'git@github.com:ada/shop.git',
    'file:///srv/git/shop.git',
  ])('takes %s for a repository', (repoUrl) => {
    expect(readSource(repoUrl, cwd)).toEqual({ kind: 'git', repoUrl });
  });

  it('takes a folder for a folder, whatever is in it', () => {
    mkdirSync(join(cwd, 'shop'));
    expect(readSource('.', cwd)).toEqual({ kind: 'folder', folderPath: cwd });
    expect(readSource('shop/', cwd)).toEqual({ kind: 'folder', folderPath: join(cwd, 'shop') });
    expect(readSource(join(cwd, 'shop'), '/')).toEqual({ kind: 'folder', folderPath: join(cwd, 'shop') });
  });

  it('takes a bare repository for a repository', () => {
    execFileSync('git', ['init', '--quiet', '--bare', join(cwd, 'shop.git')]);
    expect(readSource('shop.git', cwd)).toEqual({ kind: 'git', repoUrl: join(cwd, 'shop.git') });
  });

  it.each(['nothing', 'file.txt', 'github.com/ada/shop'])('refuses %s', (argument) => {
    writeFileSync(join(cwd, 'file.txt'), '');
    expect(() => readSource(argument, cwd)).toThrow(`"${argument}" is neither a folder here nor`);
  });
});

describe('isSameSource', () => {
  const git = (repoUrl: string) => ({ kind: 'git' as const, repoUrl, branch: null, rootDirectory: '' });

  it('compares addresses without their ends', () => {
    const wanted = { kind: 'git' as const, repoUrl: 'https://x/shop' };
    expect(isSameSource(git('https://x/shop.git'), wanted)).toBe(true);
    expect(isSameSource(git('https://x/shop/'), wanted)).toBe(true);
    expect(isSameSource(git('https://x/blog'), wanted)).toBe(false);
    expect(isSameSource({ kind: 'image', reference: 'https://x/shop' }, wanted)).toBe(false);
  });

  it('compares folders', () => {
    const wanted = { kind: 'folder' as const, folderPath: '/srv/shop' };
    expect(isSameSource({ kind: 'folder', path: '/srv/shop', rootDirectory: '' }, wanted)).toBe(true);
    expect(isSameSource({ kind: 'folder', path: '/srv/blog', rootDirectory: '' }, wanted)).toBe(false);
  });
});

describe('describeSource', () => {
  it('says where the files come from', () => {
    expect(describeSource({ kind: 'git', repoUrl: 'https://x/a', branch: 'dev', rootDirectory: '' })).toBe(
      'https://x/a (dev)',
    );
    expect(describeSource({ kind: 'git', repoUrl: 'https://x/a', branch: null, rootDirectory: '' })).toBe(
      'https://x/a',
    );
    expect(describeSource({ kind: 'folder', path: '/srv/a', rootDirectory: '' })).toBe('/srv/a');
    expect(describeSource({ kind: 'image', reference: 'nginx:1' })).toBe('nginx:1');
  });
});
