import { describe, expect, it } from 'vitest';
import type { SourceInput } from '../../../contract/sources.ts';
import { parseSourceInput } from './parse-source.ts';
import { suggestName } from './suggest-name.ts';

const key = '-----BEGIN OPENSSH PRIVATE KEY-----\nx\n-----END OPENSSH PRIVATE KEY-----\n';

describe('parseSourceInput', () => {
  it('takes a repository, a folder or an image', () => {
    expect(
      parseSourceInput({ repoUrl: ' https://example.com/a.git ', branch: '', rootDirectory: './apps//web/' }),
    ).toEqual({
      source: { kind: 'git', repoUrl: 'https://example.com/a.git', branch: null, rootDirectory: 'apps/web' },
      credential: null,
    });
    expect(parseSourceInput({ folderPath: '/home/ada/app' }).source).toEqual({
      kind: 'folder',
      path: '/home/ada/app',
      rootDirectory: '',
    });
    expect(parseSourceInput({ image: 'nginx:1.27' }).source).toEqual({ kind: 'image', reference: 'nginx:1.27' });
  });

  it('takes a credential out of the address', () => {
    expect(parseSourceInput({ repoUrl: 'https://ada:s3cret@example.com/a.git' })).toEqual({
      source: { kind: 'git', repoUrl: 'https://example.com/a.git', branch: null, rootDirectory: '' },
      credential: { kind: 'token', username: 'ada', token: 's3cret' },
    });
    expect(parseSourceInput({ repoUrl: 'https://ghp_abc@github.com/a/b' }).credential).toEqual({
      kind: 'token',
      token: 'ghp_abc',
    });
    expect(parseSourceInput({ repoUrl: 'https://ada@example.com/a' }).credential).toBeNull();
    expect(
      parseSourceInput({ repoUrl: 'https://ada@example.com/a', credential: { kind: 'token', token: 't' } }).credential,
    ).toEqual({ kind: 'token', username: 'ada', token: 't' });
  });

  it.each<[SourceInput, string, RegExp]>([
    [{}, 'repoUrl', /give a repository/],
    [{ repoUrl: ' ' }, 'repoUrl', /give a repository/],
    [{ repoUrl: 'https://h/a', image: 'a' }, 'image', /not both/],
    [{ repoUrl: 'ext::sh' }, 'repoUrl', /transport/],
    [{ repoUrl: 'https://h/a', branch: 'a..b' }, 'branch', /\.\./],
    [{ repoUrl: 'https://h/a', branch: '-x' }, 'branch', /"-"/],
    [{ repoUrl: 'https://h/a', branch: 'a b' }, 'branch', /spaces/],
    [{ repoUrl: 'https://h/a', branch: 'x/.y' }, 'branch', /part/],
    [{ repoUrl: 'https://h/a', branch: 'x.lock' }, 'branch', /lock/],
    [{ repoUrl: 'https://h/a', branch: 'a@{1}' }, 'branch', /@/],
    [{ repoUrl: 'https://h/a', rootDirectory: '../x' }, 'rootDirectory', /\.\./],
    [{ repoUrl: 'https://h/a', rootDirectory: 'C:\\x' }, 'rootDirectory', /below/],
    [{ folderPath: 'relative' }, 'folderPath', /absolute/],
    [{ image: 'Nginx' }, 'image', /lower case/],
    [{ image: 'a b' }, 'image', /image name/],
    [{ image: 'nginx:' }, 'image', /image name/],
    [{ image: '-x' }, 'image', /image name/],
    [{ repoUrl: 'https://u:p@h/a', credential: { kind: 'token', token: 't' } }, 'repoUrl', /remove one/],
    [{ repoUrl: 'git@h:a', credential: { kind: 'token', token: 't' } }, 'credential', /https/],
    [{ repoUrl: '/srv/a', credential: { kind: 'token', token: 't' } }, 'credential', /https/],
    [{ repoUrl: 'https://h/a', credential: { kind: 'token', token: 'a\nb' } }, 'credential', /line break/],
    [{ repoUrl: 'https://h/a', credential: { kind: 'sshKey', privateKey: key } }, 'credential', /SSH/],
    [{ repoUrl: 'git@h:a', credential: { kind: 'sshKey' } }, 'credential', /either/],
    [
      { repoUrl: 'git@h:a', credential: { kind: 'sshKey', privateKey: 'ssh-ed25519 AAAA' } },
      'credential',
      /private key/,
    ],
    [{ repoUrl: 'git@h:a', credential: { kind: 'sshKey', privateKeyPath: 'id' } }, 'credential', /absolute/],
  ])('refuses %j at %s', (input, field, problem) => {
    expect(() => parseSourceInput(input)).toThrow(
      expect.objectContaining({ code: 'VALIDATION_FAILED', field, message: expect.stringMatching(problem) }),
    );
  });

  it.each([
    'app',
    'library/nginx',
    'localhost:5000/a/b_c:v1.2',
    'ghcr.io/a/b@sha256:' + 'a'.repeat(64),
    '[::1]:5000/x',
  ])('takes the image %s', (image) => {
    expect(parseSourceInput({ image }).source).toMatchObject({ reference: image });
  });

  it('is not slowed down by an image name made for backtracking', () => {
    expect(() => parseSourceInput({ image: `${'a-'.repeat(250)}!` })).toThrow('image name');
  });
});

describe('suggestName', () => {
  it.each<[SourceInput, string]>([
    [{ repoUrl: 'https://github.com/ada/shop.git' }, 'shop'],
    [{ repoUrl: 'git@github.com:ada/shop.git', rootDirectory: 'apps/web' }, 'web'],
    [{ folderPath: '/home/ada/my shop/' }, 'my shop'],
    [{ folderPath: '/' }, 'app'],
    [{ image: 'registry.example.com:5000/team/shop:v1' }, 'shop'],
    [{ image: 'nginx' }, 'nginx'],
  ])('of %j is %s', (input, name) => {
    expect(suggestName(parseSourceInput(input).source)).toBe(name);
  });
});
