// Looking after a host's disk, over SSH and against a real engine: what is measured, and what a clean-up takes and leaves.
import { Readable } from 'node:stream';
import Docker from 'dockerode';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeploymentId, HostId } from '../../src/contract/ids.ts';
import type { DockerEngine } from '../../src/main/adapters/docker/connector.ts';
import type { EngineConnection } from '../../src/main/features/hosts/ports.ts';
import type { KnownObjects } from '../../src/main/features/hosts/ports/upkeep.ts';
import { createHostUpkeep } from '../../src/main/features/hosts/upkeep.ts';
import { prepareEngine } from '../e2e/shells/data-folder.ts';
import { contextOf } from '../support/docker.ts';
import { type DockerHost, type DockerHosts, startDockerHosts } from '../support/docker-hosts.ts';
import { createSshClientWorld, type SshClientWorld } from '../support/ssh-hosts.ts';

type Labels = Readonly<Record<string, string>>;

/** All 50: `MINIPAAS_FULL_LOAD=1`. Without it fewer, since each costs most of a second. */
const RUNS = process.env['MINIPAAS_FULL_LOAD'] === undefined ? 12 : 50;
const own = { 'minipaas.managed': 'true', 'minipaas.instance': 'ours' };
const theirs = { 'minipaas.managed': 'true', 'minipaas.instance': 'theirs' };
const deployment = (id: number, of: Labels = own): Labels => ({
  ...of,
  'minipaas.project': '1',
  'minipaas.deployment': `${id}`,
});
const release = { 'minipaas.role': 'release' };
const id = 7 as HostId;
const signal = new AbortController().signal;

let world: DockerHosts;
let host: DockerHost;
let client: SshClientWorld;
let connection: EngineConnection<DockerEngine>;
/** Another witness: the engine's socket itself. */
let docker: Docker;

const current = { deployment: 2, containerId: '' };
const kept = new Set<string>(['minipaas/shop:2', 'minipaas/shop:3']);
const known: KnownObjects = {
  deployment: (of: DeploymentId) =>
    of > 100
      ? null
      : {
          isActive: false,
          isCurrent: of === current.deployment,
          containerId: of === current.deployment ? current.containerId : null,
        },
  keptImages: () => kept,
  hasVolume: (volume) => volume === 1,
  isLeftByMove: () => false,
  isDeploying: () => false,
};
const upkeep = () => createHostUpkeep({ connection: async () => connection, known: () => known, own });

beforeAll(async () => {
  await prepareEngine();
  world = await startDockerHosts(1);
  host = world.host(1);
  await host.loadImage('busybox:local');
  client = createSshClientWorld(world.privateKeyPath, `${world.folder}/known_hosts`);
  client.trust(host);
  connection = await client.connect({ address: host.address });
  docker = new Docker({ socketPath: host.socket });
});
afterAll(async () => {
  await client?.close();
  await world?.down();
});

async function container(name: string, labels: Labels, part: Docker.ContainerCreateOptions = {}): Promise<string> {
  const made = await docker.createContainer({
    name,
    Image: 'busybox:local',
    Cmd: ['sleep', '900'],
    Labels: { ...labels },
    ...part,
  });
  return made.id;
}

/** A tiny image of its own, named or not. */
async function image(name: string, labels: Labels): Promise<void> {
  const tar = pack();
  tar.entry({ name: 'unique' }, `${name} ${Math.random()}`);
  tar.finalize();
  const changes = Object.entries(labels).map(([key, value]) => `LABEL ${key}=${value}`);
  const stream = await docker.importImage(Readable.from(tar, { objectMode: false }), { changes });
  const said = await new Promise<string>((resolve, reject) => {
    let text = '';
    stream.on('data', (data: Buffer) => (text += data.toString()));
    stream.on('end', () => resolve(text));
    stream.on('error', reject);
  });
  const [repo = '', tag = ''] = name.split(':');
  await docker.getImage(/sha256:[0-9a-f]{64}/.exec(said)?.[0] ?? '').tag({ repo, tag });
}

async function build(tag: string | null, dockerfile: string): Promise<void> {
  const stream = await docker.buildImage(contextOf({ Dockerfile: dockerfile }), tag === null ? {} : { t: tag });
  await new Promise((resolve, reject) => {
    stream.on('end', resolve);
    stream.on('error', reject);
    stream.resume();
  });
}

/** Everything that is not ours to change, as the engine describes it. */
async function foreign(): Promise<unknown> {
  const [containers, images, { Volumes: volumes }, networks] = await Promise.all([
    docker.listContainers({ all: true }),
    docker.listImages(),
    docker.listVolumes(),
    docker.listNetworks(),
  ]);
  const isForeign = (name: string): boolean => !name.startsWith('minipaas') || name.includes('theirs');
  const sorted = (items: readonly unknown[]): readonly string[] => items.map((item) => JSON.stringify(item)).toSorted();
  const inspected = await Promise.all(
    containers
      .filter(({ Names }) => isForeign(Names[0]?.slice(1) ?? ''))
      .map(({ Id }) => docker.getContainer(Id).inspect()),
  );
  return {
    containers: sorted(inspected),
    images: sorted(
      images
        .filter(({ RepoTags, Labels }) => (RepoTags ?? []).some(isForeign) || Labels?.['minipaas.instance'] !== 'ours')
        .map(({ Id, RepoTags, Labels }) => ({ Id, tags: (RepoTags ?? []).filter(isForeign), Labels })),
    ),
    volumes: sorted(volumes.filter(({ Labels }) => Labels?.['minipaas.instance'] !== 'ours')),
    networks: sorted(networks.filter(({ Labels }) => Labels?.['minipaas.instance'] !== 'ours')),
  };
}

const names = async (): Promise<readonly string[]> => {
  const [containers, images, { Volumes: volumes }, networks] = await Promise.all([
    docker.listContainers({ all: true }),
    docker.listImages(),
    docker.listVolumes(),
    docker.listNetworks(),
  ]);
  return [
    ...containers.flatMap(({ Names }) => Names.map((name) => name.slice(1))),
    ...images.flatMap(({ RepoTags }) => RepoTags ?? []),
    ...volumes.map(({ Name }) => Name),
    ...networks.map(({ Name }) => Name),
  ].filter((name) => name.startsWith('minipaas') && !name.includes('theirs'));
};

describe('a clean-up', () => {
  it(`takes what is ours and over, and changes nothing that is foreign, ${RUNS} times`, async () => {
    let seed = 20_261_122;
    const chance = (): boolean => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % 2 === 0;
    };
    // What stays from run to run: what serves, what is kept for a rollback, a volume that is known.
    await image('minipaas/shop:2', deployment(2));
    await image('minipaas/shop:3', deployment(3));
    current.containerId = await container(
      'minipaas-shop-2',
      { ...deployment(2), ...release },
      { Image: 'minipaas/shop:2' },
    );
    await docker.createVolume({ Name: 'minipaas-vol-1-1', Labels: { ...own, 'minipaas.volume': '1' } });
    // Ours, over, and made use of by others: named anew, built upon, started by hand.
    await image('minipaas/shop:4', deployment(4));
    await docker.getImage('minipaas/shop:4').tag({ repo: 'acme/keeps', tag: '1' });
    await build('acme/derived:1', 'FROM minipaas/shop:3\nENV MORE=1\n');
    await build(null, 'FROM minipaas/shop:3\nENV NAMELESS=1\n');
    await container('by-hand', {}, { Image: 'acme/derived:1' });
    const untagged = (await docker.listImages({ filters: { dangling: ['true'] } })).map(({ Id }) => Id);
    expect(untagged).toHaveLength(1);
    const lasting = (await names()).toSorted();

    for (let run = 0; run < RUNS; run += 1) {
      await Promise.all([
        image(`minipaas/shop:${10 + run}`, deployment(10 + (run % 80))),
        container(`minipaas-shop-${10 + run}`, { ...deployment(10 + (run % 80)), ...release }),
        container(`minipaas-gone-${run}-candidate`, { ...deployment(500 + run), 'minipaas.role': 'candidate' }),
        docker.createVolume({ Name: `minipaas-vol-9-${run + 2}`, Labels: { ...own, 'minipaas.volume': `${run + 2}` } }),
        docker.createNetwork({ Name: `minipaas-${run}`, Labels: { ...own } }),
        ...(chance() ? [container(`plain-${run}`, {})] : []),
        ...(chance() ? [container(`minipaas-theirs-${run}`, { ...deployment(run, theirs), ...release })] : []),
        ...(chance() ? [image(`acme/app:${run}`, {})] : []),
        ...(chance() ? [image(`minipaas/theirs:${run}`, deployment(run, theirs))] : []),
        ...(chance() ? [docker.createVolume({ Name: `data-${run}` })] : []),
        ...(chance()
          ? [docker.createVolume({ Name: `minipaas-vol-theirs-${run}`, Labels: { ...theirs, 'minipaas.volume': '9' } })]
          : []),
        ...(run < 5 ? [docker.createNetwork({ Name: `foreign-${run}` })] : []),
        ...(run < 5 ? [docker.createNetwork({ Name: `minipaas-theirs-${run}`, Labels: { ...theirs } })] : []),
      ]);
      const before = await foreign();
      const { items } = await upkeep().prunePlan({ id }, { signal });
      const { removed, kept: refused } = await upkeep().prune({ id, keys: items.map(({ key }) => key) }, { signal });
      // The first time our name goes from the image that somebody named anew.
      expect(removed.length, `run ${run}`).toBe(run === 0 ? 6 : 5);
      expect(refused).toEqual([]);
      expect(await foreign(), `run ${run}`).toEqual(before);
      expect((await names()).toSorted(), `run ${run}`).toEqual(lasting.filter((name) => name !== 'minipaas/shop:4'));
    }
    expect((await docker.listImages({ filters: { dangling: ['true'] } })).map(({ Id }) => Id)).toEqual(untagged);
    expect(await docker.getContainer(current.containerId).inspect()).toMatchObject({ State: { Status: 'created' } });
  });

  it('takes nothing that needs a choice by itself, and nothing that was not in the plan', async () => {
    await docker.createVolume({ Name: 'minipaas-vol-9-900', Labels: { ...own, 'minipaas.volume': '900' } });
    // `sleep` as process 1 does not hear a SIGTERM.
    const ending = { StopSignal: 'SIGKILL' };
    const running = await container('minipaas-gone-900', { ...deployment(900), ...release }, ending);
    await docker.getContainer(running).start();
    const { items } = await upkeep().prunePlan({ id }, { signal });
    expect(items.map(({ name, needsChoice }) => ({ name, needsChoice }))).toEqual([
      { name: 'minipaas-gone-900', needsChoice: true },
      { name: 'minipaas-vol-9-900', needsChoice: true },
    ]);
    expect(await upkeep().prune({ id }, { signal })).toEqual({ removed: [], kept: [] });
    const foreignKey = `container:${(await docker.getContainer('by-hand').inspect()).Id}`;
    expect(await upkeep().prune({ id, keys: [foreignKey, 'volume:data-0'] }, { signal })).toMatchObject({
      removed: [],
      kept: [{ key: foreignKey }, { key: 'volume:data-0', name: 'data-0' }],
    });
    const keys = items.map(({ key }) => key);
    expect((await upkeep().prune({ id, keys }, { signal })).removed).toHaveLength(2);
  });

  it('says in the engine’s words what it would not let go of', async () => {
    await docker.createVolume({ Name: 'minipaas-vol-9-901', Labels: { ...own, 'minipaas.volume': '901' } });
    const { items } = await upkeep().prunePlan({ id }, { signal });
    const objects = connection.upkeep.objects;
    // Somebody takes it between the last look and the removal.
    const racing = {
      ...connection,
      upkeep: {
        ...connection.upkeep,
        async objects(...args: Parameters<typeof objects>) {
          const found = await objects(...args);
          await container('takes-it', {}, { HostConfig: { Binds: ['minipaas-vol-9-901:/data'] } });
          return found;
        },
      },
    };
    const late = createHostUpkeep({ connection: async () => racing, known: () => known, own });
    expect(await late.prune({ id, keys: items.map(({ key }) => key) }, { signal })).toMatchObject({
      removed: [],
      kept: [{ name: 'minipaas-vol-9-901', reason: expect.stringContaining('in use') as string }],
    });
  });
});

describe('a host', () => {
  it('says what takes the space on its disk, ours and foreign apart', async () => {
    const writer = await container(
      'minipaas-shop-5',
      { ...deployment(5), ...release },
      {
        Cmd: ['sh', '-c', 'dd if=/dev/zero of=/mine bs=1M count=3; dd if=/dev/zero of=/v/data bs=1M count=2'],
        HostConfig: { Binds: ['minipaas-vol-1-1:/v'] },
      },
    );
    await docker.getContainer(writer).start();
    await docker.getContainer(writer).wait();
    const use = await upkeep().disk({ id }, { signal });
    expect(use.containers.ours.bytes).toBeGreaterThanOrEqual(3 * 1024 ** 2);
    expect(use.containers.ours.bytes).toBeLessThan(4 * 1024 ** 2);
    expect(use.containers.foreign).toMatchObject({ bytes: 0 });
    expect(use.volumes.ours).toMatchObject({ bytes: 2 * 1024 ** 2 });
    expect(use.images.ours.count).toBeGreaterThanOrEqual(2);
    expect(use.images.foreign.count).toBeGreaterThan(3);
    const { LayersSize } = (await docker.df()) as { LayersSize: number };
    const { ours, foreign: others, sharedBytes } = use.images;
    expect((ours.bytes ?? 0) + (others.bytes ?? 0) + (sharedBytes ?? 0)).toBe(LayersSize);
    expect(use.totalBytes).toBeGreaterThan(LayersSize);
  });

  it('says how fast it answers and what of SSH it uses', async () => {
    const { roundTrip, ssh } = await upkeep().link({ id }, { signal });
    expect(roundTrip.samples).toBe(5);
    expect(roundTrip.fastestMs).toBeGreaterThan(0);
    expect(roundTrip.medianMs).toBeGreaterThanOrEqual(roundTrip.fastestMs);
    expect(roundTrip.slowestMs).toBeGreaterThanOrEqual(roundTrip.medianMs);
    expect(ssh).toMatchObject({
      connections: host.connections().length,
      sessions: 0,
      maxSessions: 8,
      transport: 'streamlocal',
    });
    // The event stream, and what calls have left open for the next ones.
    expect(ssh?.channels).toBeGreaterThan(0);
  });
});
