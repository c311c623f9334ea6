import { describe, expect, it } from 'vitest';
import { classifyFailure } from './classify-failure.ts';

function classify(stderr: string, wanted: { host?: string; branch?: string; commitSha?: string } = {}) {
  return classifyFailure({
    verb: 'clone',
    exitCode: 128,
    stderr,
    url: 'https://example.com/app.git',
    host: wanted.host ?? 'example.com',
    branch: wanted.branch ?? null,
    commitSha: wanted.commitSha ?? null,
  });
}

// As git, OpenSSH, GitHub, GitLab and a plain http-backend word it.
const recorded: readonly (readonly [string, string])[] = [
  ["fatal: repository 'https://example.com/app.git/' not found", 'REPOSITORY_NOT_FOUND'],
  ["fatal: repository '/srv/nothing' does not exist", 'REPOSITORY_NOT_FOUND'],
  [
    "fatal: '/srv/nothing' does not appear to be a git repository\nfatal: Could not read from remote repository.",
    'REPOSITORY_NOT_FOUND',
  ],
  [
    'ERROR: Repository not found.\nfatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\nand the repository exists.',
    'REPOSITORY_NOT_FOUND',
  ],
  [
    "remote: The project you were looking for could not be found or you don't have permission to view it.\nfatal: Could not read from remote repository.",
    'REPOSITORY_NOT_FOUND',
  ],
  ['fatal: https://example.com/x.git/info/refs not valid: is this a git repository?', 'REPOSITORY_NOT_FOUND'],
  [
    "fatal: unable to access 'https://example.com/app.git/': The requested URL returned error: 404",
    'REPOSITORY_NOT_FOUND',
  ],
  ["fatal: could not read Username for 'https://example.com': terminal prompts disabled", 'REPOSITORY_ACCESS_DENIED'],
  [
    "remote: Invalid username or password.\nfatal: Authentication failed for 'https://example.com/app.git/'",
    'REPOSITORY_ACCESS_DENIED',
  ],
  [
    "remote: HTTP Basic: Access denied\nfatal: Authentication failed for 'https://example.com/app.git/'",
    'REPOSITORY_ACCESS_DENIED',
  ],
  [
    "fatal: unable to access 'https://example.com/app.git/': The requested URL returned error: 403",
    'REPOSITORY_ACCESS_DENIED',
  ],
  [
    'git@example.com: Permission denied (publickey).\nfatal: Could not read from remote repository.',
    'REPOSITORY_ACCESS_DENIED',
  ],
  [
    'Load key "/tmp/k": error in libcrypto\ngit@example.com: Permission denied (publickey).',
    'REPOSITORY_ACCESS_DENIED',
  ],
  ['Host key verification failed.\nfatal: Could not read from remote repository.', 'GIT_HOST_KEY_UNKNOWN'],
  [
    'No ED25519 host key is known for example.com and you have requested strict checking.\r\nHost key verification failed.',
    'GIT_HOST_KEY_UNKNOWN',
  ],
  [
    "fatal: unable to access 'https://example.com/app.git/': Could not resolve host: example.com",
    'REPOSITORY_UNREACHABLE',
  ],
  [
    "fatal: unable to access 'http://127.0.0.1:1/app.git/': Failed to connect to 127.0.0.1 port 1 after 0 ms: Couldn't connect to server",
    'REPOSITORY_UNREACHABLE',
  ],
  [
    'ssh: connect to host example.com port 22: Connection refused\r\nfatal: Could not read from remote repository.',
    'REPOSITORY_UNREACHABLE',
  ],
  [
    'ssh: Could not resolve hostname nowhere.invalid: Name or service not known\r\nfatal: Could not read from remote repository.',
    'REPOSITORY_UNREACHABLE',
  ],
  [
    'error: RPC failed; curl 18 transfer closed with outstanding read data remaining\nfatal: early EOF',
    'REPOSITORY_UNREACHABLE',
  ],
  [
    "fatal: unable to access 'https://example.com/app.git/': The requested URL returned error: 502",
    'REPOSITORY_UNREACHABLE',
  ],
  [
    "fatal: unable to access 'https://example.com/': SSL certificate problem: self-signed certificate",
    'REPOSITORY_UNREACHABLE',
  ],
  ['fatal: write error: No space left on device\nfatal: fetch-pack: invalid index-pack output', 'DISK_FULL'],
  ["fatal: detected dubious ownership in repository at '/srv/app.git'", 'GIT_FAILED'],
  ['', 'GIT_FAILED'],
];

describe('classifyFailure', () => {
  it.each(recorded)('%j is %s', (stderr, code) => {
    expect(classify(stderr).code).toBe(code);
  });

  it('knows a missing branch only where one was asked for', () => {
    const stderr =
      'warning: Could not find remote branch nope to clone.\nfatal: Remote branch nope not found in upstream origin';
    expect(classify(stderr, { branch: 'nope' })).toMatchObject({ code: 'BRANCH_NOT_FOUND', field: 'branch' });
    expect(classify(stderr).code).toBe('GIT_FAILED');
  });

  it('knows a missing commit', () => {
    const sha = 'a'.repeat(40);
    const error = classify(`fatal: remote error: upload-pack: not our ref ${sha}`, { commitSha: sha });
    expect(error.code).toBe('COMMIT_NOT_FOUND');
  });

  it('names the submodule that cannot be had, not its parent', () => {
    const error = classify(
      "fatal: could not read Username for 'https://other.example': terminal prompts disabled\nfatal: clone of 'https://other.example/lib.git' into submodule path '/w/lib' failed",
    );
    expect(error.code).toBe('REPOSITORY_ACCESS_DENIED');
    expect(error.message).toContain('https://other.example/lib.git');
  });

  it('says the cause in one line', () => {
    expect(
      classify("fatal: unable to access 'https://example.com/': Could not resolve host: example.com").message,
    ).toBe(
      "https://example.com/app.git cannot be reached: unable to access 'https://example.com/': Could not resolve host: example.com.",
    );
    expect(
      classify('Cloning...\nssh: connect to host h port 22: Connection timed out\r\nfatal: Could not read from remote.')
        .message,
    ).toContain('ssh: connect to host h port 22: Connection timed out');
  });

  it('names the command that asks for a host key, at the port that was asked', () => {
    const stderr = 'Host key verification failed.\nfatal: Could not read from remote repository.';
    expect(classify(stderr).hint).toContain('(ssh-keyscan example.com)');
    expect(classify(stderr, { host: 'example.com:2222' }).hint).toContain('(ssh-keyscan -p 2222 example.com)');
  });
});
