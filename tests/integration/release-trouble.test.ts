// A bad release cannot win: whatever goes wrong on the way or on the host, the release before answers through the ingress, the error names
// the cause and the next step, and nothing half-done is left on the engine.
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Deployment } from '../../src/contract/deployments.ts';
import type { HostId } from '../../src/contract/ids.ts';
import type { Project, UpdateProjectInput } from '../../src/contract/projects.ts';
import { CADDY_IMAGE } from '../support/caddy-image.ts';
import { type DockerHost, type DockerHosts, startDockerHosts } from '../support/docker-hosts.ts';
import type { RepositoryFiles, TestRepository } from '../support/git-repository.ts';
import { caller, type RoutedPlane, startRoutedPlane } from '../support/routed-plane.ts';

let machines: DockerHosts;
let machine: DockerHost;
let routed: RoutedPlane;
let hostId: HostId;
let project: Project;
let repository: TestRepository;
/** The release that serves. */
let good: Deployment;

const page = (text: string): RepositoryFiles => ({
  Dockerfile: [
    'FROM busybox:local',
    `RUN mkdir /www && echo ${text} > /www/index.html`,
    'CMD ["httpd", "-f", "-p", "3000", "-h", "/www"]',
    '',
  ].join('\n'),
});
const runs = (...command: readonly string[]): RepositoryFiles => ({
  Dockerfile: `FROM busybox:local\nRUN mkdir /www && echo ok > /www/up\nCMD ${JSON.stringify(command)}\n`,
});

beforeAll(async () => {
  [routed, machines] = await Promise.all([startRoutedPlane(), startDockerHosts(1, { disk: '300m' })]);
  machine = machines.host(1);
  await Promise.all([machine.loadImage('busybox:local'), machine.loadImage(CADDY_IMAGE)]);
  hostId = await routed.addHost('small', machine, machines.privateKeyPath);
  await routed.install(hostId, { httpPort: 80, httpsPort: 443 });
  ({ project, repository } = await routed.addProject(page('good'), {
    hostId,
    drainSeconds: 1,
    // What waits for its end in vain is told less: whatever else happens may take its time.
    healthTimeoutSeconds: 120,
  }));
  good = await routed.deploy(project.id);
  if (good.status !== 'running') {
    throw new Error(`The first release is ${good.status}: ${good.errorMessage}`);
  }
});
afterAll(async () => {
  await routed?.close();
  await machines?.down();
});

/** Through the ingress, as visitors do. */
function answer(): Promise<string> {
  const { hostname, port } = new URL(routed.project(project.id).url ?? '');
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, agent: false, headers: { host: hostname } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.once('end', () => resolve(`${response.statusCode} ${text.trim()}`));
    });
    asked.once('error', reject);
    asked.end();
  });
}

const lines = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .toSorted();
const containers = (): readonly string[] =>
  lines(
    machine.docker('ps', '-a', '--filter', `label=minipaas.project=${project.id}`, '--format', '{{.Names}} {{.State}}'),
  );
const images = (): readonly string[] =>
  lines(
    machine.docker(
      'images',
      '--filter',
      `label=minipaas.project=${project.id}`,
      '--format',
      '{{.Repository}}:{{.Tag}}',
    ),
  );
const change = (settings: Partial<UpdateProjectInput>) =>
  routed.plane.services.projects.update({ id: project.id, ...settings }, caller);

const slowly = { interval: 100 };

/** As before the release that failed. */
async function expectUntouched(before: readonly string[]): Promise<void> {
  expect(await answer()).toBe('200 good');
  expect(containers()).toEqual([`minipaas-${project.slug}-${good.id} running`]);
  expect(images()).toEqual(before);
  expect(routed.project(project.id).current?.id).toBe(good.id);
}

/** For what is waited for in vain. */
const inVain = { settings: { healthTimeoutSeconds: 2 }, undo: { healthTimeoutSeconds: 120 } };

describe('a release through the ingress', () => {
  const bad: readonly {
    readonly name: string;
    readonly files: RepositoryFiles;
    readonly settings?: Partial<UpdateProjectInput>;
    readonly undo?: Partial<UpdateProjectInput>;
    readonly code: string;
    readonly says: RegExp;
  }[] = [
    {
      name: 'fills the disk while it is built',
      files: { Dockerfile: 'FROM busybox:local\nRUN dd if=/dev/zero of=/big bs=1M count=400\n' },
      code: 'DISK_FULL',
      says: /^The disk is full \(Docker on small\)\. Free some space: docker system df/,
    },
    {
      name: 'exits at once',
      files: runs('sh', '-c', 'echo "Error: no database" >&2; exit 3'),
      code: 'CONTAINER_EXITED',
      says: /code 3 .*Error: no database/,
    },
    {
      name: 'listens on another port',
      files: runs('httpd', '-f', '-p', '8080', '-h', '/www'),
      ...inVain,
      code: 'PORT_NOT_LISTENING',
      says: /port 3000 within 2 s.*listens on 8080/,
    },
    {
      name: 'listens on localhost only',
      files: runs('httpd', '-f', '-p', '127.0.0.1:3000', '-h', '/www'),
      ...inVain,
      code: 'LISTENS_ON_LOCALHOST',
      says: /localhost only.*0\.0\.0\.0/,
    },
    {
      name: 'fails its health path',
      files: runs('httpd', '-f', '-p', '3000', '-h', '/www'),
      settings: { ...inVain.settings, healthPath: '/nothing-here' },
      undo: { ...inVain.undo, healthPath: null },
      code: 'HEALTH_CHECK_FAILED',
      says: /\/nothing-here .*it answered 404/,
    },
    {
      name: 'runs out of memory',
      files: runs('sh', '-c', 'tail /dev/zero'),
      // What runs keeps its own until the next release: it uses more than this while it is measured.
      settings: { memoryLimitMb: 16 },
      undo: { memoryLimitMb: 64 },
      code: 'OUT_OF_MEMORY',
      says: /more than its 16 MB.*Raise the memory limit/,
    },
  ];

  it.each(bad)('that $name leaves the old one serving', async ({ files, settings, undo, code, says }) => {
    const before = images();
    if (settings !== undefined) {
      await change(settings);
    }
    repository.commit(files);
    const row = await routed.deploy(project.id);
    expect(row).toMatchObject({ status: 'failed', errorCode: code });
    expect(`${row.errorMessage} ${row.errorHint}`).toMatch(says);
    await expectUntouched(before);
    if (undo !== undefined) {
      await change(undo);
    }
  });

  it('goes well again afterwards, and back: by its image, or with words where somebody removed that', async () => {
    repository.commit(page('better'));
    const better = await routed.deploy(project.id);
    expect(better).toMatchObject({ status: 'running' });
    expect(await answer()).toBe('200 better');
    const served = `minipaas-${project.slug}-${better.id} running`;
    // It has the drain time to finish what it has begun.
    await expect.poll(containers, slowly).toEqual([served]);
    machine.docker('rmi', `minipaas/${project.slug}:${good.id}`);
    const back = await routed.rollback(good.id);
    expect(back).toMatchObject({ status: 'failed', errorCode: 'IMAGE_GONE' });
    expect(`${back.errorMessage} ${back.errorHint}`).toMatch(/no longer on the host.*Deploy its commit again/);
    expect(await answer()).toBe('200 better');
    expect(containers()).toEqual([served]);
    const row = await Promise.resolve(routed.plane.services.deployments.get({ id: good.id }, caller));
    expect(row).toMatchObject({ canRollback: false });
    repository.commit(page('good'));
    good = await routed.deploy(project.id);
    expect(good).toMatchObject({ status: 'running', errorMessage: null });
    await expect.poll(containers, slowly).toEqual([`minipaas-${project.slug}-${good.id} running`]);
    expect(await answer()).toBe('200 good');
  });
});

describe('a host', () => {
  const networks = (name: string): string =>
    machine.docker('inspect', '--format', '{{range .NetworkSettings.Networks}}{{.NetworkID}}{{end}}', name).trim();

  it('whose network somebody has removed gets it again, and everything answers in it', async () => {
    const names = lines(machine.docker('ps', '--filter', 'network=minipaas', '--format', '{{.Names}}'));
    expect(names).toHaveLength(2);
    for (const name of names) {
      machine.docker('network', 'disconnect', '--force', 'minipaas', name);
    }
    machine.docker('network', 'rm', 'minipaas');
    repository.commit({ ...page('good'), 'README.md': 'again' });
    good = await routed.deploy(project.id);
    expect(good).toMatchObject({ status: 'running', errorMessage: null });
    const ingress = (): string =>
      machine.docker('ps', '--filter', 'label=minipaas.role=ingress', '--filter', 'network=minipaas', '-q').trim();
    await expect.poll(ingress, slowly).not.toBe('');
    await expect.poll(() => routed.project(project.id), slowly).toMatchObject({ urlNote: null });
    // Of another machine the kernel cannot be asked whether the ingress listens yet.
    await expect.poll(answer, slowly).toBe('200 good');
    expect(networks(ingress())).toBe(networks(`minipaas-${project.slug}-${good.id}`));
  });

  it('whose ports 80 and 443 another installation has keeps its applications on their ports, and says who to ask', async () => {
    const other = await startRoutedPlane();
    try {
      const id = await other.addHost('theirs', machine, machines.privateKeyPath);
      const ingress = await other.install(id, { httpPort: 80, httpsPort: 443 });
      expect(ingress).toMatchObject({ status: 'unavailable', error: { code: 'INGRESS_PORT_TAKEN' } });
      expect(`${ingress.error?.message} ${ingress.error?.hint}`).toMatch(
        /Port (80|443) of theirs is used.*other ports/,
      );
      const added = await other.addProject(page('theirs'), { hostId: id });
      expect(await other.deploy(added.project.id)).toMatchObject({ status: 'running' });
      const { url, urlNote } = other.project(added.project.id);
      expect(urlNote).toMatch(/Port (80|443) of theirs/);
      expect(await (await fetch(url ?? '')).text()).toBe('theirs\n');
      expect(await answer()).toBe('200 good');
      // Both use one network; who goes leaves it to the other.
      const { tools, left } = await other.plane.services.hosts.remove({ id, projects: 'remove' }, caller);
      expect([tools.map((tool) => tool.replace(/-\w+$/, '')), left]).toEqual([['volume minipaas-ingress'], []]);
      expect(await answer()).toBe('200 good');
    } finally {
      await other.close();
    }
  });
});
