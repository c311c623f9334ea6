import { describe, expect, it } from 'vitest';
import { parseGitUrl, repositoryName } from './git-url.ts';

function parsed(text: string) {
  const result = parseGitUrl(text);
  if (!result.ok) throw new Error(`${text}: ${result.problem}`);
  return result.value;
}

describe('parseGitUrl', () => {
  it.each([
    ['https://github.com/owner/app.git', 'https', 'github.com', '/owner/app.git'],
    ['http://127.0.0.1:8080/app.git', 'http', '127.0.0.1:8080', '/app.git'],
    ['ssh://git@example.com:2222/srv/app.git', 'ssh', 'example.com:2222', '/srv/app.git'],
    ['git@github.com:owner/app.git', 'ssh', 'github.com', 'owner/app.git'],
    ['git@[::1]:owner/app.git', 'ssh', '[::1]', 'owner/app.git'],
    ['git://example.com/app', 'git', 'example.com', '/app'],
    ['file:///srv/git/app.git', 'file', null, '/srv/git/app.git'],
    ['/srv/git/app.git', 'file', null, '/srv/git/app.git'],
    ['C:\\code\\app', 'file', null, 'C:\\code\\app'],
  ])('takes %s', (text, transport, host, path) => {
    expect(parsed(text)).toMatchObject({ transport, url: text, host, path, username: null, password: null });
  });

  it('reads a host name with a path as https', () => {
    expect(parsed('github.com/owner/app')).toMatchObject({ transport: 'https', url: 'https://github.com/owner/app' });
  });

  it('takes user and password out of an http address', () => {
    expect(parsed('https://me:s%40cret@example.com/app.git')).toMatchObject({
      url: 'https://example.com/app.git',
      username: 'me',
      password: 's@cret',
    });
  });

  it.each([
    ['', /empty/],
    ['--upload-pack=touch /tmp/x', /begin with "-"/],
    ['ext::sh -c id', /transport/],
    ['::x', /transport/],
    ['ftp://example.com/app', /not allowed/],
    ['javascript://example.com/app', /not allowed/],
    ['ssh://-oProxyCommand=id/app', /host name|not an address/],
    ['ssh://-l@example.com/app', /user name/],
    ['ssh://git:pw@example.com/app', /no password/],
    ['-oProxyCommand=id:app', /begin with "-"/],
    ['git@-host:app', /host name/],
    ['git@host:-app', /path/],
    ['https://example.com', /no repository/],
    ['https://example.com/a\nb', /control/],
    ['file://server/share', /this machine/],
    ['relative/path', /absolute path/],
    ['../up', /absolute path/],
    ['https://example.com/%zz', /%/],
  ])('refuses %j', (text, problem) => {
    const result = parseGitUrl(text);
    expect(result.ok ? 'accepted' : result.problem).toMatch(problem);
  });
});

describe('repositoryName', () => {
  it.each([
    ['https://github.com/owner/my-app.git', 'my-app'],
    ['git@github.com:my-app.git', 'my-app'],
    ['/srv/git/app/.git', 'app'],
    ['/srv/git/app.git/', 'app'],
    ['C:\\code\\app', 'app'],
  ])('of %s is %s', (text, name) => {
    expect(repositoryName(parsed(text))).toBe(name);
  });
});
