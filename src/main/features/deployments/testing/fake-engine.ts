// A Docker engine in memory: images, containers, ports. It outlives the control plane, as the real one does.
import { AppError } from '../../../../contract/app-error.ts';
import type { BuildEvent, ContainerFacts, ContainerSpec, DeploymentEngine, ImageFacts, Prober } from '../ports.ts';
import { type FakeApp, wellBehaved } from './fake-app.ts';
import type { FakeClock } from './fake-clock.ts';

interface FakeImage {
  readonly facts: ImageFacts;
  readonly app: FakeApp;
}

interface FakeContainer {
  readonly id: string;
  readonly spec: ContainerSpec;
  readonly imageId: string;
  readonly app: FakeApp;
  state: ContainerFacts['state'];
  exitCode: number | null;
  isOutOfMemory: boolean;
  restartCount: number;
  port: number | null;
  startedAt: number;
  /** Counts the starts, so that what an earlier life planned does not happen in a later one. */
  life: number;
  readonly output: { readonly text: string; readonly at: number; readonly engineTime: string }[];
}

export interface BuildScript {
  readonly app: FakeApp;
  readonly ms?: number;
  readonly events?: readonly BuildEvent[];
  readonly error?: () => Error;
  /** What the engine does not let go of: the build goes on after an abort for so long. */
  readonly abortMs?: number;
}

export interface FakeEngine extends DeploymentEngine {
  readonly builds: { readonly tag: string; readonly buildArgs: Readonly<Record<string, string>> }[];
  /** How the following builds go. */
  script: BuildScript;
  /** Builds under way. */
  activeBuilds(): number;
  addImage(reference: string, app: FakeApp): void;
  /** What a registry has. */
  readonly registry: Map<string, FakeApp>;
  readonly prober: Prober;
  running(): readonly ContainerFacts[];
  all(): readonly ContainerFacts[];
  imageTags(): readonly string[];
  /** Held by a foreign program. */
  readonly foreignPorts: Set<number>;
  /** Set: every call throws it. */
  failure: (() => Error) | null;
  /** The calls that changed something, by name. */
  readonly calls: string[];
  envOf(name: string): ReadonlyMap<string, string> | undefined;
  specOf(name: string): ContainerSpec | undefined;
  print(id: string, text: string): void;
  /** From outside, as `docker stop` does. */
  kill(id: string, code?: number): void;
  /** From inside: its restart policy looks after it. */
  crash(id: string, code?: number): void;
  onEvent: ((action: string, id: string, labels: Readonly<Record<string, string>>) => void) | null;
  /** The control plane's process is gone: what it built or read ends. */
  cutConnections(): void;
  /** Called before each change: throws what the change shall fail with. */
  before: ((call: string) => void) | null;
}

export function createFakeEngine(clock: FakeClock): FakeEngine {
  const images = new Map<string, FakeImage>();
  const tags = new Map<string, string>();
  const containers = new Map<string, FakeContainer>();
  const followers = new Set<() => void>();
  let counter = 0;
  let nextPort = 32_768;
  let activeBuilds = 0;
  let lineNumber = 0;
  let connections = new AbortController();

  const next = (prefix: string): string => {
    counter += 1;
    return `${prefix}${counter}`;
  };
  const tell = (): void => {
    for (const wake of [...followers]) {
      wake();
    }
  };
  const imageOf = (reference: string): FakeImage | undefined => images.get(tags.get(reference) ?? reference);
  const matches = (labels: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean =>
    Object.entries(wanted).every(([name, value]) => labels[name] === value);

  function act(call: string): void {
    if (engine.failure !== null) {
      throw engine.failure();
    }
    engine.before?.(call);
    engine.calls.push(call);
  }

  function look(): void {
    if (engine.failure !== null) {
      throw engine.failure();
    }
  }

  function facts(container: FakeContainer): ContainerFacts {
    const isUp = container.state === 'running';
    const isReady = clock.now() >= container.startedAt + (container.app.readyAfterMs ?? 0);
    return {
      id: container.id,
      name: container.spec.name,
      imageId: container.imageId,
      labels: container.spec.labels,
      state: container.state,
      exitCode: container.exitCode,
      isOutOfMemory: container.isOutOfMemory,
      health: container.app.healthCheck === undefined ? 'none' : isReady ? container.app.healthCheck : 'starting',
      restartCount: container.restartCount,
      publishedPort: isUp ? container.port : null,
      startedAt: container.startedAt,
      finishedAt: null,
    };
  }

  function run(container: FakeContainer): void {
    container.life += 1;
    const { life, app } = container;
    container.state = 'running';
    container.exitCode = null;
    container.isOutOfMemory = false;
    container.startedAt = clock.now();
    for (const text of app.prints ?? []) {
      engine.print(container.id, text);
    }
    engine.onEvent?.('start', container.id, container.spec.labels);
    if (app.exits !== undefined) {
      const { afterMs, code, isOutOfMemory = false } = app.exits;
      void clock.sleep(afterMs).then(() => {
        if (container.life === life && container.state === 'running') {
          exit(container, code, isOutOfMemory);
          restart(container);
        }
      });
    }
  }

  function exit(container: FakeContainer, code: number, isOutOfMemory = false): void {
    container.life += 1;
    container.state = 'exited';
    container.exitCode = code;
    container.isOutOfMemory = isOutOfMemory;
    tell();
    engine.onEvent?.('die', container.id, container.spec.labels);
  }

  function restart(container: FakeContainer): void {
    if (container.spec.restartPolicy === 'no') {
      return;
    }
    container.state = 'restarting';
    const { life } = container;
    void clock.sleep(100 * 2 ** container.restartCount).then(() => {
      if (container.life === life && container.state === 'restarting') {
        container.restartCount += 1;
        pickPort(container);
        run(container);
      }
    });
  }

  /** A port that was left to the engine is another one after each start. */
  function pickPort(container: FakeContainer): void {
    nextPort += 1;
    container.port = container.spec.publishPort === 0 ? nextPort : container.spec.publishPort;
  }

  function existing(id: string): FakeContainer {
    const container = containers.get(id);
    if (container === undefined) {
      throw new AppError('ENGINE_FAILED', { action: 'find the container', problem: id });
    }
    return container;
  }

  function start(container: FakeContainer): void {
    if (container.state === 'running') {
      return;
    }
    const wanted = container.spec.publishPort;
    const taken = [...containers.values()].some(
      (other) => other !== container && other.port === wanted && ['running', 'restarting'].includes(other.state),
    );
    if (wanted !== 0 && (taken || engine.foreignPorts.has(wanted))) {
      throw new AppError('PORT_TAKEN', { port: wanted });
    }
    pickPort(container);
    container.restartCount = 0;
    run(container);
  }

  function removeImage(reference: string): boolean {
    const id = tags.get(reference) ?? reference;
    if (tags.delete(reference) && [...tags.values()].includes(id)) {
      return true;
    }
    if ([...containers.values()].some((container) => container.imageId === id && container.state === 'running')) {
      return false;
    }
    images.delete(id);
    for (const [tag, target] of tags) {
      if (target === id) {
        tags.delete(tag);
      }
    }
    return true;
  }

  function putImage(reference: string, app: FakeApp, labels: Readonly<Record<string, string>>): string {
    const id = next('sha256:');
    images.set(id, {
      app,
      facts: {
        id,
        tags: [],
        sizeBytes: 5_000_000,
        createdAt: clock.now(),
        labels,
        exposedPorts: app.exposes ?? [],
        hasHealthCheck: app.healthCheck !== undefined,
      },
    });
    tags.set(reference, id);
    return id;
  }

  const imageFacts = ({ facts: image }: FakeImage): ImageFacts => ({
    ...image,
    tags: [...tags].filter(([, id]) => id === image.id).map(([tag]) => tag),
  });

  const engine: FakeEngine = {
    hostName: 'this machine',
    address: '127.0.0.1',
    builds: [],
    script: { app: wellBehaved },
    registry: new Map(),
    foreignPorts: new Set(),
    failure: null,
    calls: [],
    onEvent: null,
    before: null,
    activeBuilds: () => activeBuilds,
    addImage: (reference, app) => void putImage(reference, app, {}),
    running: () => [...containers.values()].filter(({ state }) => state === 'running').map(facts),
    all: () => [...containers.values()].map(facts),
    imageTags: () => [...tags.keys()].sort(),
    envOf: (name) => [...containers.values()].find(({ spec }) => spec.name === name)?.spec.env,
    specOf: (name) => [...containers.values()].find(({ spec }) => spec.name === name)?.spec,
    cutConnections() {
      const before = connections;
      connections = new AbortController();
      before.abort(new AppError('ENGINE_LOST', { host: engine.hostName }));
    },
    print(id, text) {
      lineNumber += 1;
      existing(id).output.push({ text, at: clock.now(), engineTime: String(lineNumber).padStart(8, '0') });
      tell();
    },
    kill(id, code = 137) {
      exit(existing(id), code);
    },
    crash(id, code = 1) {
      exit(existing(id), code);
      restart(existing(id));
    },

    images: {
      async build(request) {
        act(`build ${request.tag}`);
        const { script } = engine;
        const connection = connections.signal;
        engine.builds.push({ tag: request.tag, buildArgs: request.buildArgs });
        activeBuilds += 1;
        try {
          for (const event of script.events ?? []) {
            await request.onEvent(event);
          }
          await clock.sleep(script.ms ?? 1000, AbortSignal.any([request.signal, connection]));
          look();
          if (script.error !== undefined) {
            throw script.error();
          }
          return { imageId: putImage(request.tag, script.app, request.labels) };
        } catch (error) {
          await clock.sleep(request.signal.aborted ? (script.abortMs ?? 0) : 0);
          throw error;
        } finally {
          activeBuilds -= 1;
        }
      },
      async pull(reference, { signal, onProgress }) {
        act(`pull ${reference}`);
        onProgress('Downloading', 1, 2);
        await clock.sleep(500, signal);
        const app = engine.registry.get(reference);
        if (app === undefined) {
          throw new AppError('BASE_IMAGE_UNAVAILABLE', { image: reference, problem: 'no such image' });
        }
        putImage(reference, app, {});
      },
      async inspect(reference) {
        look();
        const image = imageOf(reference);
        return image === undefined ? null : imageFacts(image);
      },
      async list(labels) {
        look();
        return [...images.values()].filter((image) => matches(image.facts.labels, labels)).map(imageFacts);
      },
      async tag(reference, newReference) {
        act(`tag ${newReference}`);
        const image = imageOf(reference);
        if (image === undefined) {
          throw new AppError('IMAGE_GONE', { image: reference });
        }
        tags.set(newReference, image.facts.id);
      },
      async remove(reference) {
        act(`remove image ${reference}`);
        return removeImage(reference);
      },
    },

    containers: {
      async ensureNetwork(name) {
        act(`network ${name}`);
      },
      async create(spec, signal) {
        signal?.throwIfAborted();
        act(`create ${spec.name}`);
        const image = imageOf(spec.image);
        if (image === undefined) {
          throw new AppError('IMAGE_GONE', { image: spec.image });
        }
        for (const left of [...containers.values()].filter((each) => each.spec.name === spec.name)) {
          containers.delete(left.id);
        }
        const id = next('container');
        containers.set(id, {
          id,
          spec,
          imageId: image.facts.id,
          app: image.app,
          state: 'created',
          exitCode: null,
          isOutOfMemory: false,
          restartCount: 0,
          port: null,
          startedAt: 0,
          life: 0,
          output: [],
        });
        return id;
      },
      async start(id) {
        act(`start ${existing(id).spec.name}`);
        start(existing(id));
      },
      async stop(id) {
        const container = containers.get(id);
        act(`stop ${container?.spec.name ?? id}`);
        if (container !== undefined && ['running', 'restarting'].includes(container.state)) {
          const { exitCode } = container;
          exit(container, container.state === 'restarting' ? (exitCode ?? 0) : 143);
        }
      },
      async restart(id) {
        act(`restart ${existing(id).spec.name}`);
        if (existing(id).state === 'running') {
          exit(existing(id), 143);
        }
        start(existing(id));
      },
      async remove(id) {
        act(`remove ${containers.get(id)?.spec.name ?? id}`);
        containers.delete(id);
        tell();
      },
      async inspect(id) {
        look();
        const container = containers.get(id);
        return container === undefined ? null : facts(container);
      },
      async list(labels) {
        look();
        return [...containers.values()].filter(({ spec }) => matches(spec.labels, labels)).map(facts);
      },
      async followLogs(id, { since, signal, onLines }) {
        look();
        const connection = connections.signal;
        let read = since;
        while (!signal.aborted && !connection.aborted) {
          const container = containers.get(id);
          const fresh = (container?.output ?? []).filter((line) => read === null || line.engineTime > read);
          if (fresh.length > 0) {
            read = fresh.at(-1)?.engineTime ?? read;
            await onLines(fresh.map((line) => ({ stream: 'stdout', ...line })));
            continue;
          }
          if (container?.state !== 'running') {
            return;
          }
          await new Promise<void>((resolve) => {
            const wake = (): void => {
              followers.delete(wake);
              signal.removeEventListener('abort', wake);
              connection.removeEventListener('abort', wake);
              resolve();
            };
            followers.add(wake);
            signal.addEventListener('abort', wake, { once: true });
            connection.addEventListener('abort', wake, { once: true });
          });
        }
        signal.throwIfAborted();
        connection.throwIfAborted();
      },
      async listeningPorts(id) {
        look();
        const { app } = existing(id);
        return [
          ...(app.listens ?? []).map((port) => ({ port, isLocalhostOnly: false })),
          ...(app.localhostOnly ?? []).map((port) => ({ port, isLocalhostOnly: true })),
        ];
      },
    },

    prober: {
      async probe({ port, httpPath, signal }) {
        signal.throwIfAborted();
        const container = [...containers.values()].find((each) => each.port === port && each.state === 'running');
        const isReady =
          container !== undefined && clock.now() >= container.startedAt + (container.app.readyAfterMs ?? 0);
        if (!isReady || container.app.listens?.includes(container.spec.containerPort) !== true) {
          return { ok: false, problem: 'the connection was closed at once', hasAnswered: false };
        }
        const status = container.app.answers ?? 200;
        return httpPath === null || status < 400
          ? { ok: true }
          : { ok: false, problem: `it answered ${status}`, hasAnswered: true };
      },
    },
  };
  return engine;
}
