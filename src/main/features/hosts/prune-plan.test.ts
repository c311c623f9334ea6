import { describe, expect, it } from 'vitest';
import { planPrune } from './prune-plan.ts';
import type {
  EngineContainer,
  EngineImage,
  EngineNetwork,
  EngineObjects,
  EngineVolume,
  KnownDeployment,
  KnownObjects,
} from './ports/upkeep.ts';

const own = { 'minipaas.managed': 'true', 'minipaas.instance': 'us' };
const theirs = { 'minipaas.managed': 'true', 'minipaas.instance': 'them' };
const ofDeployment = (id: number) => ({ ...own, 'minipaas.project': '1', 'minipaas.deployment': String(id) });

const container = (id: string, deployment: number, part: Partial<EngineContainer> = {}): EngineContainer => ({
  id,
  name: `minipaas-shop-${deployment}`,
  labels: { ...ofDeployment(deployment), 'minipaas.role': 'release' },
  state: 'exited',
  imageId: 'sha256:none',
  networks: [],
  volumes: [],
  sizeBytes: null,
  ...part,
});
const image = (id: string, deployment: number, part: Partial<EngineImage> = {}): EngineImage => ({
  id,
  tags: [`minipaas/shop:${deployment}`],
  labels: ofDeployment(deployment),
  sizeBytes: 100,
  ownBytes: 10,
  layers: ['base', id],
  ...part,
});
const volume = (id: number, part: Partial<EngineVolume> = {}): EngineVolume => ({
  name: `minipaas-vol-1-${id}`,
  labels: { ...own, 'minipaas.volume': String(id) },
  sizeBytes: 5,
  ...part,
});
const network = (part: Partial<EngineNetwork> = {}): EngineNetwork => ({
  id: 'n1',
  name: 'minipaas',
  labels: own,
  ...part,
});

interface Knowledge {
  readonly deployments?: Readonly<Record<number, Partial<KnownDeployment>>>;
  readonly kept?: readonly string[];
  readonly volumes?: readonly number[];
  readonly isDeploying?: boolean;
}
const knowing = ({ deployments = {}, kept = [], volumes = [], isDeploying = false }: Knowledge): KnownObjects => ({
  deployment: (id) => {
    const row = deployments[id];
    return row === undefined ? null : { isActive: false, isCurrent: false, containerId: null, ...row };
  },
  keptImages: () => new Set(kept),
  hasVolume: (id) => volumes.includes(id),
  isLeftByMove: (name) => name === 'left',
  isDeploying: () => isDeploying,
});
const plan = (objects: Partial<EngineObjects>, knowledge: Knowledge = {}) =>
  planPrune({ containers: [], images: [], volumes: [], networks: [], ...objects }, knowing(knowledge), own);

describe('containers', () => {
  it('of a deployment that is over go, also where they still run', () => {
    const containers = [container('a', 3), container('b', 4, { state: 'running' })];
    expect(plan({ containers }, { deployments: { 3: {}, 4: {} } })).toMatchObject([
      { id: 'a', reason: 'ended', needsChoice: false },
      { id: 'b', reason: 'ended', needsChoice: false },
    ]);
  });

  it('that serve, may be started again, or are worked on stay', () => {
    const containers = [container('a', 3), container('b', 4, { state: 'running' }), container('c', 5)];
    const deployments = {
      3: { isCurrent: true, containerId: 'a' },
      4: { isCurrent: true, containerId: 'b' },
      5: { isActive: true },
    };
    expect(plan({ containers }, { deployments })).toEqual([]);
  });

  it('beside the one that serves go', () => {
    const deployments = { 3: { isCurrent: true, containerId: 'a' } };
    expect(plan({ containers: [container('a', 3), container('old', 3)] }, { deployments })).toMatchObject([
      { id: 'old' },
    ]);
  });

  it('of deployments nobody knows go when they have stopped, and only by choice when they run', () => {
    const containers = [
      container('a', 8),
      container('b', 9, { state: 'running' }),
      container('c', 9, { state: 'paused' }),
    ];
    expect(plan({ containers }).map(({ id, reason, needsChoice }) => ({ id, reason, needsChoice }))).toEqual([
      { id: 'a', reason: 'orphaned', needsChoice: false },
      { id: 'b', reason: 'orphaned', needsChoice: true },
      { id: 'c', reason: 'orphaned', needsChoice: true },
    ]);
  });

  it('that somebody started from an image of ours, or from a commit, are not ours', () => {
    const containers = [
      container('run', 3, { name: 'eager_hopper', labels: ofDeployment(3) }),
      container('named', 3, { name: 'minipaas-shop-try', labels: ofDeployment(3) }),
      container('commit', 3, { name: 'eager_hopper' }),
      container('other', 3, { labels: { ...container('', 3).labels, ...theirs } }),
      container('helper', 3, { labels: { ...own, 'minipaas.role': 'ingress' } }),
    ];
    expect(plan({ containers }, { deployments: { 3: {} } })).toEqual([]);
  });
});

describe('images', () => {
  const over = { deployments: { 3: {} } };

  it('that are kept, built or used stay, whoever uses them', () => {
    expect(plan({ images: [image('i3', 3)] }, { ...over, kept: ['i3'] })).toEqual([]);
    expect(plan({ images: [image('i3', 3)] }, { ...over, kept: ['minipaas/shop:3'] })).toEqual([]);
    expect(plan({ images: [image('i3', 3)] }, { deployments: { 3: { isActive: true } } })).toEqual([]);
    const foreign = container('x', 3, { name: 'x', labels: {}, imageId: 'i3' });
    expect(plan({ images: [image('i3', 3)], containers: [foreign] }, over)).toEqual([]);
  });

  it('that are kept for no rollback go, with the stopped container that had them', () => {
    const objects = { images: [image('i3', 3)], containers: [container('a', 3, { imageId: 'i3' })] };
    expect(plan(objects, over)).toMatchObject([
      { kind: 'container', id: 'a' },
      { kind: 'image', id: 'i3', name: 'minipaas/shop:3', reason: 'notKept', sizeBytes: 100 },
    ]);
  });

  it('stay with a running container of nobody, until that is chosen', () => {
    const running = container('a', 9, { imageId: 'i9', state: 'running' });
    expect(plan({ images: [image('i9', 9)], containers: [running] })).toMatchObject([{ kind: 'container' }]);
  });

  it('lose our name and nothing else where somebody gave them another', () => {
    const images = [image('i3', 3, { tags: ['minipaas/shop:3', 'acme/kept:1'] })];
    expect(plan({ images }, over)).toMatchObject([{ tags: ['minipaas/shop:3'], sizeBytes: null }]);
    expect(plan({ images: [image('i3', 3, { tags: ['acme/kept:1'] })] }, over)).toEqual([]);
  });

  it('without a name go when a build of ours left them', () => {
    expect(plan({ images: [image('i3', 3, { tags: [] })] }, over)).toMatchObject([
      { id: 'i3', reason: 'leftover', tags: [] },
    ]);
  });

  it('that somebody built or committed from one of ours inherit its labels, and stay', () => {
    const ours = image('i3', 3);
    const derived = image('d1', 3, { tags: [], layers: [...ours.layers, 'more'] });
    const renamed = image('d2', 3, { tags: [], layers: ours.layers });
    const committed = image('d3', 3, { tags: [], labels: { ...ofDeployment(3), 'minipaas.role': 'release' } });
    expect(plan({ images: [ours, derived, renamed, committed] }, { ...over, kept: ['i3'] })).toEqual([]);
  });

  it('of nobody we know go; without our labels they never do', () => {
    expect(plan({ images: [image('i9', 9)] })).toMatchObject([{ reason: 'orphaned' }]);
    expect(plan({ images: [image('x', 3, { labels: {} }), image('y', 3, { labels: theirs })] }, over)).toEqual([]);
  });
});

describe('networks and volumes', () => {
  it('a network goes when no container needs it, running or stopped, and nothing is being deployed', () => {
    expect(plan({ networks: [network()] })).toMatchObject([{ kind: 'network', id: 'n1', reason: 'unused' }]);
    for (const networks of [['n1'], ['minipaas']]) {
      const foreign = container('x', 1, { labels: {}, networks });
      expect(plan({ networks: [network()], containers: [foreign] })).toEqual([]);
    }
    expect(plan({ networks: [network()] }, { isDeploying: true })).toEqual([]);
    expect(plan({ networks: [network({ labels: {} }), network({ labels: theirs })] })).toEqual([]);
  });

  it('files of secrets go with their deployment, and with no container', () => {
    const secrets = (deployment: number) =>
      volume(0, {
        name: `minipaas-secrets-1-${deployment}-test`,
        labels: { ...own, 'minipaas.deployment': String(deployment), 'minipaas.role': 'secrets' },
      });
    const deployments = { 3: { isActive: true }, 4: { isCurrent: true }, 5: {}, 7: {} };
    const mounts = container('x', 1, { labels: {}, volumes: ['minipaas-secrets-1-7-test'] });
    const volumes = [3, 4, 5, 6, 7].map(secrets);
    expect(plan({ volumes, containers: [mounts] }, { deployments })).toMatchObject([
      { kind: 'volume', name: 'minipaas-secrets-1-5-test', reason: 'ended', needsChoice: false },
      { kind: 'volume', name: 'minipaas-secrets-1-6-test', reason: 'orphaned', needsChoice: false },
    ]);
    const foreign = { ...secrets(5), labels: { 'minipaas.deployment': '5', 'minipaas.role': 'secrets' } };
    expect(plan({ volumes: [foreign] }, { deployments })).toEqual([]);
  });

  it('a volume goes only by choice, when its project is gone and no container has it', () => {
    expect(plan({ volumes: [volume(4), volume(5)] }, { volumes: [4] })).toMatchObject([
      { kind: 'volume', id: 'minipaas-vol-1-5', needsChoice: true, sizeBytes: 5 },
    ]);
    expect(plan({ volumes: [volume(5, { name: 'left' })] })).toMatchObject([
      { reason: 'leftByMove', needsChoice: true },
    ]);
    // Copied for a move that is under way.
    const copied = volume(5, { labels: { ...own, 'minipaas.volume': '5', 'minipaas.deployment': '3' } });
    expect(plan({ volumes: [copied] }, { deployments: { 3: { isActive: true } } })).toEqual([]);
    const user = container('x', 1, { labels: {}, volumes: ['minipaas-vol-1-5'] });
    expect(plan({ volumes: [volume(5)], containers: [user] })).toEqual([]);
    expect(
      plan({ volumes: [volume(5, { labels: {} }), volume(5, { labels: theirs }), volume(5, { labels: own })] }),
    ).toEqual([]);
  });
});

it('never names what is foreign, in 2,000 hosts made by chance', () => {
  let seed = 1;
  const random = (below: number): number => {
    // Park and Miller, "Random number generators: good ones are hard to find".
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const pick = <T>(values: readonly T[]): T => values[random(values.length)] as T;
  for (let run = 0; run < 2_000; run += 1) {
    const foreignLabels = () =>
      pick([{}, theirs, { ...theirs, 'minipaas.role': 'release', 'minipaas.deployment': '3' }]);
    const deployments = { 1: { isCurrent: true, containerId: 'c1' }, 2: {}, 3: { isActive: random(2) === 0 } };
    const foreign = {
      containers: Array.from({ length: random(5) }, (_, i) =>
        container(`foreign-c${i}`, 3, { labels: foreignLabels(), imageId: pick(['i1', 'i2', 'foreign-i0']) }),
      ),
      images: Array.from({ length: random(5) }, (_, i) => image(`foreign-i${i}`, 2, { labels: foreignLabels() })),
      volumes: Array.from({ length: random(5) }, (_, i) =>
        volume(i, { name: `foreign-v${i}`, labels: { ...foreignLabels(), 'minipaas.volume': '9' } }),
      ),
      networks: Array.from({ length: random(3) }, (_, i) => network({ id: `foreign-n${i}`, labels: foreignLabels() })),
    };
    // What one has to let go of, so that "nothing" is not the answer.
    const ours = { containers: [container('c1', 1), container('c2', 2)], images: [image('i1', 1), image('i2', 2)] };
    const items = plan(
      {
        ...foreign,
        containers: [...foreign.containers, ...ours.containers],
        images: [...foreign.images, ...ours.images],
      },
      { deployments, kept: ['i1'] },
    );
    expect(items.filter(({ id }) => id.startsWith('foreign') || id === 'c1' || id === 'i1')).toEqual([]);
    expect(items.map(({ id }) => id)).toContain('c2');
  }
});
