// The command line against the real listener: what it sends, what it prints, how it ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/cli.ts';
import type { Deployment } from '../../src/contract/deployments.ts';
import type { LogLine } from '../../src/contract/logs.ts';
import type { Project } from '../../src/contract/projects.ts';
import { writeInstance } from '../../src/main/lib/instance-file.ts';
import { fakeServices, sampleDeployment, sampleProject } from '../support/fake-services.ts';
import { FIXED_TOKEN, startTestListener, type TestListener } from '../support/test-listener.ts';

const at = '2026-01-02T03:04:05.000Z';
const line = (seq: number, text: string): LogLine => ({ seq, at, stream: 'stdout', text });
const minipaas = join(import.meta.dirname, '../../scripts/minipaas.mjs');

let server: TestListener;
let directory: string;
/** What the fake control plane has. */
let projects: Project[];
let deployments: Deployment[];
let lines: LogLine[];
let isLogComplete: boolean;

beforeEach(async () => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'minipaas-cli-')));
  projects = [sampleProject(1, 'shop')];
  deployments = [];
  lines = [line(1, 'Step 1'), line(2, 'Step 2')];
  isLogComplete = true;
  const fake = fakeServices({
    projects: { list: () => projects },
    deployments: {
      list: () => ({ items: deployments, nextCursor: null }),
      get: ({ id }) => deployments.find((deployment) => deployment.id === id) ?? sampleDeployment(id),
    },
    logs: {
      search: ({ limit, cursor }) => ({
        hits: (cursor === undefined ? [4, 3] : []).slice(0, limit).map((seq) => ({
          projectId: sampleProject(1, 'shop').id,
          deploymentId: sampleDeployment(9).id,
          kind: 'runtime' as const,
          line: line(seq, `no basket ${seq - 2}`),
          level: null,
        })),
        nextCursor: cursor === undefined ? 'on' : null,
        searchedBytes: 1,
        searchedLogs: 1,
        totalLogs: 1,
      }),
      read: ({ after }, { signal }) => {
        const next = lines.filter(({ seq }) => seq > after).slice(0, 1);
        const batch = {
          lines: next,
          next: after + next.length,
          first: 1,
          last: lines.length,
          isComplete: isLogComplete,
        };
        return next.length > 0 || isLogComplete
          ? batch
          : new Promise((resolve) => signal.addEventListener('abort', () => resolve(batch)));
      },
    },
    environment: {
      import: () => [
        { key: 'A', change: 'added', isSecret: false, reason: null, line: null },
        { key: '1B', change: 'invalid', isSecret: false, reason: 'a name does not begin with a digit', line: 2 },
      ],
    },
  });
  server = await startTestListener({ fake });
  writeInstance(directory, { pid: process.pid, url: server.url, token: FIXED_TOKEN });
});
afterEach(async () => {
  await server.close();
  rmSync(directory, { recursive: true });
});

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly opened: readonly string[];
}

async function run(
  args: readonly string[],
  { env = {}, input = '' }: { env?: Record<string, string>; input?: string } = {},
): Promise<Ran> {
  let out = '';
  let err = '';
  const opened: string[] = [];
  const code = await runCli(args, {
    env: { MINIPAAS_DATA_DIR: directory, ...env },
    cwd: directory,
    home: directory,
    platform: 'linux',
    print: async (text) => {
      out += text;
    },
    say: (text) => {
      err += text;
    },
    readInput: async () => input,
    openInBrowser: async (url) => void opened.push(url),
    signal: new AbortController().signal,
  });
  return { code, out, err, opened };
}

const callsOf = (path: string) => server.fake.calls.filter((call) => call.path === path).map(({ input }) => input);

describe('projects, ps and status', () => {
  it('print readable tables', async () => {
    expect((await run(['projects'])).out).toBe(
      'ID  NAME  KIND  STATE    HOST   SOURCE\n1   shop  node  running  local  https://example.com/hello.git\n',
    );
    expect((await run(['ps'])).out).toContain('shop     running  -           -       http://localhost:32801');
    expect((await run(['status'])).out).toContain(`at ${server.url}, up since`);
  });

  it('print JSON for programs', async () => {
    const { out } = await run(['projects', '--json']);
    expect(JSON.parse(out)).toEqual(projects);
    expect(JSON.parse((await run(['--json', 'ps'])).out)).toMatchObject({ queue: { concurrency: 2 } });
  });
});

describe('deploy', () => {
  it('makes a project of a folder and deploys it', async () => {
    const { code, out, err } = await run(['deploy', '.', '--name', 'blog', '--env', 'A=1', '--secret', 'B=2=3']);
    expect(code).toBe(0);
    expect(callsOf('projects.create')).toEqual([
      {
        folderPath: directory,
        name: 'blog',
        variables: [
          { key: 'A', value: '1', isSecret: false },
          { key: 'B', value: '2=3', isSecret: true },
        ],
      },
    ]);
    expect(callsOf('deployments.create')).toEqual([{ id: 1 }]);
    expect(out).toBe('Deployment 7 of blog is queued at position 1.\n');
    expect(err).toContain('minipaas logs blog --build -f');
  });

  it('deploys a repository again that is a project already', async () => {
    const { code } = await run(['deploy', 'https://example.com/hello', '--branch', 'dev', '--env', 'A=1']);
    expect(code).toBe(0);
    expect(callsOf('projects.create')).toEqual([]);
    expect(callsOf('environment.set')).toEqual([{ id: 1, key: 'A', value: '1', isSecret: false }]);
    expect(callsOf('deployments.create')).toEqual([{ id: 1, branch: 'dev' }]);
  });

  it('does not put another source into a project of that name', async () => {
    const { code, err } = await run(['deploy', '.', '--name', 'shop']);
    expect(code).toBe(2);
    expect(err).toContain('shop is made of https://example.com/hello.git');
    expect(callsOf('deployments.create')).toEqual([]);
  });

  it('follows the build to its success', async () => {
    deployments = [{ ...sampleDeployment(7), status: 'running', queuePosition: null, url: 'http://localhost:32801' }];
    const { code, out } = await run(['deploy', 'https://example.com/hello', '--follow']);
    expect(code).toBe(0);
    expect(out).toBe('Step 1\nStep 2\nDeployment 7 of shop is running. http://localhost:32801\n');
  });

  it('follows the build to its failure, and says why', async () => {
    deployments = [
      {
        ...sampleDeployment(7),
        status: 'failed',
        queuePosition: null,
        errorCode: 'BUILD_FAILED',
        errorMessage: 'The build failed in step "npm ci".',
        errorHint: 'The last lines of the build log show why.',
      },
    ];
    const { code, out, err } = await run(['deploy', 'https://example.com/hello', '-f']);
    expect(code).toBe(1);
    expect(out).toBe('Step 1\nStep 2\n');
    expect(err).toContain(
      'BUILD_FAILED: The build failed in step "npm ci". → The last lines of the build log show why.\n',
    );
  });

  it('is no success when a newer deployment took its place', async () => {
    deployments = [{ ...sampleDeployment(7), status: 'superseded', queuePosition: null }];
    const { code, err } = await run(['deploy', 'https://example.com/hello', '-f']);
    expect(code).toBe(1);
    expect(err).toContain('SUPERSEDED: Deployment 7 was superseded.');
  });

  it('refuses a folder for a miniPaaS elsewhere', async () => {
    const { code, err } = await run(['deploy', '.', '--url', 'http://paas.example.com', '--token', 't']);
    expect(code).toBe(2);
    expect(err).toContain('cannot be deployed to http://paas.example.com');
  });
});

describe('errors of an application', () => {
  it('are listed, shown and decided on', async () => {
    expect((await run(['errors', 'list', 'shop'])).out).toMatch(/1 +open +3 .*TypeError: x is not a function/);
    expect(callsOf('errorGroups.list')[0]).toEqual({ id: 1, status: 'open' });
    expect((await run(['errors', 'show', '4'])).out).toMatch(
      /^TypeError: x is not a function\ntotal \(src\/basket.ts\)/,
    );
    expect((await run(['errors', 'resolve', '4', '5', '--next-release'])).out.trim().split('\n')).toHaveLength(2);
    expect(callsOf('errorGroups.resolve').at(-1)).toEqual({ id: 5, inNextRelease: true });
    expect((await run(['errors', 'ignore', '#4', '--json'])).out).toContain('"status": "ignored"');
    await run(['errors', 'reopen', '4']);
    await run(['errors', 'notify', 'shop', 'off']);
    expect(callsOf('errorGroups.setNotifications')).toEqual([{ id: 1, isOn: false }]);
    expect(await run(['errors', 'show', 'one'])).toMatchObject({ code: 2 });
  });
});

describe('logs', () => {
  it('prints the current release’s log', async () => {
    const current = sampleDeployment(9);
    projects = [{ ...sampleProject(1, 'shop'), current, latest: sampleDeployment(10) }];
    expect((await run(['logs', 'shop'])).out).toBe('Step 1\nStep 2\n');
    expect(callsOf('logs.read')[0]).toMatchObject({ id: 9, kind: 'runtime', after: 0, waitMs: 0 });
    await run(['logs', 'shop', '--build']);
    expect(callsOf('logs.read').at(-1)).toMatchObject({ id: 10, kind: 'build' });
  });

  it('prints one JSON value a line', async () => {
    projects = [{ ...sampleProject(1, 'shop'), latest: sampleDeployment(9) }];
    const { out } = await run(['logs', 'shop', '--json', '-f']);
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((text) => JSON.parse(text) as unknown),
    ).toEqual(lines);
  });

  it('asks for some lines only, of one log or of many', async () => {
    deployments = [sampleDeployment(9)];
    projects = [{ ...sampleProject(1, 'shop'), current: sampleDeployment(9), latest: sampleDeployment(9) }];
    await run(['logs', 'shop', '--regex', 'a+', '--level', 'warn,error', '--since', '2026-01-01']);
    expect(callsOf('logs.read')[0]).toMatchObject({
      id: 9,
      query: 'a+',
      isRegex: true,
      levels: ['warn', 'error'],
      from: '2026-01-01T00:00:00.000Z',
    });
    expect((await run(['logs', '--grep', 'no basket'])).out).toBe('shop #9  no basket 1\nshop #9  no basket 2\n');
    expect(callsOf('logs.search')[0]).toMatchObject({ query: 'no basket', kind: 'runtime' });
    expect(JSON.parse((await run(['logs', 'shop', '--history', '--limit', '1', '--json'])).out)).toMatchObject({
      project: 'shop',
      deployment: 9,
      text: 'no basket 2',
    });
    // Of all that run, from now on.
    await run(['logs', '-f', '--grep', 'Step']);
    expect(callsOf('logs.read').at(-1)).toMatchObject({ id: 9, query: 'Step', after: 2, waitMs: 5000 });
    expect(await run(['logs', 'shop', '--level', 'loud'])).toMatchObject({ code: 2 });
  });

  it('says that there is none yet', async () => {
    const { code, err } = await run(['logs', 'shop']);
    expect(code).toBe(1);
    expect(err).toContain('There is no deployment of shop yet.');
  });
});

describe('releases', () => {
  const kept = (id: number, more: Partial<Deployment> = {}) => ({
    ...sampleDeployment(id),
    canRollback: true,
    ...more,
  });

  it('roll back to the one before the current, or to the one named', async () => {
    deployments = [kept(9, { isCurrent: true }), kept(8, { canRollback: false }), kept(7), kept(6)];
    expect((await run(['rollback', 'shop'])).code).toBe(0);
    expect((await run(['rollback', 'SHOP', '6'])).code).toBe(0);
    expect(callsOf('deployments.rollback')).toEqual([{ id: 7 }, { id: 6 }]);
  });

  it('do not roll back to another project’s, or to none', async () => {
    expect(await run(['rollback', 'shop', '5'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('no deployment 5 of shop') as string,
    });
    expect(await run(['rollback', 'shop', 'x'])).toMatchObject({ code: 2 });
    expect(await run(['rollback', 'shop'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('whose image is kept') as string,
    });
    expect(callsOf('deployments.rollback')).toEqual([]);
  });

  it('are cancelled: the newest under way', async () => {
    deployments = [
      { ...sampleDeployment(9), status: 'building' },
      { ...sampleDeployment(8), status: 'running' },
    ];
    expect((await run(['cancel', '1'])).out).toContain('Deployment 9 of shop is cancelled');
    expect(callsOf('deployments.cancel')).toEqual([{ id: 9 }]);
  });

  it.each(['stop', 'start', 'restart'])('%s', async (verb) => {
    expect(await run([verb, 'shop'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('is running. http://localhost:32801') as string,
    });
    expect(callsOf(`projects.${verb}`)).toEqual([{ id: 1 }]);
  });
});

describe('env', () => {
  it('lists, sets and deletes', async () => {
    expect((await run(['env', 'list', 'shop'])).out).toBe(
      'KEY   VALUE  FOR   AS        APPLIED\nPORT  8080   both  variable  yes\n',
    );
    expect((await run(['env', 'set', 'shop', 'A=1', 'B=2', '--secret'])).out).toBe(
      'Set A, B of shop. Deploy to apply.\n',
    );
    expect(callsOf('environment.set')).toEqual([
      { id: 1, key: 'A', value: '1', isSecret: true },
      { id: 1, key: 'B', value: '2', isSecret: true },
    ]);
    expect((await run(['env', 'rm', 'shop', 'PORT'])).code).toBe(0);
    expect(callsOf('environment.remove')).toEqual([{ id: 3 }]);
  });

  it('rotates a secret with a value that is in no argument, and says when variables are there', async () => {
    const rotated = await run(['env', 'rotate', 'shop', 'PORT'], { input: 'line one\nline two\n' });
    expect(rotated).toMatchObject({ code: 0, out: 'PORT has its new value; nothing runs.\n' });
    expect(callsOf('environment.rotate')).toEqual([{ id: 3, value: 'line one\nline two' }]);
    expect(await run(['env', 'rotate', 'shop', 'PORT'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('it is empty') as string,
    });
    await run(['env', 'rotate', 'shop', 'PORT', '--restore']);
    expect(callsOf('environment.restoreFormer')).toEqual([{ id: 3 }]);
    expect((await run(['env', 'use', 'shop', 'build', 'PORT'])).out).toBe('PORT: build. Deploy to apply.\n');
    expect(callsOf('environment.setOptions')).toEqual([{ id: 3, scope: 'build' }]);
    expect((await run(['env', 'use', 'shop', 'never', 'PORT'])).err).toContain('It is run, build or both.');
  });

  it('says how secrets are delivered, and brings to the application what is stored', async () => {
    expect((await run(['env', 'deliver', 'shop', 'file', 'PORT', '--signal', 'HUP'])).out).toBe('PORT: file.\n');
    expect(callsOf('environment.setOptions').at(-1)).toEqual({ id: 3, delivery: 'file', signal: 'SIGHUP' });
    expect((await run(['env', 'deliver', 'shop', 'mail', 'PORT'])).err).toContain('It is variable or file.');
    const set = await run(['env', 'set', 'shop', 'A=1', '--secret', '--deliver', 'file', '--signal', 'none']);
    expect(set.code).toBe(0);
    expect(callsOf('environment.set').at(-1)).toMatchObject({ key: 'A', delivery: 'file', signal: null });
    expect((await run(['env', 'apply', 'shop', 'PORT'])).out).toBe('PORT has its new value; nothing runs.\n');
    expect(callsOf('environment.apply')).toEqual([{ id: 3 }]);
  });

  it('shares secrets, and logs in to registries', async () => {
    await run(['secrets', 'add', 'SMTP_PASSWORD', '--note', 'the relay'], { input: 'canary\n' });
    expect(callsOf('sharedSecrets.create')).toEqual([{ name: 'SMTP_PASSWORD', value: 'canary', note: 'the relay' }]);
    expect((await run(['secrets', 'rotate', 'NONE'], { input: 'x' })).err).toContain('There is no shared secret NONE.');
    const login = await run(['registries', 'login', 'GHCR.io', '--username', 'ada'], { input: 'token' });
    expect(login.out).toBe('Logged in to ghcr.io as ada.\n');
    expect(callsOf('registries.set')).toEqual([
      { address: 'ghcr.io', username: 'ada', password: 'token', isChecked: true },
    ]);
    expect((await run(['registries', 'logout', 'ghcr.io'])).err).toContain('There is none.');
  });

  it('deletes nothing when one of the names is wrong', async () => {
    const { code, err } = await run(['env', 'rm', 'shop', 'PORT', 'PROT']);
    expect(code).toBe(1);
    expect(err).toContain('There is no variable PROT of shop. → Nothing was deleted.');
    expect(callsOf('environment.remove')).toEqual([]);
  });

  it('imports a file or standard input, and says what could not be read', async () => {
    writeFileSync(join(directory, '.env'), 'A=1\n1B=2\n');
    const { code, out, err } = await run(['env', 'import', 'shop', '.env', '--secret', 'A']);
    expect(callsOf('environment.import')).toEqual([{ id: 1, text: 'A=1\n1B=2\n', secretKeys: ['A'] }]);
    expect(out).toContain('1B   invalid  a name does not begin with a digit (line 2)');
    expect(err).toContain('1 of 2 entries could not be read.');
    expect(code).toBe(1);
    await run(['env', 'import', 'shop', '-'], { input: 'C=3' });
    expect(callsOf('environment.import').at(-1)).toMatchObject({ text: 'C=3' });
    expect(await run(['env', 'import', 'shop', 'missing'])).toMatchObject({ code: 2 });
  });

  it('refuses a file that is not UTF-8, with and without its mark', async () => {
    for (const text of ['\uFEFFA=1\n', 'A=1\n']) {
      writeFileSync(join(directory, '.env'), Buffer.from(text, 'utf16le'));
      const { code, err } = await run(['env', 'import', 'shop', '.env']);
      expect(code).toBe(2);
      expect(err).toContain('the file is UTF-16');
    }
    expect(callsOf('environment.import')).toEqual([]);
  });

  it('exports, secrets only when asked', async () => {
    const { code, out, err } = await run(['env', 'export', 'shop']);
    expect({ code, out }).toEqual({ code: 0, out: 'PORT=8080\n' });
    expect(err).toContain('Left out, being secrets: TOKEN');
    await run(['env', 'export', 'shop', '--secrets', '--format', 'json']);
    expect(callsOf('environment.export')).toEqual([
      { id: 1, format: 'env', includeSecrets: false },
      { id: 1, format: 'json', includeSecrets: true },
    ]);
    expect(await run(['env', 'export', 'shop', '--format', 'xml'])).toMatchObject({ code: 2 });
  });
});

describe('domains', () => {
  it('are listed, checked and removed by name', async () => {
    expect((await run(['domains', 'list', 'shop'])).out).toBe(
      'ADDRESS                   NAME       CERTIFICATE  UNTIL\nhttps://shop.example.com  unchecked  waiting      -\n',
    );
    expect((await run(['domains', 'check', 'shop', 'SHOP.example.com'])).code).toBe(0);
    expect((await run(['domains', 'rm', 'shop', 'shop.example.com'])).out).toBe('Removed https://shop.example.com.\n');
    expect([callsOf('domains.check'), callsOf('domains.remove')]).toEqual([[{ id: 1 }], [{ id: 1 }]]);
    const { code, err } = await run(['domains', 'rm', 'shop', 'other.example.com']);
    expect(code).toBe(1);
    expect(err).toContain('There are: shop.example.com.');
  });

  it('are added, with a password that is no flag', async () => {
    const words = ['domains', 'add', 'shop', 'shop.example.com', '--path', '/a', '--tls', 'none'];
    const { code } = await run([...words, '--user', 'ada', '--password-file', '-'], { input: 'correct horse\n' });
    expect(code).toBe(0);
    expect(callsOf('domains.create')).toMatchObject([
      {
        id: 1,
        hostName: 'shop.example.com',
        pathPrefix: '/a',
        tls: 'none',
        auth: { user: 'ada', password: 'correct horse' },
      },
    ]);
    expect((await run([...words, '--user', 'ada'])).code).toBe(2);
    expect((await run(['domains', 'add', 'shop', 'a.example', '--tls', 'maybe'])).code).toBe(2);
  });

  it('are routed by the ingress of the host', async () => {
    expect((await run(['ingress', 'show', '1'])).out).toContain('is off.');
    await run(['ingress', 'set', '1', '--http-port', '8080', '--no-public']);
    expect(callsOf('ingress.update')).toMatchObject([{ id: 1, httpPort: 8080, isPublic: false }]);
    expect((await run(['ingress', 'set', '1', '--driver', 'nginx'])).code).toBe(2);
  });
});

describe('open and login', () => {
  it('open opens the application', async () => {
    expect(await run(['open', 'shop'])).toMatchObject({
      code: 0,
      out: 'http://localhost:32801\n',
      opened: ['http://localhost:32801'],
    });
    expect((await run(['open', 'shop', '--print'])).opened).toEqual([]);
    projects = [{ ...sampleProject(1, 'shop'), url: null }];
    expect(await run(['open', 'shop'])).toMatchObject({ code: 1, opened: [] });
  });

  it('login prints a link that works', async () => {
    const { out, err } = await run(['login']);
    expect(err).toContain('ten minutes');
    const answer = await server.ask(out.trim().slice(server.url.length));
    expect(answer.status).toBe(303);
  });
});

describe('errors', () => {
  it('name an unknown project and those there are', async () => {
    const { code, err } = await run(['stop', 'blog']);
    expect(code).toBe(1);
    expect(err).toBe('NOT_FOUND: There is no project "blog". → There are: shop.\n');
  });

  it('come as JSON where JSON was asked for', async () => {
    const { err, out } = await run(['stop', 'blog', '--json']);
    expect(JSON.parse(err)).toMatchObject({ code: 'NOT_FOUND', hint: 'There are: shop.' });
    expect(out).toBe('');
  });

  it('of the server keep their code and hint', async () => {
    const { code, err } = await run(['env', 'set', 'shop', `A=${'x'.repeat(140_000)}`]);
    expect(code).toBe(1);
    expect(err).toContain(
      'VALIDATION_FAILED: value: must have at most 131072 characters → Correct value and try again.',
    );
  });

  it('tell a wrong token, nothing that answers and wrong usage apart', async () => {
    expect(await run(['ps', '--token', 'wrong'])).toMatchObject({
      code: 4,
      err: expect.stringContaining('NOT_LOGGED_IN') as string,
    });
    const gone = await startTestListener();
    await gone.close();
    expect(await run(['ps'], { env: { MINIPAAS_URL: gone.url } })).toMatchObject({
      code: 3,
      err: expect.stringContaining(`Nothing answers at ${gone.url} (ECONNREFUSED)`) as string,
    });
    expect(await run(['stop'])).toMatchObject({
      code: 2,
      err: expect.stringContaining("missing required argument 'project'") as string,
    });
    expect(await run(['--version'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
    });
  });
});

describe('the program', () => {
  const started: ChildProcess[] = [];
  afterEach(() => {
    for (const child of started.splice(0)) {
      child.kill('SIGKILL');
    }
  });

  function start(args: readonly string[]) {
    const child = spawn(process.execPath, [minipaas, ...args], {
      cwd: directory,
      env: { ...process.env, MINIPAAS_DATA_DIR: directory, MINIPAAS_URL: '', MINIPAAS_TOKEN: FIXED_TOKEN },
    });
    started.push(child);
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    return { child, ended, out: () => out };
  }

  it('stays in the folder where it was called', async () => {
    const { ended, out } = start(['deploy', '.']);
    expect(await ended).toBe(0);
    expect(out()).toContain('is queued');
    expect(callsOf('projects.create')).toEqual([{ folderPath: directory }]);
  });

  it('ends at Ctrl-C without a word of complaint', async () => {
    projects = [{ ...sampleProject(1, 'shop'), latest: sampleDeployment(9) }];
    isLogComplete = false;
    const { child, ended, out } = start(['logs', 'shop', '-f']);
    await expect.poll(out).toBe('Step 1\nStep 2\n');
    let err = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(err).toBe('');
  });

  it('ends quietly when the reader of its output has seen enough', async () => {
    projects = [{ ...sampleProject(1, 'shop'), latest: sampleDeployment(9) }];
    lines = Array.from({ length: 2000 }, (_, index) => line(index + 1, 'x'.repeat(200)));
    const { child, ended } = start(['logs', 'shop']);
    child.stdout?.once('data', () => child.stdout?.destroy());
    expect(await ended).toBe(0);
  });
});
