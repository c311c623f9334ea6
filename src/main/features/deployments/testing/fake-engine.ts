// A Docker engine in memory: images, containers, ports. It outlives the control plane, as the real one does.
import type { ContainerFacts, DeploymentEngine } from '../ports.ts';
import type { Prober } from '../ports/prober.ts';
import { createEngineControl, type EngineControl } from './engine-control.ts';
import type { FakeClock } from './fake-clock.ts';
import { createFakeContainers, type FakeContainers } from './fake-containers.ts';
import { createFakeImages, type FakeImages } from './fake-images.ts';

export interface FakeEngine
  extends DeploymentEngine,
    EngineControl,
    Pick<FakeImages, 'builds' | 'activeBuilds' | 'addImage' | 'addUntagged' | 'imageTags'>,
    Pick<FakeContainers, 'print' | 'kill' | 'crash' | 'specOf'> {
  readonly prober: Prober;
  running(): readonly ContainerFacts[];
  all(): readonly ContainerFacts[];
  envOf(name: string): ReadonlyMap<string, string> | undefined;
}

export function createFakeEngine(clock: FakeClock, hostName = 'this machine', address = '127.0.0.1'): FakeEngine {
  const control = createEngineControl(hostName);
  const containers = createFakeContainers({ clock, control, imageOf: (reference) => images.imageOf(reference) });
  const images = createFakeImages({
    clock,
    control,
    isUsed: (imageId) => containers.all().some((each) => each.imageId === imageId && each.state === 'running'),
  });

  const prober: Prober = {
    async probe({ port, httpPath, signal }) {
      signal.throwIfAborted();
      const container = containers.all().find((each) => each.port === port && each.state === 'running');
      const isReady = container !== undefined && clock.now() >= container.startedAt + (container.app.readyAfterMs ?? 0);
      if (!isReady || container.app.listens?.includes(container.spec.containerPort) !== true) {
        return { ok: false, problem: 'the connection was closed at once', hasAnswered: false };
      }
      const status = container.app.answers ?? 200;
      return httpPath === null || status < 400
        ? { ok: true }
        : { ok: false, problem: `it answered ${status}`, hasAnswered: true };
    },
  };

  const { builds, activeBuilds, addImage, addUntagged, imageTags } = images;
  const { print, kill, crash, specOf, facts } = containers;
  // The same object: what a test sets on the engine is what its parts look at.
  return Object.assign(control, {
    hostName,
    address,
    images: images.store,
    containers: containers.store,
    prober,
    builds,
    activeBuilds,
    addImage,
    addUntagged,
    imageTags,
    print,
    kill,
    crash,
    specOf,
    running: () =>
      containers
        .all()
        .filter(({ state }) => state === 'running')
        .map(facts),
    all: () => containers.all().map(facts),
    envOf: (name: string) => specOf(name)?.env,
  });
}
