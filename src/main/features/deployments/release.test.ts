import { describe, expect, it } from 'vitest';
import { caller, createWorld } from './testing/world.ts';

describe('a first release', () => {
  it('runs on a port the engine picked and becomes current', async () => {
    const world = createWorld();
    const project = world.addProject();
    const plane = world.boot();
    plane.deployments.start();

    const row = await world.deploy(plane, project);

    expect(row).toMatchObject({ status: 'running', isCurrent: true, error: null, canRollback: true });
    expect(row.url).toBe(`http://127.0.0.1:${row.publishedPort}`);
    expect(world.engine.running()).toMatchObject([
      { name: `minipaas-project-1-${row.id}`, publishedPort: row.publishedPort },
    ]);
    expect(row.stages.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'source succeeded',
      'build succeeded',
      'image succeeded',
      'deploy succeeded',
      'route succeeded',
    ]);
    expect(world.problems).toEqual([]);
  });
});
void caller;
