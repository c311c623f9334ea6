import { describe, expect, it } from 'vitest';
import { isSameServer } from './same-server.ts';

const git = (repoUrl: string) => ({ kind: 'git', repoUrl, branch: null, rootDirectory: '' }) as const;

describe('isSameServer', () => {
  it.each([
    ['https://git.example/a', 'https://GIT.example:443/b.git'],
    ['git@git.example:a.git', 'ssh://git@git.example/b.git'],
    ['ssh://git@git.example:22/a', 'deploy@GIT.example:b'],
    ['ssh://git@git.example:2222/a', 'ssh://git@git.example:2222/b'],
  ])('%s and %s are', (one, other) => {
    expect(isSameServer(git(one), git(other))).toBe(true);
  });

  it.each([
    ['https://git.example/a', 'http://git.example/a'],
    ['https://git.example/a', 'https://git.example:8443/a'],
    ['https://git.example/a', 'https://git.example.evil.test/a'],
    ['https://git.example/a', 'git@git.example:a'],
    ['ssh://git@git.example:2222/a', 'git@git.example:a'],
    ['git@git.example:a', 'git@other.example:a'],
    ['nonsense', 'nonsense'],
  ])('%s and %s are not', (one, other) => {
    expect(isSameServer(git(one), git(other))).toBe(false);
  });
});
