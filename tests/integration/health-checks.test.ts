// Each check of `GET /api/health/detailed` made to fail by what it is about, and mended by the fix that it offers, on the whole program. SSH, leftovers,
// crashed applications and a disk that fills up have theirs in upkeep.test.ts and upkeep-remote.test.ts.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Deployment } from '../../src/contract/deployments.ts';
import type { Domain } from '../../src/contract/domains.ts';
import type { DetailedHealth, Finding } from '../../src/contract/health.ts';
import type { Ingress } from '../../src/contract/ingress.ts';
import type { Project } from '../../src/contract/projects.ts';
import type { SettingsPatch } from '../../src/contract/settings.ts';
import type { Volume } from '../../src/contract/volumes.ts';
import { createEngineConnector } from '../../src/main/adapters/docker/connector.ts';
import { makeDataFolder, prepareEngine, removeInstallation } from '../e2e/shells/data-folder.ts';
import { CADDY_IMAGE, ensureCaddyImage } from '../support/caddy-image.ts';
import { type RunningProgram, startProgram } from '../support/control-plane.ts';
import { localHost } from '../support/docker.ts';
import { containersOf } from '../support/engine-objects.ts';
import { freePort } from '../support/free-port.ts';
import { type GitServer, startGitServer } from '../support/git-server.ts';
import { type Keyring, startKeyring } from '../support/keyring.ts';
import { openSocketProxy, type SocketProxy } from '../support/socket-proxy.ts';

const dataDir = makeDataFolder('health');
const page = {
  Dockerfile:
    'FROM busybox:local\nRUN mkdir /www && echo well > /www/index.html\nCMD ["httpd", "-f", "-p", "3000", "-h", "/www"]\n',
};
const slowly = { interval: 200 };

let git: GitServer;
let proxy: SocketProxy;
let keyring: Keyring;
let program: RunningProgram;
/** As another program that has the file open. */
let database: Database.Database;

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await program.call<T>(method, path, body);
  expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(300);
  return answer.body;
}
const check = (): Promise<DetailedHealth> => call('POST', '/health/check');
const findingOf = async (id: string): Promise<Finding | undefined> =>
  (await check()).findings.find((each) => each.id === id);
async function fix(finding: Finding | undefined, label: string): Promise<string> {
  const found = finding?.fixes.find((each) => each.label === label);
  return (await call<{ message: string }>('POST', `/health/fixes/${found?.id}`, { confirm: found?.removes })).message;
}

beforeAll(async () => {
  await prepareEngine();
  const connection = await createEngineConnector().connect(localHost, {
    signal: AbortSignal.timeout(240_000),
    onEvent: () => undefined,
  });
  await ensureCaddyImage(connection.engine);
  await connection.close();
  git = startGitServer();
  proxy = await openSocketProxy('/var/run/docker.sock');
  keyring = await startKeyring();
  program = await startProgram(dataDir, [], {
    ...keyring.env,
    DOCKER_HOST: proxy.endpoint,
    MINIPAAS_INGRESS_DRIVER: 'caddy',
    MINIPAAS_INGRESS_CADDY_IMAGE: CADDY_IMAGE,
  });
  database = new Database(join(dataDir, 'minipaas.db'));
});
afterAll(async () => {
  database?.close();
  await program?.stop();
  await keyring?.close();
  await proxy?.close();
  await removeInstallation(dataDir);
  await git?.close();
});

describe('the engine', () => {
  it('that does not answer is a failure, and there again by its fix', async () => {
    const back = await proxy.vanish();
    let found: Finding | undefined;
    const look = async (): Promise<Finding | undefined> => {
      found = await findingOf('engine:1');
      return found;
    };
    const health = async () => (await call<{ status: string }>('GET', '/health')).status;
    await expect.poll(look, slowly).toMatchObject({
      status: 'failed',
      message: expect.stringMatching(/No Docker engine answers|stopped answering/),
    });
    // It is looked for again and again, and each attempt is a warning for a moment.
    await expect.poll(health, slowly).toBe('degraded');
    expect(await fix(found, 'Look for This machine again')).toBe('This machine still does not answer.');
    await back();
    const pressed = await program.call<{ message: string }>('POST', '/health/fixes/reconnect-host-1', {});
    // An attempt of its own may have found it first: then there is nothing to press any more.
    expect([200, 409]).toContain(pressed.status);
    await expect.poll(look, slowly).toMatchObject({ status: 'ok' });
    await expect.poll(health, slowly).toBe('ok');
  });

  it('whose clock is another is a warning, then a failure', async () => {
    await expect.poll(() => findingOf('clock:1'), slowly).toMatchObject({ status: 'ok' });
    const clock = () => findingOf('clock:1');
    proxy.shiftClock(20_000);
    await expect.poll(clock, slowly).toMatchObject({
      status: 'warning',
      message: expect.stringMatching(/^The clock of This machine is (19|20)\.\d s ahead of the one of this machine\.$/),
      hint: expect.stringContaining('time synchronisation'),
    });
    proxy.shiftClock(-90_000);
    await expect.poll(clock, slowly).toMatchObject({
      status: 'failed',
      message: expect.stringMatching(/(89|9\d)\.\d s behind/),
    });
    proxy.shiftClock(0);
    await expect.poll(clock, slowly).toMatchObject({ status: 'ok' });
  });
});

describe('the database', () => {
  it('whose log has grown behind a reader gets it into the file, and gives back what is not used', async () => {
    const reader = new Database(join(dataDir, 'minipaas.db'));
    reader.exec('begin');
    reader.prepare('select count(*) from installation').get();
    database.exec('create table ballast (content)');
    database.prepare('insert into ballast values (zeroblob(?))').run(70 * 1024 ** 2);
    const grown = await findingOf('database');
    expect(grown).toMatchObject({ status: 'warning', message: expect.stringContaining('in its write-ahead log') });
    reader.exec('rollback');
    reader.close();
    expect(await fix(grown, 'Bring the log into the file')).toBe('The write-ahead log has 0 B now.');

    database.exec('drop table ballast');
    database.pragma('wal_checkpoint(TRUNCATE)');
    const loose = await findingOf('database');
    expect(loose).toMatchObject({ status: 'warning', message: expect.stringContaining('are no longer used') });
    expect(await fix(loose, 'Give unused space back')).toMatch(/^The database has [\d.]+ [kK]B now\.$/);
    expect(await findingOf('database')).toMatchObject({ status: 'ok' });
  });

  it('whose index is not that of its table is made whole', async () => {
    database.unsafeMode(true);
    database.exec(`create table pairs (a, b); insert into pairs values (1, 2), (3, 4); create index pairs_a on pairs (a);
      pragma writable_schema = on; update sqlite_schema set sql = 'CREATE INDEX pairs_a on pairs (b)' where name = 'pairs_a';
      pragma writable_schema = reset`);
    database.unsafeMode(false);
    const found = await findingOf('database-integrity');
    expect(found).toMatchObject({
      status: 'failed',
      message: expect.stringMatching(/^The database is damaged: .*index pairs_a/),
      hint: expect.stringContaining('made anew from their tables'),
    });
    expect(await fix(found, 'Make a copy of it')).toMatch(/^Copied to .*\.backup\.db\.$/);
    expect(await fix(found, 'Make the indices anew')).toBe('The database is whole again.');
    expect(await findingOf('database-integrity')).toMatchObject({ status: 'ok' });
    database.exec('drop table pairs');
  });
});

describe('the queue', () => {
  it('that somebody else has changed under miniPaaS is looked at again, and moves', async () => {
    // Fails while it is built: no release comes of it.
    const repository = git.createRepository('unwoken', { Dockerfile: 'NO SUCH INSTRUCTION\n' });
    const project = await call<Project>('POST', '/projects', { name: 'unwoken', repoUrl: repository.path });
    await call('POST', '/queue/hosts/1/pause');
    const { id } = await call<Deployment>('POST', `/projects/${project.id}/deployments`, {});
    expect(await findingOf('queue')).toMatchObject({ status: 'ok' });
    database.prepare('update deployments set queue_at = queue_at - 120000 where id = ?').run(id);
    database.prepare('delete from queue_pauses').run();
    const found = await findingOf('queue');
    expect(found).toMatchObject({
      status: 'warning',
      message: expect.stringMatching(/^A deployment has waited for \d+ s although nothing is being built\.$/),
    });
    expect(await fix(found, 'Look at the queue again')).toBe('The queue moves again.');
    await program.until(id, 'failed');
    await call('DELETE', `/projects/${project.id}`);
  });
});

describe('what is in front of applications', () => {
  it('is put back by its fix when its port is free again; a domain is looked at again by its own', async () => {
    const repository = git.createRepository('looked-after', page);
    const project = await call<Project>('POST', '/projects', { name: 'looked-after', repoUrl: repository.path });
    await call('POST', `/projects/${project.id}/volumes`, { name: 'data', maxSizeBytes: 1_048_576 });
    const port = await freePort();
    const taken = createServer().listen(port, '127.0.0.1');
    await once(taken, 'listening');
    await call('PUT', '/hosts/1/ingress', { httpPort: port, httpsPort: await freePort() });
    await program.until((await call<Deployment>('POST', `/projects/${project.id}/deployments`, {})).id, 'running');
    await expect.poll(async () => (await findingOf('ingress:1'))?.status, slowly).toBe('warning');
    const found = await findingOf('ingress:1');
    expect(found?.message).toContain(`Port ${port} of This machine is used by another program`);
    taken.close();
    await once(taken, 'close');
    expect(await fix(found, 'Install the ingress of This machine again')).toBe('The ingress runs.');
    expect(await findingOf('ingress:1')).toMatchObject({ status: 'ok' });
    expect((await call<Ingress>('GET', '/hosts/1/ingress')).status).toBe('running');

    const domain = await call<Domain>('POST', `/projects/${project.id}/domains`, { hostName: 'nowhere.example.test' });
    const lost = async () => findingOf(`certificate:${domain.id}`);
    await expect.poll(lost, slowly).toMatchObject({
      status: 'warning',
      message: expect.stringMatching(/^nowhere\.example\.test: .* open to this machine only/),
    });
    expect(await fix(await lost(), 'Look at nowhere.example.test again')).toBe('nowhere.example.test was looked at.');
    await call('DELETE', `/domains/${domain.id}`);
    expect(await lost()).toBeUndefined();
  });

  it('waits behind a pause that was forgotten, until its fix resumes the queue', async () => {
    const [project] = await call<Project[]>('GET', '/projects');
    await call('POST', '/queue/hosts/1/pause');
    const { id } = await call<Deployment>('POST', `/projects/${project?.id}/deployments`, {});
    database.prepare('update queue_pauses set paused_at = paused_at - 7200000').run();
    const found = await findingOf('queue:1');
    expect(found).toMatchObject({
      status: 'warning',
      message: 'The queue of This machine is paused for 2 h, and 1 wait for it.',
    });
    expect(await fix(found, 'Resume the queue of This machine')).toBe('The queue of This machine goes on.');
    await program.until(id, 'running');
    // Everything that failed here is over.
    await expect.poll(async () => (await check()).findings.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(await findingOf('queue:1')).toBeUndefined();
  });
});

describe('room', () => {
  const set = (health: SettingsPatch['health']) => call('PATCH', '/settings', { health });
  const docker = (...args: readonly string[]): string => execFileSync('docker', args, { encoding: 'utf8' }).trim();
  /** Whatever the machine has, it is below this. */
  const MOST_MB = 1_073_741_824;

  it('in a volume that its application has filled is there again when it is measured after that was deleted', async () => {
    const [project] = await call<Project[]>('GET', '/projects');
    const [volume] = await call<Volume[]>('GET', `/projects/${project?.id}/volumes`);
    const container = `minipaas-looked-after-${project?.current?.id}`;
    docker('exec', container, 'dd', 'if=/dev/zero', 'of=/app/storage/ballast', 'bs=1M', 'count=2');
    await call('GET', `/volumes/${volume?.id}/stats?maxAgeMs=0`);
    const found = await findingOf(`volumes:${volume?.id}`);
    expect(found).toMatchObject({
      status: 'failed',
      message: expect.stringMatching(/^The volume data of looked-after holds 2(\.\d)? MB of 1 MB\.$/),
      hint: expect.stringContaining('raise its size in the Storage tab'),
    });
    docker('exec', container, 'rm', '/app/storage/ballast');
    expect(await fix(found, 'Measure data of looked-after again')).toBe('data has room again.');
    expect(await findingOf('volumes')).toMatchObject({ status: 'ok' });
  });

  it('in memory is what the machine and the program have, beside what the settings ask for', async () => {
    await set({ ownMemoryWarningMB: 1, hostMemoryWarningPercent: 100 });
    expect(await findingOf('memory')).toMatchObject({
      status: 'warning',
      message: expect.stringMatching(/^miniPaaS uses [\d.]+ MB of memory\.$/),
      hint: expect.stringContaining('Restart miniPaaS'),
    });
    expect(await findingOf('host-memory:1')).toMatchObject({
      status: 'warning',
      message: expect.stringMatching(/^This machine: [\d.]+ \w?B of [\d.]+ \w?B of memory are available\.$/),
      hint: expect.stringContaining('Set memory limits'),
    });
    await set({ ownMemoryWarningMB: 1_048_576, hostMemoryWarningPercent: 1 });
    expect(await findingOf('memory')).toMatchObject({ status: 'ok' });
    expect(await findingOf('host-memory:1')).toMatchObject({ status: 'ok' });
  });

  it('on disks is made by removing what is kept no longer: on the host, then in the data folder', async () => {
    const [project] = await call<Project[]>('GET', '/projects');
    // The release before has let go of its image.
    const names = () => containersOf(dataDir).filter((name) => name.startsWith('minipaas-looked-after-'));
    await expect.poll(names, slowly).toHaveLength(1);
    await call('PATCH', `/projects/${project?.id}`, { keepImageHistory: 1 });
    database.prepare("update health_events set at = 0 where finding_id = 'clock:1'").run();
    await set({ diskWarningMB: MOST_MB, diskFailureMB: 1 });
    const disks = async () => [await findingOf('host-disk:1'), await findingOf('disk')] as const;
    const [low, lowHere] = await disks();
    expect([low?.status, lowHere?.status]).toEqual(['warning', 'warning']);
    expect(low?.message).toMatch(/^This machine: [\d.]+ \w+ of [\d.]+ \w+ are free on Docker's disk\.$/);
    const image = /^minipaas\/looked-after:\d+ on This machine$/;
    expect(low?.fixes[0]?.removes).toEqual([expect.stringMatching(image)]);
    expect(lowHere?.fixes[0]?.removes).toEqual([
      expect.stringMatching(image),
      expect.stringMatching(/^\d+ entr(?:y|ies) of the health history$/),
    ]);
    expect(await fix(low, 'Remove what is kept no longer on This machine')).toBe('Removed 1 of 1.');
    expect(docker('images', '-q', 'minipaas/looked-after').split('\n')).toHaveLength(1);
    const [after, afterHere] = await disks();
    expect(after?.fixes).toEqual([]);
    expect(await fix(afterHere, 'Remove what is kept no longer')).toBe('Removed 1 of 1.');

    await set({ diskFailureMB: MOST_MB });
    const [full, fullHere] = await disks();
    expect([full?.status, fullHere?.status]).toEqual(['failed', 'failed']);
    expect(fullHere?.fixes).toEqual([]);
    await set({ diskWarningMB: 1, diskFailureMB: 1 });
    expect((await disks()).map((found) => found?.status)).toEqual(['ok', 'ok']);
  });
});

describe('the keychain', () => {
  it('that is missing or locked is a warning, and none any more when it is open', async () => {
    const found = () => findingOf('keychain');
    expect(await found()).toMatchObject({
      status: 'warning',
      message: expect.stringContaining('Secrets cannot be kept safely here'),
      hint: expect.stringContaining('--passphrase-file'),
    });
    keyring.startLocked();
    await expect.poll(found, slowly).toMatchObject({ status: 'warning', message: expect.stringContaining('locked') });
    await keyring.unlock();
    await expect.poll(found, slowly).toMatchObject({ status: 'ok', message: 'Secrets can be sealed and opened.' });
  });
});
