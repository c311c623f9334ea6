// Volumes of a deployed project over REST, as a script would use them, on the built program and the real engine.
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Deployment } from '../../src/contract/deployments.ts';
import type { ErrorBody } from '../../src/contract/errors.ts';
import type { FileJob, FilePage, Upload, UploadResult } from '../../src/contract/files.ts';
import type { LogBatch } from '../../src/contract/logs.ts';
import type { Project, RemovalPlan } from '../../src/contract/projects.ts';
import type { Volume, VolumeRemovalPlan, VolumeStats } from '../../src/contract/volumes.ts';
import { staticPage } from '../e2e/applications/web-application.ts';
import { makeDataFolder, prepareEngine, removeInstallation } from '../e2e/shells/data-folder.ts';
import { fixedToken, type RunningProgram, startProgram } from '../support/control-plane.ts';
import { type GitServer, startGitServer } from '../support/git-server.ts';

const dataDir = makeDataFolder('volumes');
const MEGABYTE = 1_048_576;
let git: GitServer;
let program: RunningProgram;
let project: Project;
let volume: Volume;
let deployment: Deployment;

const docker = (...args: readonly string[]): string => execFileSync('docker', args, { encoding: 'utf8' });
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
/** Everything in a volume, uploads that are not complete included. */
const contents = ({ dockerName }: Volume): string[] =>
  docker('run', '--rm', '--volume', `${dockerName}:/v`, 'busybox:local', 'sh', '-c', 'cd /v && find . -mindepth 1')
    .split('\n')
    .filter((line) => line !== '')
    .toSorted();

function curl(...args: readonly string[]): string {
  return execFileSync('curl', ['-sS', '-H', `Authorization: Bearer ${fixedToken}`, ...args], { encoding: 'utf8' });
}
async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${program.url}/api${path}`, {
    ...init,
    headers: { authorization: `Bearer ${fixedToken}`, ...(init.headers as Record<string, string> | undefined) },
  });
}
const errorOf = async (response: Response): Promise<{ status: number; code: string }> => ({
  status: response.status,
  code: ((await response.json()) as ErrorBody).code,
});
async function make(input: object): Promise<Volume> {
  const { status, body } = await program.call<Volume>('POST', `/projects/${project.id}/volumes`, input);
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
}
async function deploy(id: number = project.id): Promise<Deployment> {
  const { body } = await program.call<Deployment>('POST', `/projects/${id}/deployments`, {});
  return program.until(body.id, 'running');
}

beforeAll(async () => {
  await prepareEngine();
  git = startGitServer();
  program = await startProgram(dataDir, [], { MINIPAAS_HELPER_IMAGE: 'busybox:local' });
  const repository = git.createRepository('stored', staticPage('hello'));
  project = (await program.call<Project>('POST', '/projects', { name: 'stored', repoUrl: repository.path })).body;
});
afterAll(async () => {
  await program?.stop();
  await removeInstallation(dataDir);
  await git?.close();
});

describe('a volume of a deployed project', () => {
  it('is made with its fixed name, labels and defaults, and mounted by the next release', async () => {
    volume = await make({ name: 'data' });
    expect(volume).toMatchObject({
      // With another ending only where another installation on this engine has taken the name.
      dockerName: expect.stringMatching(`^minipaas-vol-${project.id}-${volume.id}(?:-[0-9a-f]{8})?$`),
      mountPath: '/app/storage',
      maxSizeBytes: 5_368_709_120,
      state: 'ready',
      mountedAt: null,
    });
    const [found] = JSON.parse(docker('volume', 'inspect', volume.dockerName)) as { Labels: Record<string, string> }[];
    expect(found?.Labels).toMatchObject({ 'minipaas.managed': 'true', 'minipaas.project': String(project.id) });

    deployment = await deploy();
    const listed = await program.call<Volume[]>('GET', `/projects/${project.id}/volumes`);
    expect(listed.body).toMatchObject([{ id: volume.id, mountedAt: '/app/storage', isPending: false }]);
  });

  it('takes three files of one request, which the application sees byte by byte', () => {
    const bytes = randomBytes(3 * MEGABYTE);
    const [text, large] = [join(dataDir, 'text.txt'), join(dataDir, 'large.bin')];
    writeFileSync(text, 'some text');
    writeFileSync(large, bytes);
    const form = [
      '-F',
      'path=/uploads',
      '-F',
      `a=@${text}`,
      '-F',
      `b=@${text};filename=sub/folder/grün.txt`,
      '-F',
      `c=@${large}`,
    ];
    const answer = curl('-w', '\n%{http_code}', ...form, `${program.url}/api/volumes/${volume.id}/files`);
    expect(answer.endsWith('\n201'), answer).toBe(true);
    expect(JSON.parse(answer.slice(0, -4))).toMatchObject({
      fileCount: 3,
      sizeBytes: 18 + bytes.length,
      files: [{ path: '/uploads/text.txt' }, { path: '/uploads/sub/folder/grün.txt' }, { path: '/uploads/large.bin' }],
    });
    const inside = (path: string): string =>
      docker('exec', deployment.containerId ?? '', 'sha256sum', `/app/storage${path}`).slice(0, 64);
    expect(inside('/uploads/large.bin')).toBe(sha256(bytes));
    expect(inside('/uploads/sub/folder/grün.txt')).toBe(sha256(Buffer.from('some text')));
    // And the application writes what we see.
    docker('exec', deployment.containerId ?? '', 'sh', '-c', 'echo from inside > /app/storage/uploads/inside.txt');
  });

  it('is listed, measured and read in parts', async () => {
    const { body: page } = await program.call<FilePage>('GET', `/volumes/${volume.id}/files?path=/uploads`);
    expect(page.entries.map(({ name, kind, sizeBytes }) => [name, kind, sizeBytes])).toEqual([
      ['sub', 'folder', 4096],
      ['inside.txt', 'file', 12],
      ['large.bin', 'file', 3 * MEGABYTE],
      ['text.txt', 'file', 9],
    ]);
    const { body: stats } = await program.call<VolumeStats>('GET', `/volumes/${volume.id}/stats`);
    expect(stats).toMatchObject({
      sizeBytes: 3 * MEGABYTE + 30,
      fileCount: 4,
      folderCount: 3,
      level: 'ok',
      uploadingBytes: 0,
    });

    const download = `/volumes/${volume.id}/files/download?path=/uploads/large.bin`;
    const whole = await ask(download);
    const all = Buffer.from(await whole.arrayBuffer());
    const etag = whole.headers.get('etag') ?? '';
    expect([whole.status, all.length, whole.headers.get('accept-ranges')]).toEqual([200, 3 * MEGABYTE, 'bytes']);
    for (const [range, from, to] of [
      ['bytes=0-9', 0, 10],
      ['bytes=65530-131080', 65_530, 131_081],
      ['bytes=-7', all.length - 7, all.length],
      [`bytes=${2 * MEGABYTE + 1}-`, 2 * MEGABYTE + 1, all.length],
    ] as const) {
      const part = await ask(download, { headers: { range, 'if-range': etag } });
      expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes ${from}-${to - 1}/${all.length}`]);
      expect(Buffer.from(await part.arrayBuffer()).equals(all.subarray(from, to)), range).toBe(true);
    }
    expect((await ask(download, { headers: { range: 'bytes=0-9', 'if-range': '"another"' } })).status).toBe(200);
    expect((await ask(download, { headers: { 'if-none-match': etag } })).status).toBe(304);
    const beyond = await ask(download, { headers: { range: `bytes=${all.length}-` } });
    expect([beyond.headers.get('content-range'), await errorOf(beyond)]).toEqual([
      `bytes */${all.length}`,
      { status: 416, code: 'RANGE_NOT_SATISFIABLE' },
    ]);
    const head = await ask(download, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, String(all.length), '']);
  });

  it('answers every path that leads out with 400 and a code', async () => {
    const base = `${program.url}/api/volumes/${volume.id}`;
    for (const path of [
      '../x',
      '/../x',
      '..%2fx',
      '%2e%2e/x',
      '%2e%2e%2fx',
      '/uploads/../../x',
      '..%5cx',
      '%252e%252e%252fx',
      '%00',
      '/..',
      '%c0%ae%c0%ae/../x',
    ]) {
      for (const [method, address] of [
        ['GET', `files?path=${path}`],
        ['GET', `files/download?path=${path}`],
        ['DELETE', `files?path=${path}`],
        ['GET', `files/archive?path=${path}`],
        ['GET', `files/stat?path=${path}`],
      ] as const) {
        const answer = curl('-X', method, '-w', '\n%{http_code}', '--path-as-is', `${base}/${address}`);
        expect([path, address, answer.slice(-3), (JSON.parse(answer.slice(0, -4)) as ErrorBody).code]).toEqual([
          path,
          address,
          '400',
          'PATH_INVALID',
        ]);
      }
    }
    const file = join(dataDir, 'text.txt');
    for (const name of ['../../evil', '/../evil', 'a/../../evil', '..\\evil']) {
      const answer = curl('-F', `f=@${file};filename="${name.replaceAll('\\', '\\\\')}"`, `${base}/files`);
      expect([name, (JSON.parse(answer) as ErrorBody).code]).toEqual([name, 'PATH_INVALID']);
    }
    expect(contents(volume).some((path) => path.includes('evil'))).toBe(false);
  });

  it('gives folders as archives, and takes them', async () => {
    const base = `${program.url}/api/volumes/${volume.id}/files/archive`;
    const out = join(dataDir, 'out');
    const script = `mkdir -p "$1" && curl -sSf -H "Authorization: Bearer ${fixedToken}" "$2?path=/uploads&format=tar.gz" | tar -xz -C "$1" && tar -cz -C "$1" uploads | curl -sSf -H "Authorization: Bearer ${fixedToken}" -T - "$2?path=/again"`;
    execFileSync('sh', ['-c', script, 'sh', out, base], { encoding: 'utf8' });
    const zip = Buffer.from(
      await (await ask(`/volumes/${volume.id}/files/archive?path=/uploads&format=zip`)).arrayBuffer(),
    );
    writeFileSync(join(dataDir, 'out.zip'), zip);
    const listed = execFileSync(
      'python3',
      [
        '-c',
        'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(len(z.namelist()))',
        join(dataDir, 'out.zip'),
      ],
      { encoding: 'utf8' },
    );
    expect(listed).toBe('7\n');
    const same = docker(
      'exec',
      deployment.containerId ?? '',
      'sh',
      '-c',
      'cd /app/storage && diff -r uploads again/uploads && echo same',
    );
    expect(same).toBe('same\n');
  });

  it('copies, moves and removes as jobs that tell how far they are', async () => {
    const jobs = (kind: string, input: object) =>
      program.call<FileJob>('POST', `/volumes/${volume.id}/files/${kind}`, { waitMs: 20_000, ...input });
    const copied = await jobs('copy', { paths: ['/uploads/sub', '/uploads/text.txt'], to: '/again' });
    expect(copied.body).toMatchObject({ status: 'done', doneCount: 4, totalCount: 4 });
    const taken = await jobs('copy', { paths: ['/uploads/text.txt'], to: '/again' });
    expect(taken.body).toMatchObject({ status: 'failed', error: { code: 'FILE_EXISTS' } });
    const both = await jobs('copy', { paths: ['/uploads/text.txt'], to: '/again', conflict: 'keepBoth' });
    expect(both.body.results).toEqual([{ from: '/uploads/text.txt', to: '/again/text (2).txt' }]);
    const inside = await jobs('move', { paths: ['/again'], to: '/again/sub' });
    expect(inside.body).toMatchObject({ status: 'failed', error: { code: 'MOVE_INTO_ITSELF' } });
    const removed = await jobs('remove', { paths: ['/again'] });
    expect(removed.body).toMatchObject({ status: 'done' });
    const gone = await program.call<ErrorBody>('DELETE', `/volumes/${volume.id}/files?path=/again`);
    expect([gone.status, gone.body.code]).toEqual([404, 'FILE_NOT_FOUND']);
  });

  it('is not deleted under a running release, unless that is wanted', async () => {
    const { body: plan } = await program.call<VolumeRemovalPlan>('GET', `/volumes/${volume.id}/removal`);
    expect(plan).toMatchObject({
      deletesData: true,
      sizeBytes: 3 * MEGABYTE + 30,
      fileCount: 4,
      contents: [{ name: 'uploads' }],
    });
    expect(plan.runningContainers).toHaveLength(1);
    const refused = await program.call<ErrorBody>('DELETE', `/volumes/${volume.id}`);
    expect([refused.status, refused.body.code]).toEqual([409, 'VOLUME_MOUNTED']);
    expect(contents(volume)).toContain('./uploads/text.txt');
    const { status } = await program.call('DELETE', `/volumes/${volume.id}?force=true`);
    expect(status).toBe(200);
    expect(() => docker('volume', 'inspect', volume.dockerName)).toThrow(/[Nn]o such volume/);
    expect((await program.call<Volume[]>('GET', `/projects/${project.id}/volumes`)).body).toEqual([]);
  });
});

describe('an upload', () => {
  beforeAll(async () => {
    volume = await make({ name: 'small', maxSizeBytes: 8 * MEGABYTE });
  });

  it('that does not fit is refused, known size or not, and leaves nothing', async () => {
    const known = await ask(`/volumes/${volume.id}/files/content?path=/known`, {
      method: 'PUT',
      body: Buffer.alloc(9 * MEGABYTE),
    });
    expect(await errorOf(known)).toEqual({ status: 507, code: 'QUOTA_EXCEEDED' });
    const file = join(dataDir, 'nine.bin');
    writeFileSync(file, randomBytes(9 * MEGABYTE));
    const form = curl('-F', `f=@${file}`, `${program.url}/api/volumes/${volume.id}/files`);
    expect((JSON.parse(form) as ErrorBody).code).toBe('QUOTA_EXCEEDED');
    expect(contents(volume)).toEqual([]);
    const { body: stats } = await program.call<VolumeStats>('GET', `/volumes/${volume.id}/stats`);
    expect(stats.sizeBytes).toBe(0);
  });

  it('that the application has taken the room of ends at the next piece, and nothing of it stays', async () => {
    const { body: upload } = await program.call<Upload>('POST', `/volumes/${volume.id}/uploads`, {
      path: '/pieces',
      sizeBytes: 7 * MEGABYTE,
    });
    const piece = (offset: number): Promise<Response> =>
      ask(`/volumes/${volume.id}/uploads/${upload.id}?offset=${offset}`, {
        method: 'PUT',
        body: Buffer.alloc(MEGABYTE),
      });
    expect((await piece(0)).status).toBe(200);
    docker(
      'run',
      '--rm',
      '--volume',
      `${volume.dockerName}:/v`,
      'busybox:local',
      'dd',
      'if=/dev/zero',
      'of=/v/log',
      'bs=1M',
      'count=5',
    );
    await program.call('GET', `/volumes/${volume.id}/stats`);
    expect(await errorOf(await piece(MEGABYTE))).toEqual({ status: 507, code: 'QUOTA_EXCEEDED' });
    expect(contents(volume)).toEqual(['./log']);
    expect((await program.call<ErrorBody>('GET', `/volumes/${volume.id}/uploads/${upload.id}`)).status).toBe(404);
    await program.call('DELETE', `/volumes/${volume.id}/files?path=/log`);
  });

  /** Sends a part of a body; the line is cut when `arrived` says so. */
  async function cut(path: string, bytes: Buffer, sent: number, arrived: () => Promise<boolean>): Promise<void> {
    const outgoing = request(`${program.url}/api${path}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${fixedToken}`, 'content-length': bytes.length },
    });
    outgoing.on('error', () => undefined);
    outgoing.write(bytes.subarray(0, sent));
    await expect.poll(arrived).toBe(true);
    outgoing.destroy();
  }

  it('that is cut goes on where it was, and is checked in the end', async () => {
    const bytes = randomBytes(6 * MEGABYTE);
    const { body: begun } = await program.call<Upload>('POST', `/volumes/${volume.id}/uploads`, {
      path: '/resumed.bin',
      sizeBytes: bytes.length,
      modifiedAt: '2024-05-06T07:08:09.000Z',
      mode: 0o600,
    });
    const address = `/volumes/${volume.id}/uploads/${begun.id}`;
    const offset = async (): Promise<number> => (await program.call<Upload>('GET', address)).body.offset;
    await cut(`${address}?offset=0`, bytes, 4 * MEGABYTE, async () => (await offset()) > MEGABYTE);
    const early = await program.call<ErrorBody>('POST', `${address}/complete`, {});
    expect(early.body.code).toBe('UPLOAD_INCOMPLETE');

    // Until the cut has come through on the other side, the upload is busy or still grows.
    let arrived = await offset();
    await expect
      .poll(async () => {
        arrived = await offset();
        const response = await ask(`${address}?offset=${arrived}`, { method: 'PUT', body: bytes.subarray(arrived) });
        return response.status;
      })
      .toBe(200);
    expect(arrived).toBeLessThanOrEqual(4 * MEGABYTE);
    const wrong = await ask(`${address}?offset=0`, { method: 'PUT', body: 'x' });
    expect(await errorOf(wrong)).toEqual({ status: 409, code: 'UPLOAD_OFFSET_WRONG' });
    const done = await program.call<UploadResult>('POST', `${address}/complete`, { sha256: sha256(bytes) });
    expect(done.body).toEqual({ path: '/resumed.bin', sizeBytes: bytes.length, sha256: sha256(bytes) });
    const { body: page } = await program.call<FilePage>('GET', `/volumes/${volume.id}/files`);
    expect(page.entries).toMatchObject([{ name: 'resumed.bin', mode: 0o600, modifiedAt: '2024-05-06T07:08:09.000Z' }]);
    expect(contents(volume)).toEqual(['./resumed.bin']);
  });

  it('whose checksum is another leaves nothing', async () => {
    const { body: upload } = await program.call<Upload>('POST', `/volumes/${volume.id}/uploads`, {
      path: '/bad',
      sizeBytes: 3,
    });
    await ask(`/volumes/${volume.id}/uploads/${upload.id}?offset=0`, { method: 'PUT', body: 'abc' });
    const done = await program.call<ErrorBody>('POST', `/volumes/${volume.id}/uploads/${upload.id}/complete`, {
      sha256: 'a'.repeat(64),
    });
    expect(done.body.code).toBe('CHECKSUM_MISMATCH');
    const whole = await ask(`/volumes/${volume.id}/files/content?path=/bad&sha256=${'a'.repeat(64)}`, {
      method: 'PUT',
      body: 'abc',
    });
    expect(await errorOf(whole)).toEqual({ status: 422, code: 'CHECKSUM_MISMATCH' });
    expect(contents(volume)).toEqual(['./resumed.bin']);
  });

  it('in one piece that is cut leaves nothing', async () => {
    await cut(
      `/volumes/${volume.id}/files/content?path=/cut`,
      randomBytes(MEGABYTE),
      MEGABYTE / 2,
      async () => contents(volume).length > 1,
    );
    await expect.poll(() => contents(volume)).toEqual(['./resumed.bin']);
  });
});

describe('a project', () => {
  it('stops the old release first where only one may write', async () => {
    await program.call('PATCH', `/volumes/${volume.id}`, { writerMode: 'one' });
    await deploy();
    const again = await deploy();
    const { body: log } = await program.call<LogBatch>('GET', `/deployments/${again.id}/logs?kind=build`);
    expect(log.lines.map(({ text }) => text).join('\n')).toContain('Only one container may write to small');
  });

  it('says when a volume was removed behind its back, and gets a new one with the next release', async () => {
    // The release before may be about to go by itself.
    await expect
      .poll(() => {
        const users = docker('ps', '--all', '--quiet', '--filter', `volume=${volume.dockerName}`);
        for (const id of users.split('\n').filter(Boolean)) docker('rm', '--force', id);
        return docker('volume', 'rm', volume.dockerName).trim();
      })
      .toBe(volume.dockerName);
    const { body: gone } = await program.call<ErrorBody>('GET', `/volumes/${volume.id}/files`);
    expect(gone.code).toBe('VOLUME_MISSING');
    expect((await program.call<Volume>('GET', `/volumes/${volume.id}`)).body.state).toBe('missing');
    await deploy();
    expect((await program.call<Volume>('GET', `/volumes/${volume.id}`)).body.state).toBe('ready');
    expect(contents(volume)).toEqual([]);
  });

  it('has an existing Docker volume attached, which stays when it goes', async () => {
    const dockerName = `minipaas-test-${randomBytes(4).toString('hex')}`;
    docker('volume', 'create', dockerName);
    try {
      const candidates = await program.call<{ dockerName: string }[]>(
        'GET',
        `/projects/${project.id}/volumes/candidates`,
      );
      expect(candidates.body.map((each) => each.dockerName)).toContain(dockerName);
      const attached = await program.call<Volume>('POST', `/projects/${project.id}/volumes/attach`, { dockerName });
      expect(attached.body).toMatchObject({ dockerName, isExternal: true, mountPath: `/app/${dockerName}` });
      const twice = await program.call<ErrorBody>('POST', `/projects/${project.id}/volumes/attach`, {
        dockerName,
        name: 'x',
      });
      expect(twice.body.code).toBe('VOLUME_ATTACHED');
      await program.call('DELETE', `/volumes/${attached.body.id}`);
      expect(docker('volume', 'inspect', dockerName)).toContain(dockerName);
    } finally {
      docker('volume', 'rm', dockerName);
    }
  });

  it('gets a volume at its first deployment where that is wanted, and takes all of its own along when it goes', async () => {
    const repository = git.createRepository('second', staticPage('second'));
    const second = (await program.call<Project>('POST', '/projects', { name: 'second', repoUrl: repository.path }))
      .body;
    await program.call('PUT', `/projects/${second.id}/volumes/default`, { isWanted: true });
    await deploy(second.id);
    const { body: volumes } = await program.call<Volume[]>('GET', `/projects/${second.id}/volumes`);
    expect(volumes).toMatchObject([{ name: 'storage', mountedAt: '/app/storage' }]);
    const { body: plan } = await program.call<RemovalPlan>('GET', `/projects/${second.id}/removal`);
    expect(plan.volumes.map(({ name }) => name)).toEqual([volumes[0]?.dockerName]);
    expect((await program.call('DELETE', `/projects/${second.id}`)).status).toBe(200);
    expect(() => docker('volume', 'inspect', volumes[0]?.dockerName ?? '')).toThrow(/[Nn]o such volume/);
  });
});
