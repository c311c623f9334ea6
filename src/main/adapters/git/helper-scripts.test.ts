import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askpassScript, sshScript } from './helper-scripts.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'minipaas-helpers-'));
  for (const [name, text] of Object.entries({
    askpass: askpassScript,
    ssh: '#!/bin/sh\nprintf "%s\\n" "$@"\n',
    helper: sshScript,
    token: "to'ken $x\n",
  })) {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), 0o700);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const environment = {
  PATH: `${process.env['PATH']}`,
  MINIPAAS_GIT_SCHEME: 'https',
  MINIPAAS_GIT_HOST: 'example.com:8443',
  MINIPAAS_GIT_USERNAME: 'me',
};

const withToken = () => ({ ...environment, MINIPAAS_GIT_TOKEN_FILE: join(folder, 'token') });

function ask(prompt: string): string {
  try {
    return execFileSync(join(folder, 'askpass'), [prompt], { env: withToken(), encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return 'refused';
  }
}

describe('askpass helper', () => {
  it('answers for its own server', () => {
    expect(ask("Username for 'https://example.com:8443': ")).toBe('me\n');
    expect(ask("Password for 'https://me@example.com:8443': ")).toBe("to'ken $x\n");
  });

  it.each([
    "Username for 'https://evil.example': ",
    "Password for 'https://me@evil.example': ",
    "Password for 'https://example.com:8443@evil.example': ",
    "Password for 'http://me@example.com:8443': ",
    "Password for 'https://me@example.com': ",
    "Password for 'https://me@evil.example/@example.com:8443': x",
    "Enter passphrase for key '/k': ",
    '',
  ])('gives nothing for %j', (prompt) => {
    expect(ask(prompt)).toBe('refused');
  });
});

describe('ssh helper', () => {
  const run = (extra: Record<string, string>) =>
    execFileSync(join(folder, 'helper'), ['-p', '22', 'git@h', "git-upload-pack '/a b'"], {
      env: { PATH: `${folder}:${process.env['PATH']}`, ...extra },
      encoding: 'utf8',
    }).split('\n');

  it('never asks and knows only known hosts', () => {
    const args = run({});
    expect(args).toContain('BatchMode=yes');
    expect(args).toContain('StrictHostKeyChecking=yes');
    expect(args).not.toContain('-i');
    expect(args.slice(-5)).toEqual(['-p', '22', 'git@h', "git-upload-pack '/a b'", '']);
  });

  it('offers the given key alone', () => {
    const args = run({ MINIPAAS_GIT_KEY: '/k with space', MINIPAAS_GIT_KNOWN_HOSTS: '/hosts' });
    expect(args.slice(0, 2)).toEqual(['-i', '/k with space']);
    expect(args).toContain('IdentitiesOnly=yes');
    expect(args).toContain('UserKnownHostsFile=/hosts');
  });
});
