// The containers of a fake engine: they run, print, crash, restart and hold ports.
import { AppError } from '../../../../contract/app-error.ts';
import type { ContainerFacts, Containers, ContainerSpec } from '../ports.ts';
import { type EngineControl, hasLabels } from './engine-control.ts';
import type { FakeApp } from './fake-app.ts';
import type { FakeClock } from './fake-clock.ts';
import type { FakeImage } from './fake-images.ts';

export interface FakeContainer {
  readonly id: string;
  spec: ContainerSpec;
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

const MEGABYTE = 1024 * 1024;

export type FakeContainers = ReturnType<typeof createFakeContainers>;

interface FakeContainersDeps {
  readonly clock: FakeClock;
  readonly control: EngineControl;
  readonly imageOf: (reference: string) => FakeImage | undefined;
}

export function createFakeContainers({ clock, control, imageOf }: FakeContainersDeps) {
  const containers = new Map<string, FakeContainer>();
  const followers = new Set<() => void>();
  let counter = 0;
  let nextPort = 32_768;
  let lineNumber = 0;

  const all = (): readonly FakeContainer[] => [...containers.values()];
  const byName = (name: string): FakeContainer | undefined => all().find(({ spec }) => spec.name === name);

  function tell(): void {
    for (const wake of [...followers]) {
      wake();
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
      publishedPorts: new Map(isUp && container.port !== null ? [[container.spec.containerPort, container.port]] : []),
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
      print(container.id, text);
    }
    control.onEvent?.('start', container.id, container.spec.labels);
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
    control.onEvent?.('die', container.id, container.spec.labels);
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
    if (wanted !== 0 && (taken || control.foreignPorts.has(wanted))) {
      throw new AppError('PORT_TAKEN', { port: wanted });
    }
    pickPort(container);
    container.restartCount = 0;
    run(container);
  }

  function print(id: string, text: string): void {
    lineNumber += 1;
    existing(id).output.push({ text, at: clock.now(), engineTime: String(lineNumber).padStart(8, '0') });
    tell();
  }

  const store: Containers = {
    async ensureNetwork(name) {
      control.act(`network ${name}`);
    },
    async create(spec, signal) {
      signal?.throwIfAborted();
      control.act(`create ${spec.name}`);
      const image = imageOf(spec.image);
      if (image === undefined) {
        throw new AppError('IMAGE_GONE', { image: spec.image });
      }
      for (const left of [...containers.values()].filter((each) => each.spec.name === spec.name)) {
        containers.delete(left.id);
      }
      counter += 1;
      const id = `container${counter}`;
      containers.set(id, {
        id,
        spec,
        imageId: image.facts.id,
        app: spec.command === undefined ? image.app : (image.app.command ?? { exits: { afterMs: 10, code: 0 } }),
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
      control.act(`start ${existing(id).spec.name}`);
      start(existing(id));
    },
    async stop(id) {
      const container = containers.get(id);
      control.act(`stop ${container?.spec.name ?? id}`);
      if (container !== undefined && ['running', 'restarting'].includes(container.state)) {
        const { exitCode } = container;
        if (container.app.farewell !== undefined) {
          print(id, container.app.farewell);
        }
        exit(container, container.state === 'restarting' ? (exitCode ?? 0) : 143);
      }
    },
    async restart(id) {
      control.act(`restart ${existing(id).spec.name}`);
      if (existing(id).state === 'running') {
        exit(existing(id), 143);
      }
      start(existing(id));
    },
    async updateLimits(id, limits) {
      const container = containers.get(id);
      control.act(`limits ${container?.spec.name ?? id}`);
      if (container === undefined) {
        return false;
      }
      const { memoryBytes } = limits;
      if (memoryBytes !== null && memoryBytes < (container.app.usesBytes ?? 0)) {
        throw new AppError('LIMIT_BELOW_USE', { limitMb: memoryBytes / MEGABYTE, usedMb: null });
      }
      container.spec = { ...container.spec, ...limits, memoryBytes: memoryBytes ?? container.spec.memoryBytes };
      return true;
    },
    async remove(id) {
      control.act(`remove ${containers.get(id)?.spec.name ?? id}`);
      containers.delete(id);
      tell();
    },
    async inspect(id) {
      control.look();
      const container = containers.get(id);
      return container === undefined ? null : facts(container);
    },
    async list(labels) {
      control.look();
      return [...containers.values()].filter(({ spec }) => hasLabels(spec.labels, labels)).map(facts);
    },
    async followLogs(id, { since, signal, onLines }) {
      control.look();
      const connection = control.connection();
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
      control.look();
      const { app } = existing(id);
      return [
        ...(app.listens ?? []).map((port) => ({ port, isLocalhostOnly: false })),
        ...(app.localhostOnly ?? []).map((port) => ({ port, isLocalhostOnly: true })),
      ];
    },
    async isListening(id, port) {
      control.look();
      return existing(id).app.listens?.includes(port) ?? false;
    },
  };

  return {
    store,
    all,
    facts,
    print,
    /** From outside, as `docker kill` does. */
    kill: (id: string, code = 137): void => exit(existing(id), code),
    /** From inside: its restart policy looks after it. */
    crash(id: string, code = 1): void {
      exit(existing(id), code);
      restart(existing(id));
    },
    specOf: (name: string): ContainerSpec | undefined => byName(name)?.spec,
  };
}
