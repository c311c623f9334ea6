// No secret leaves. One installation with a real engine, in which everything that can go wrong goes wrong with a secret in its mouth; then
// every output there is, is searched for every secret in every encoding.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/cli.ts';
import type { Deployment } from '../../src/contract/deployments.ts';
import type { LogBatch } from '../../src/contract/logs.ts';
import { type ControlPlane, startControlPlane } from '../../src/main/app/control-plane.ts';
import { parseOptions } from '../../src/main/app/options.ts';
import { prepareEngine, removeInstallation } from '../e2e/shells/data-folder.ts';
import { type Canary, findCanaries } from '../support/canaries.ts';
import { createRepository, type TestRepository } from '../support/git-repository.ts';
import { type GitHttpServer, startGitHttpServer } from '../support/git-http-server.ts';
import { type ProcessWatch, watchProcesses } from '../support/process-watch.ts';

/** Characters that each encoding writes differently, and a part that says which one it is. */
const canary = (name: string): Canary => ({ name, value: `Cnry-${name}/+"ü&<7f3a91c0>` });
const variable = canary('variable');
const renewed = canary('renewed');
const fileSecret = canary('file');
const renewedFile = canary('renewed-file');
const gitToken: Canary = { name: 'git token', value: 'cnry-git+token/5b1e77aa==' };
const s3Key = canary('s3-key');
const sshPassword = canary('ssh-password');
const buildSecret = canary('build-secret');
const registryPassword = canary('registry-password');
const keychainPassphrase = canary('keychain-passphrase');
const exportPassphrase = canary('export-passphrase');
const listenerToken: Canary = { name: 'listener token', value: 'cnry-listener+token/0c4d9f12==' };
const canaries = [
  ...[
    variable,
    renewed,
    fileSecret,
    renewedFile,
    buildSecret,
    registryPassword,
    gitToken,
    s3Key,
    sshPassword,
    keychainPassphrase,
    exportPassphrase,
    listenerToken,
  ],
];

const root = mkdtempSync(join(tmpdir(), 'minipaas-secrets-'));
const dataDir = join(root, 'data');
const temporary = join(root, 'tmp');
const ending = new AbortController();
const outputs = new Map<string, Buffer | string>();

let plane: ControlPlane;
let git: GitHttpServer;
let echo: Server;
let repository: TestRepository;
let processes: ProcessWatch;
let before: string | undefined;
let shop = 0;
let events = '';
const deployments: Deployment[] = [];

/** As programs write it; what is searched for afterwards are parts of these. */
const said = (value: string): string =>
  [
    value,
    JSON.stringify({ value }),
    JSON.stringify(JSON.stringify({ value })),
    `https://me:${encodeURIComponent(value)}@host/?${new URLSearchParams({ value }).toString()}`,
    ...['', 'u', 'us'].flatMap((start) => [
      Buffer.from(start + value).toString('base64'),
      Buffer.from(start + value).toString('base64url'),
    ]),
  ].join('\n');

/** Says its secret at its start in every way, cut where streams are cut, and again with each request. */
const talkative = `
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
const sayFile = (when) => console.log(when + ' ' + readFileSync(process.env.FILE_CANARY_FILE, 'utf8') + ' of the file');
sayFile('first');
process.on('SIGHUP', () => sayFile('then'));
const secret = process.env.CANARY;
const out = (text) => process.stdout.write(text);
console.log('raw ' + secret + ' ' + JSON.stringify({ secret }) + ' ' + encodeURIComponent(secret));
for (const before of ['', 'u', 'us']) {
  console.log(Buffer.from(before + secret + 'end').toString('base64'), Buffer.from(before + secret).toString('base64url'));
}
console.log(Buffer.from('x'.repeat(70) + secret).toString('base64').match(/.{1,76}/g).join('\\n'));
out('x'.repeat(16384 - 9) + secret + ' after a long line\\n');
out('in two pieces ' + secret.slice(0, 11));
setTimeout(() => {
  out(secret.slice(11) + ' the end of it\\n');
  createServer((request, response) => response.end('ok')).listen(3000, '0.0.0.0');
}, 50);
process.on('SIGTERM', () => process.exit(0));
`;
const dockerfile = (steps: string): string =>
  `FROM node:local\nWORKDIR /app\nCOPY . .\n${steps}EXPOSE 3000\nCMD ["node", "server.js"]\n`;
/** The build mounts its secret and says it, too. */
const mounting = 'RUN --mount=type=secret,id=BUILD_TOKEN cat said.txt /run/secrets/BUILD_TOKEN\n';
const source = (server: string, steps = mounting) => ({
  'package.json': '{"type":"module"}',
  'server.js': server,
  'said.txt': `${said(variable.value)}\n`,
  Dockerfile: dockerfile(steps),
});

async function deploy(): Promise<Deployment> {
  const { id } = await ask<Deployment>('POST', `/projects/${shop}/deployments`, {});
  for (let after = 0; ; ) {
    const now = await ask<Deployment>('GET', `/deployments/${id}`);
    if (!['queued', 'building', 'starting'].includes(now.status)) {
      deployments.push(now);
      return now;
    }
    after = (await ask<LogBatch>('GET', `/deployments/${id}/logs?kind=build&after=${after}&waitMs=500`)).next;
  }
}

beforeAll(async () => {
  mkdirSync(dataDir);
  mkdirSync(temporary);
  before = process.env['TMPDIR'];
  process.env['TMPDIR'] = temporary;
  const file = (name: string, { value }: Canary): string => {
    writeFileSync(join(root, name), `${value}\n`, { mode: 0o600 });
    return join(root, name);
  };
  await prepareEngine();
  const repositories = join(root, 'git');
  repository = createRepository(repositories, 'shop', source(talkative));
  git = await startGitHttpServer({ folder: repositories, token: gitToken.value });
  // A server that repeats what it was given: a git server of its own making, a bucket behind a chatty proxy.
  echo = createServer((request, response) => {
    const given = request.headers.authorization ?? '';
    const decoded = Buffer.from(given.replace(/^Basic /, ''), 'base64').toString();
    const isGit = request.url?.includes('info/refs') === true;
    if (isGit && given === '') {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
      return;
    }
    response.writeHead(isGit ? 500 : 403, { 'content-type': isGit ? 'text/plain' : 'application/xml' });
    response.end(
      isGit
        ? `refused ${given} ${decoded}\n`
        : `<?xml version="1.0"?><Error><Code>Odd</Code><Message>no bucket for ${s3Key.value.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</Message></Error>`,
    );
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');

  processes = watchProcesses();
  plane = await startControlPlane(
    parseOptions(
      [
        ...['--data-dir', dataDir, '--port', '0', '--passphrase-file', file('keychain', keychainPassphrase)],
        ...['--token-file', file('token', listenerToken), '--log-level', 'debug'],
      ],
      {},
    ),
    {
      ...process.env,
      MINIPAAS_INGRESS_DRIVER: 'none',
      MINIPAAS_HELPER_IMAGE: 'busybox:local',
    },
  );
  void (async () => {
    for await (const event of plane.events.subscribe(ending.signal)) {
      events += `${JSON.stringify(event)}\n`;
    }
  })();
  await plane.listener.start();
});

afterAll(async () => {
  processes?.stop();
  ending.abort();
  await plane?.close();
  if (before === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = before;
  await git?.close();
  echo?.closeAllConnections();
  echo?.close();
  await removeInstallation(dataDir);
  rmSync(root, { recursive: true, force: true });
});

const echoUrl = (): string => `http://127.0.0.1:${(echo.address() as AddressInfo).port}`;
const docker = (...args: string[]): string => execFileSync('docker', args, { encoding: 'utf8', maxBuffer: 64 << 20 });

/** Three builds and everything that can be asked: on a machine that does much else at the same time. */
const PATIENCE = { timeout: 600_000 };

describe('secrets', PATIENCE, () => {
  it('are said aloud by everything that can go wrong', async () => {
    const project = await ask<{ id: number }>('POST', '/projects', {
      name: 'shop',
      repoUrl: `${git.url}/shop.git`,
      credential: { kind: 'token', token: gitToken.value },
      variables: [{ key: 'CANARY', value: variable.value, isSecret: true }],
      port: 3000,
    });
    shop = project.id;

    await ask('POST', `/projects/${shop}/env`, {
      ...{ key: 'BUILD_TOKEN', value: buildSecret.value, isSecret: true, scope: 'build' },
    });

    const asFile = { key: 'FILE_CANARY', isSecret: true, delivery: 'file', signal: 'SIGHUP' };
    await ask('POST', `/projects/${shop}/env`, { ...asFile, value: fileSecret.value });

    // While the repository is fetched, its token is in use.
    const held = git.hold();
    repository.commit({ 'large.bin': randomBytes(300_000) });
    const first = deploy();
    await held.reached;
    processes.look();
    outputs.set('processes while git runs', [...processes.commandLines, ...processes.environments].join('\n'));
    held.release();
    expect(await first).toMatchObject({ status: 'running' });

    // A file's value changes in the application that runs, and it says both.
    const changed = await ask('POST', `/projects/${shop}/env`, { ...asFile, value: renewedFile.value });
    expect(changed).toMatchObject({ isPending: false });
    processes.look();
    outputs.set(
      'processes while a file is replaced',
      [...processes.commandLines, ...processes.environments].join('\n'),
    );

    // The value changes while the application runs; the next release is cut off in the middle of saying both.
    await ask('POST', `/projects/${shop}/env`, { key: 'CANARY', value: renewed.value, isSecret: true });
    repository.commit(source(`console.error('cannot log in with ' + process.env.CANARY);\nprocess.exit(3);\n`));
    expect(await deploy()).toMatchObject({ status: 'failed', errorMessage: expect.stringContaining('***') });
    const steps = 'RUN cat said.txt && cat said.txt >&2 && exit 7\n';
    repository.commit({ ...source(talkative, steps), 'said.txt': `${said(renewed.value)}\n` });
    expect(await deploy()).toMatchObject({ status: 'failed' });

    const credential = { kind: 'token', token: gitToken.value };
    const refused = await call('POST', '/detect', { repoUrl: `${echoUrl()}/other.git`, credential });
    outputs.set('error of git', refused.text);
    const login = { address: new URL(echoUrl()).host, username: 'me', password: registryPassword.value };
    outputs.set('error of a registry', (await call('POST', '/registries', login)).text);
    const far = { kind: 'ssh', name: 'far', address: '127.0.0.1', port: 1, user: 'me', password: sshPassword.value };
    outputs.set('error of ssh', (await call('POST', '/hosts/test', far)).text);
    const place = await call('POST', '/backup-places', {
      ...{ kind: 's3', name: 'bucket', endpoint: echoUrl(), region: 'eu', bucket: 'shop', prefix: '' },
      ...{ accessKeyId: 'AK', secretAccessKey: s3Key.value },
    });
    expect(place.text).toContain('***');
    outputs.set('error of s3', place.text);
    const wrong = await call('POST', `/projects/${shop}/env`, {
      key: '1X',
      value: variable.value,
      isSecret: true,
    });
    outputs.set('error of a wrong input', wrong.text);
  });

  it('were really said: the engine has them, and the logs have what stands in their place', async () => {
    const [running] = deployments;
    const spoken = docker('logs', running?.containerId ?? '');
    expect(findCanaries('engine', spoken, [variable]).length).toBeGreaterThan(5);
    const read = (kind: 'build' | 'runtime') =>
      ask<LogBatch>('GET', `/deployments/${running?.id}/logs?kind=${kind}&waitMs=10000`);
    await expect
      .poll(async () => (await read('runtime')).lines.map((line) => line.text), { timeout: 60_000 })
      .toContain('then *** of the file');
    const text = (await read('runtime')).lines.map((line) => line.text).join('\n');
    expect(text).toContain('first *** of the file');
    expect(text).toContain('raw *** {"secret":"***"} ***');
    expect(text).toMatch(/\*\*\* after a long line/);
    expect(text).toContain('in two pieces *** the end of it');
    expect((await read('build')).lines.filter((line) => line.text.includes('***')).length).toBeGreaterThan(5);
  });

  it('are in no output', async () => {
    outputs.set('events', events);
    // What is asked over REST: every call that reads, of everything that there is.
    // Side by side: what takes the engine long takes it long once.
    const answers = (await readingPaths()).map(async (path) => {
      outputs.set(`GET ${path}`, (await call('GET', path)).text);
    });
    await Promise.all(answers);
    for (const [command, ...args] of [
      ['logs', 'shop'],
      ['logs', '--control-plane', '--limit', '100000', '--level', 'debug'],
      ['report', '--show'],
      ['env', 'list', 'shop'],
    ] as const) {
      outputs.set(['minipaas', command, ...args].join(' '), await cli(command, ...args));
    }
    // They are what they should be, and not empty by mistake.
    expect(outputs.get('minipaas logs --control-plane --limit 100000 --level debug')).toContain('miniPaaS started');
    expect(outputs.get('minipaas report --show')).toMatch(/==> database.json <==[\s\S]*"projects": 1/);
    // Exports, backups, reports.
    await cli('report', join(root, 'report.tar.gz'));
    outputs.set('report', gunzipSync(readFileSync(join(root, 'report.tar.gz'))));
    const made = await ask<{ path: string }>('POST', '/installation/exports', { passphrase: exportPassphrase.value });
    outputs.set('export', readFileSync(made.path));
    const volume = await ask<{ id: number }>('POST', `/projects/${shop}/volumes`, { name: 'files' });
    const backup = await ask<{ id: number }>('POST', `/volumes/${volume.id}/backups`, {});
    await expect
      .poll(() => call('GET', `/backups/${backup.id}`))
      .toMatchObject({ text: expect.stringContaining('"complete"') });
    plane.writeCrash(
      new Error(`at ${variable.value}`, { cause: { token: gitToken.value, of: [renewed.value] } }),
      'test',
    );
    // The engine's own memory of images and containers, but for the one place where an application finds its variables.
    for (const { id, status, imageId, containerId } of deployments) {
      // What failed left no image.
      if (imageId !== null && status === 'running') {
        outputs.set(`history of ${id}`, docker('history', '--no-trunc', imageId));
        outputs.set(`image of ${id}`, docker('image', 'inspect', imageId));
      }
      if (containerId !== null) {
        const [facts] = JSON.parse(docker('inspect', containerId)) as [{ Config: { Env?: string[] } }];
        // Of that only what is not a file.
        const environment = facts.Config.Env?.filter((entry) => !entry.startsWith('CANARY='));
        outputs.set(`environment of ${id}`, JSON.stringify(environment));
        delete facts.Config.Env;
        outputs.set(`container of ${id}`, JSON.stringify(facts));
      }
    }
    processes.look();
    outputs.set('command lines', [...processes.commandLines].join('\n'));
    outputs.set('environments', [...processes.environments].join('\n'));
    expect([...processes.environments].some((text) => text.includes('GIT_ASKPASS'))).toBe(true);

    const files = [...filesBelow(dataDir), ...filesBelow(temporary)];
    expect(files).toEqual(
      expect.arrayContaining([expect.stringMatching(/minipaas\.db-wal$/), expect.stringMatching(/crash-/)]),
    );
    for (const file of files) {
      outputs.set(file, readFileSync(file));
    }
    expect([...outputs].flatMap(([where, content]) => findCanaries(where, content, canaries))).toEqual([]);
  });

  it('stay out of the database when it is closed, and of the copies that are made of it', async () => {
    await plane.close();
    const hits = filesBelow(dataDir).flatMap((file) => findCanaries(file, readFileSync(file), canaries));
    expect(hits).toEqual([]);
  });
});

async function call(method: string, path: string, body?: unknown): Promise<{ status: number; text: string }> {
  const response = await fetch(`${plane.listener.url?.replace(/\/$/, '')}/api${path}`, {
    method,
    headers: {
      authorization: `Bearer ${listenerToken.value}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text() };
}

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const { status, text } = await call(method, path, body);
  expect(status, `${method} ${path}: ${text}`).toBeLessThan(300);
  return JSON.parse(text) as T;
}

/** Of the description of the API, so that what comes later is in it. */
async function readingPaths(): Promise<string[]> {
  const { paths } = JSON.parse((await call('GET', '/openapi.json')).text) as {
    paths: Record<string, { get?: unknown }>;
  };
  const ids: readonly (readonly [RegExp, readonly unknown[]])[] = [
    [/^\/projects\//, [shop]],
    [/^\/deployments\//, deployments.map(({ id }) => id)],
    [/^\/hosts\//, [1]],
  ];
  const found = Object.entries(paths)
    .filter(([path, { get }]) => get !== undefined && !streamsOrReveals.has(path))
    .flatMap(([path]) => {
      const values = ids.find(([prefix]) => prefix.test(path))?.[1] ?? [1];
      return path.includes('{') ? values.map((id) => path.replace(/\{\w+\}/, String(id))) : [path];
    });
  const logs = deployments.flatMap(({ id }) =>
    ['build', 'runtime'].flatMap((kind) => [
      `/deployments/${id}/logs?kind=${kind}`,
      `/deployments/${id}/logs/download?kind=${kind}`,
    ]),
  );
  return [
    ...found,
    ...logs,
    '/logs/search?query=raw',
    '/control-plane/log?limit=1000',
    `/projects/${shop}/metrics.csv`,
  ];
}

/** The stream of events is listened to as a whole; the text to edit is there to show values. */
const streamsOrReveals: ReadonlySet<string> = new Set([
  '/events',
  '/projects/{id}/env/text',
  // Files of volumes are as the application wrote them.
  '/volumes/{id}/files/archive',
  '/volumes/{id}/files/download',
]);

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

async function cli(...args: string[]): Promise<string> {
  let printed = '';
  const code = await runCli(['--data-dir', dataDir, ...args], {
    env: {},
    cwd: root,
    home: root,
    platform: 'linux',
    print: async (text) => void (printed += text),
    say: (text) => void (printed += text),
    readInput: async () => '',
    openInBrowser: async () => undefined,
    signal: ending.signal,
  });
  expect(code, printed).toBe(0);
  return printed;
}
