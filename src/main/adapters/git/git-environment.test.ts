import { describe, expect, it } from 'vitest';
import { baseEnvironment } from './git-environment.ts';

describe('baseEnvironment', () => {
  it('passes on what git needs and nothing of ours', () => {
    const environment = baseEnvironment(
      {
        PATH: '/bin',
        HOME: '/root',
        HTTPS_PROXY: 'http://p',
        MINIPAAS_TOKEN: 't',
        GIT_TRACE_CURL: '1',
        GIT_DIR: '/x',
        SSH_ASKPASS: '/y',
      },
      'https',
    );
    expect(environment).toEqual({
      PATH: '/bin',
      HOME: '/root',
      HTTPS_PROXY: 'http://p',
      LC_ALL: 'C',
      GIT_TERMINAL_PROMPT: '0',
      GCM_INTERACTIVE: 'never',
      GIT_ALLOW_PROTOCOL: 'https:http:ssh:git',
      GIT_OPTIONAL_LOCKS: '0',
    });
  });

  it('allows local paths only below a local repository', () => {
    expect(baseEnvironment({}, 'file')['GIT_ALLOW_PROTOCOL']).toContain('file');
    expect(baseEnvironment({}, 'ssh')['GIT_ALLOW_PROTOCOL']).not.toContain('file');
  });
});
