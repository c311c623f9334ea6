import { describe, expect, it } from 'vitest';
import type { ResourceLimits } from '../../../contract/projects.ts';
import { AppError } from '../../../contract/app-error.ts';
import { wellBehaved } from './testing/fake-app.ts';
import { caller, createWorld } from './testing/world.ts';

const MB = 1024 * 1024;
const wanted: ResourceLimits = {
  memoryLimitMb: 512,
  cpuLimitMillicores: 250,
  pidsLimit: 64,
  restartPolicy: 'on-failure',
  restartMaxRetries: 5,
};

async function released(app = wellBehaved) {
  const world = createWorld();
  const project = world.addProject();
  const plane = world.boot();
  plane.deployments.start();
  const { id } = await world.deploy(plane, project, app);
  const container = () => world.engine.specOf(world.engine.running()[0]?.name ?? '');
  return { world, plane, project, id, container };
}

describe('the limits of a release that serves', () => {
  it('change without a new container, and are kept with the release', async () => {
    const { world, plane, project, id, container } = await released();
    const before = world.row(id).containerId;
    await plane.deployments.applyLimits(project, wanted);
    expect(container()).toMatchObject({ memoryBytes: 512 * MB, cpuMillicores: 250, pidsLimit: 64 });
    expect(plane.deployments.runningLimits(project)).toEqual(wanted);
    expect(world.row(id)).toMatchObject({ containerId: before, status: 'running' });
  });

  it('stay as they are where the application uses more memory already', async () => {
    const { plane, project, container } = await released({ ...wellBehaved, usesBytes: 100 * MB });
    const before = plane.deployments.runningLimits(project);
    await expect(plane.deployments.applyLimits(project, { ...wanted, memoryLimitMb: 64 })).rejects.toMatchObject({
      code: 'LIMIT_BELOW_USE',
    });
    expect(plane.deployments.runningLimits(project)).toEqual(before);
    expect(container()).toMatchObject({ memoryBytes: 256 * MB, cpuMillicores: null });
  });

  it('wait for the next release where a memory limit is lifted; the others do not', async () => {
    const { plane, project, container } = await released();
    await plane.deployments.applyLimits(project, { ...wanted, memoryLimitMb: null });
    expect(container()).toMatchObject({ memoryBytes: 256 * MB, cpuMillicores: 250 });
    expect(plane.deployments.runningLimits(project)).toEqual({ ...wanted, memoryLimitMb: 256 });
  });

  it('wait while the engine is away, and where nothing was released', async () => {
    const { world, plane, project } = await released();
    world.engine.failure = () => new AppError('ENGINE_LOST', { host: 'this machine' });
    await plane.deployments.applyLimits(project, wanted);
    expect(plane.deployments.runningLimits(project)).toMatchObject({ memoryLimitMb: 256 });
    const fresh = world.addProject();
    await plane.deployments.applyLimits(fresh, wanted);
    expect(plane.deployments.runningLimits(fresh)).toBeNull();
  });

  it('reach what runs, and wait for what is being built with those of before', async () => {
    const { world, plane, project, container } = await released();
    world.source.fetchMs = 60_000;
    plane.deployments.create({ id: project }, caller);
    await plane.deployments.applyLimits(project, wanted);
    expect(container()).toMatchObject({ memoryBytes: 512 * MB });
  });
});
