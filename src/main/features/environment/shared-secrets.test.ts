import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/app-error.ts';
import type { AppEvent } from '../../../contract/events.ts';
import type { DeploymentId, ProjectId, SharedSecretId } from '../../../contract/ids.ts';
import type { EnvVarRow, ReleasedVariable } from './ports.ts';
import type { RolloutStep, SharedSecretRow, SharedSecretStore } from './ports/shared-secrets.ts';
import { createSharedSecrets } from './shared-secrets.ts';
import { createStoredVariables } from './stored-variables.ts';
import { caller, fakeBox, memoryVariables } from './testing/fixture.ts';

const projects = [1, 2, 3] as ProjectId[];
const name = 'TOKEN';

function memoryShared(): SharedSecretStore {
  const rows = new Map<SharedSecretId, SharedSecretRow>();
  let steps: RolloutStep[] = [];
  return {
    list: () => [...rows.values()],
    get: (id) => rows.get(id) ?? null,
    add(secret, now) {
      const row = {
        ...secret,
        id: (rows.size + 1) as SharedSecretId,
        formerValue: null,
        createdAt: now,
        rotatedAt: null,
      };
      rows.set(row.id, row);
      return row;
    },
    remove: (id) => void rows.delete(id),
    rotate(id, values, of, now) {
      const row = rows.get(id);
      if (row !== undefined) rows.set(id, { ...row, ...values, rotatedAt: now });
      steps = of.map((projectId) => ({
        secretId: id,
        projectId,
        projectName: `Project ${projectId}`,
        status: 'waiting',
        deploymentId: null,
        problem: null,
      }));
    },
    steps: () => steps,
    setStep(_id, projectId, step) {
      steps = steps.map((each) =>
        each.projectId === projectId ? { ...each, deploymentId: null, problem: null, ...step } : each,
      );
    },
    retry() {
      steps = steps.map((each) => (each.status === 'failed' ? { ...each, status: 'waiting', problem: null } : each));
    },
    unfinished: () =>
      steps.some(({ status }) => status === 'waiting' || status === 'rolling') ? [1 as SharedSecretId] : [],
  };
}

/** Three projects that use one secret and run with it. */
async function shared() {
  const box = fakeBox();
  const store = memoryShared();
  const variables = memoryVariables();
  const events: AppEvent[] = [];
  const released = new Map<ProjectId, readonly ReleasedVariable[]>();
  const rolled: ProjectId[] = [];
  const updated: string[] = [];
  /** Projects that do not run with a new value. */
  const broken = new Set<ProjectId>();
  const release = (id: ProjectId): void => {
    released.set(
      id,
      variables
        .list(id)
        .map(({ key, value: sealed, scope, delivery }) => ({ key, scope, delivery, isSecret: true as const, sealed })),
    );
  };
  const deps = {
    store,
    box,
    released: (id: ProjectId) => released.get(id) ?? null,
    publish: (event: AppEvent) => void events.push(event),
    now: () => 1000,
  };
  const boot = () =>
    createSharedSecrets({
      ...deps,
      variables,
      stored: createStoredVariables({ ...deps, store: variables }),
      projectName: (id) => (projects.includes(id) ? `Project ${id}` : null),
      onError: (_id, error) => {
        throw error;
      },
      rollouts: {
        roll(id) {
          rolled.push(id);
          return id as number as DeploymentId;
        },
        async updateFiles(id, keys) {
          if (broken.has(id)) throw new AppError('ENGINE_LOST', { host: 'far' });
          updated.push([id, ...keys].join(' '));
          release(id);
          return { how: 'updated', isRunning: true };
        },
        async ended(id) {
          if (broken.has(id as number as ProjectId)) return 'it exited with code 1';
          release(id as number as ProjectId);
          return null;
        },
      },
    });
  const secrets = boot();
  const { id } = await secrets.create({ name, value: 'one', note: '' });
  for (const projectId of projects) {
    await secrets.use({ id, projectId }, caller);
    release(projectId);
  }
  /** When nothing is under way any more. */
  const settled = async () => {
    for (;;) {
      const [view] = secrets.list();
      if (view === undefined || view.rollout.status !== 'rolling') return view;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const valueOf = async (projectId: ProjectId): Promise<string | undefined> => {
    const row: EnvVarRow | undefined = variables.list(projectId)[0];
    return row === undefined ? undefined : box.open(row.value, `env:${projectId}:${row.key}`);
  };
  return { secrets, boot, id, store, rolled, updated, broken, settled, valueOf, variables, released, events };
}

describe('a shared secret', () => {
  it('is followed by variables of projects, each sealed for itself', async () => {
    const { secrets, id, variables, valueOf } = await shared();
    expect(secrets.list()[0]?.usedBy.map(({ projectName, key, isPending }) => [projectName, key, isPending])).toEqual([
      ['Project 1', 'TOKEN', false],
      ['Project 2', 'TOKEN', false],
      ['Project 3', 'TOKEN', false],
    ]);
    expect(await valueOf(projects[0] ?? (1 as ProjectId))).toBe('one');
    expect(new Set(projects.map((project) => variables.list(project)[0]?.value)).size).toBe(3);
    expect(await secrets.reveal({ id })).toEqual({ value: 'one' });
    expect(JSON.stringify(secrets.list())).not.toContain('one|');
    await expect(secrets.create({ name, value: 'x', note: '' })).rejects.toMatchObject({ code: 'NAME_TAKEN' });
    await expect(secrets.use({ id, projectId: 9 as ProjectId }, caller)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('that projects have as files goes into these; one that cannot be written stops it, and it goes on from there', async () => {
    const { secrets, id, variables, rolled, updated, broken, settled, released } = await shared();
    const [first, second] = projects as [ProjectId, ProjectId];
    for (const projectId of projects.slice(0, 2)) {
      await secrets.use({ id, projectId, delivery: 'file', signal: 'SIGHUP' }, caller);
      released.set(
        projectId,
        variables.list(projectId).map(({ key, value: sealed, scope, delivery }) => ({
          key,
          scope,
          delivery,
          isSecret: true as const,
          sealed,
        })),
      );
    }
    broken.add(second);
    await secrets.rotate({ id, value: 'two' });
    expect((await settled())?.rollout.steps).toMatchObject([
      { status: 'done', deploymentId: null },
      { status: 'failed', problem: expect.stringContaining('but the application does not') as string },
      { status: 'waiting' },
    ]);
    expect([updated, rolled]).toEqual([[`${first} TOKEN`], []]);
    broken.clear();
    secrets.resume({ id });
    expect((await settled())?.rollout.status).toBe('done');
    // The third has it in its environment.
    expect([updated, rolled]).toEqual([[`${first} TOKEN`, `${second} TOKEN`], [projects[2]]]);
  });

  it('is rotated project by project', async () => {
    const { secrets, id, rolled, settled, valueOf, events } = await shared();
    expect(await secrets.rotate({ id, value: 'two' })).toMatchObject({
      hasFormer: true,
      rollout: { status: 'rolling' },
    });
    await expect(secrets.rotate({ id, value: 'three' })).rejects.toMatchObject({ code: 'SHARED_SECRET_ROLLING' });
    expect((await settled())?.rollout.status).toBe('done');
    expect(rolled).toEqual(projects);
    expect(await Promise.all(projects.map(valueOf))).toEqual(['two', 'two', 'two']);
    expect(events.filter(({ type }) => type === 'sharedSecrets').length).toBeGreaterThan(3);
  });

  it('stops at the first project that does not run with it, and goes on from there or back', async () => {
    const { secrets, id, rolled, broken, settled, valueOf } = await shared();
    broken.add(projects[1] as ProjectId);
    await secrets.rotate({ id, value: 'two' });
    expect((await settled())?.rollout).toMatchObject({
      status: 'failed',
      steps: [{ status: 'done' }, { status: 'failed', problem: 'it exited with code 1' }, { status: 'waiting' }],
    });
    // The third was not touched: its next release has what it had.
    expect(await Promise.all(projects.map(valueOf))).toEqual(['two', 'two', 'one']);
    expect(rolled).toEqual([1, 2]);

    broken.clear();
    secrets.resume({ id });
    expect((await settled())?.rollout.status).toBe('done');
    expect(rolled).toEqual([1, 2, 2, 3]);

    secrets.restoreFormer({ id });
    expect((await settled())?.rollout.status).toBe('done');
    expect(await Promise.all(projects.map(valueOf))).toEqual(['one', 'one', 'one']);
  });

  it('goes back without rolling what never ran with the new value', async () => {
    const { secrets, id, rolled, broken, settled } = await shared();
    broken.add(projects[0] as ProjectId);
    await secrets.rotate({ id, value: 'two' });
    expect((await settled())?.rollout.status).toBe('failed');
    secrets.restoreFormer({ id });
    expect((await settled())?.rollout.status).toBe('done');
    expect(rolled).toEqual([1]);
  });

  it('goes on after a restart with the deployment that was under way', async () => {
    const { secrets, boot, id, store, rolled, settled } = await shared();
    await secrets.rotate({ id, value: 'two' });
    await settled();
    store.setStep(id, projects[1] as ProjectId, { status: 'rolling', deploymentId: 2 as DeploymentId });
    store.setStep(id, projects[2] as ProjectId, { status: 'waiting' });
    const again = boot();
    again.start();
    expect((await settled())?.rollout.status).toBe('done');
    expect(rolled).toEqual(projects);
    await again.stop();
  });

  it('is not deleted while somebody uses it', async () => {
    const { secrets, id, variables } = await shared();
    expect(() => secrets.remove({ id })).toThrow('Project 1, Project 2, Project 3');
    variables.clear();
    expect(secrets.remove({ id })).toEqual({ id });
    expect(secrets.list()).toEqual([]);
  });
});
