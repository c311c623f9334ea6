// The real engine for tests: a connection, names and labels of one's own, and a clean-up that leaves nothing of the test behind.
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { pack } from 'tar-stream';
import { withLock } from '../../scripts/lib/lock.mjs';
import type { HostId } from '../../src/contract/ids.ts';
import { BASE_IMAGE_LABEL, makeBaseImageFromMachine } from '../../src/main/adapters/docker/base-images.ts';
import { createEngineConnector, type DockerEngine } from '../../src/main/adapters/docker/connector.ts';
import { type EngineClient, openEngineClient } from '../../src/main/adapters/docker/engine-client.ts';
import { labelFilters } from '../../src/main/adapters/docker/label-filters.ts';
import type { ContainerSpec } from '../../src/main/features/deployments/ports.ts';
import { NETWORK } from '../../src/main/features/deployments/names.ts';
import type { BuildEvent, BuildRequest } from '../../src/main/features/deployments/ports/build.ts';
import type { EngineConnection, EngineEvent, HostRow } from '../../src/main/features/hosts/ports.ts';
import { ENGINE_PATIENCE_MS, inTime } from './patience.ts';

export const localHost: HostRow = { id: 1 as HostId, name: 'this machine', kind: 'local', createdAt: 0 };

export interface TestEngine {
  readonly connection: EngineConnection<DockerEngine>;
  readonly engine: DockerEngine;
  /** For what the ports do not offer: looking behind them. */
  readonly client: EngineClient;
  /** Begins every name that a test gives. */
  readonly prefix: string;
  /** On everything that a test makes: what carries them is removed in the end. */
  readonly labels: Readonly<Record<string, string>>;
  readonly network: string;
  /** All that came so far. */
  readonly events: readonly EngineEvent[];
  /** Resolves with the first event, past or to come, that matches. */
  event(matches: (event: EngineEvent) => boolean): Promise<EngineEvent>;
  /** A running-ready specification; `change` what the test is about. */
  spec(change: Partial<ContainerSpec> & { readonly image: string }): ContainerSpec;
  /** Builds a tiny image on busybox whose command this is, and gives its name. */
  imageRunning(command: readonly string[], base?: string): Promise<string>;
  close(): Promise<void>;
}

/** Connects to this machine's engine, and makes the base images where they are missing. */
export async function openTestEngine(): Promise<TestEngine> {
  const prefix = `mptest-${randomBytes(4).toString('hex')}`;
  const labels = { 'minipaas.test': prefix };
  const events: EngineEvent[] = [];
  const waiting = new Set<() => void>();
  const connection = await createEngineConnector().connect(localHost, {
    signal: AbortSignal.timeout(240_000),
    onEvent(event) {
      events.push(event);
      for (const look of waiting) {
        look();
      }
    },
  });
  const { engine } = connection;
  const client = await openEngineClient({ endpoint: socketOf(connection.endpoint), host: 'this machine' });
  await ensureBaseImages(engine);
  const network = `${prefix}-network`;
  let count = 0;
  const nextName = (): string => `${prefix}-${(count += 1)}`;

  return {
    connection,
    engine,
    client,
    prefix,
    labels,
    network,
    events,
    event: (matches) =>
      inTime(
        `an event of the engine, ${String(matches)}`,
        new Promise<EngineEvent>((resolve) => {
          const look = (): void => {
            const found = events.find(matches);
            if (found !== undefined) {
              waiting.delete(look);
              resolve(found);
            }
          };
          waiting.add(look);
          look();
        }),
        () =>
          events
            .slice(-20)
            .map(({ action, actorId }) => `${action} ${actorId}`)
            .join(', '),
        ENGINE_PATIENCE_MS,
      ),
    spec: (change) => ({
      name: nextName(),
      env: new Map(),
      labels,
      network: 'bridge',
      containerPort: 3000,
      healthPort: null,
      publishAddress: '127.0.0.1',
      publishPort: 0,
      memoryBytes: null,
      cpuMillicores: null,
      restartPolicy: 'no',
      restartMaxRetries: null,
      pidsLimit: null,
      ...change,
    }),
    async imageRunning(command, base = 'busybox:local') {
      const tag = `${nextName()}:1`;
      const dockerfile = `FROM ${base}\nCMD ${JSON.stringify(command)}\n`;
      await engine.images.build(buildRequest({ tag, labels, context: contextOf({ Dockerfile: dockerfile }) }));
      return tag;
    },
    async close() {
      await connection.close();
      await removeLabelled(client, labels);
      client.close();
    },
  };
}

/** `busybox:local` and `node:local`, made from this machine's own programs: no registry is needed. */
export function ensureBaseImages(engine: DockerEngine): Promise<void> {
  return makingImages(async () => {
    for (const kind of ['busybox', 'node'] as const) {
      const name = `${kind}:local`;
      const found = await engine.images.inspect(name);
      if (found?.labels[BASE_IMAGE_LABEL.name] !== BASE_IMAGE_LABEL.value) {
        await makeBaseImageFromMachine(engine, { name, kind, signal: AbortSignal.timeout(240_000), onLine: () => {} });
      }
    }
  });
}

/** One file of tests at a time: another image of the same name would be another base for what is built on it meanwhile. */
export const makingImages = (make: () => Promise<void>): Promise<void> =>
  withLock(join(tmpdir(), 'minipaas-test-images.lock'), make, () => undefined);

/** A build's request with everything but the interesting parts. */
export function buildRequest(
  change: Partial<BuildRequest> & Pick<BuildRequest, 'tag' | 'labels' | 'context'>,
): BuildRequest {
  return {
    dockerfilePath: 'Dockerfile',
    buildArgs: {},
    isCacheEnabled: true,
    isCacheIgnored: false,
    cacheFrom: [],
    memoryBytes: null,
    cpuMillicores: null,
    signal: new AbortController().signal,
    onEvent: (_event: BuildEvent) => undefined,
    ...change,
  };
}

/** A build context of texts. */
export function contextOf(files: Readonly<Record<string, string>>): Readable {
  const tar = pack();
  for (const [name, text] of Object.entries(files)) {
    tar.entry({ name }, text);
  }
  tar.finalize();
  return Readable.from(tar, { objectMode: false });
}

/** What the first installation of an engine makes for volumes, all others use as well, other tests at this moment. */
export function isShared(imageTags: readonly string[] | null | undefined): boolean {
  return (imageTags ?? []).some((tag) => tag.startsWith('minipaas/helper:'));
}

/** What the test has made so far: containers and images. */
export async function removeObjects({ client, labels }: Pick<TestEngine, 'client' | 'labels'>): Promise<void> {
  const { docker } = client;
  const filters = labelFilters(labels);
  await removeEach(
    async () => (await docker.listContainers({ all: true, filters })).map(({ Id }) => Id),
    (id) => docker.getContainer(id).remove({ force: true, v: true }),
  );
  await removeEach(
    async () =>
      (await docker.listImages({ filters })).filter(({ RepoTags }) => !isShared(RepoTags)).map(({ Id }) => Id),
    (id) => docker.getImage(id).remove({ force: true }),
  );
}

const GIVE_UP_MS = 120_000;

/** Until there are none: one that is being removed already, or that goes with another, is an error to the engine for a moment. */
export async function removeEach(
  find: () => Promise<readonly string[]>,
  remove: (id: string) => Promise<unknown>,
): Promise<void> {
  for (const giveUpAt = Date.now() + GIVE_UP_MS; ; await pause(200)) {
    const problems: unknown[] = [];
    for (const id of await find()) {
      await remove(id).catch((error: unknown) => problems.push(error));
    }
    if (problems.length === 0) {
      return;
    }
    if (Date.now() > giveUpAt) {
      throw new AggregateError(problems, `The engine does not let go: ${problems.map(String).join('; ')}`);
    }
  }
}

async function removeLabelled(client: EngineClient, labels: Readonly<Record<string, string>>): Promise<void> {
  await removeObjects({ client, labels });
  const { docker } = client;
  const filters = labelFilters(labels);
  for (const { Id, Name } of await docker.listNetworks({ filters })) {
    // All installations of an engine share this one: another test is about to connect a container to it.
    if (Name !== NETWORK) {
      await docker.getNetwork(Id).remove();
    }
  }
}

function socketOf(endpoint: string): { readonly kind: 'socket'; readonly scheme: 'unix'; readonly path: string } {
  return { kind: 'socket', scheme: 'unix', path: endpoint.replace(/^unix:\/\//, '') };
}
