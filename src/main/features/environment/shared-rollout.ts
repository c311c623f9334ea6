// The new value of a shared secret goes to its projects one after another, and stops at the first that does not run with it.
import type { EnvVar } from '../../../contract/environment.ts';
import type { AppEvent } from '../../../contract/events.ts';
import type { ProjectId, SharedSecretId } from '../../../contract/ids.ts';
import { createFileSecrets } from './file-secrets.ts';
import { isReleased } from './pending.ts';
import type { EnvVarRow, EnvVarStore, ReleasedVariable, SecretBox } from './ports.ts';
import type { SharedRollouts, SharedSecretStore } from './ports/shared-secrets.ts';
import type { StoredVariables } from './stored-variables.ts';

export interface SharedRolloutDeps {
  readonly store: SharedSecretStore;
  readonly variables: Pick<EnvVarStore, 'list' | 'listShared'>;
  readonly stored: StoredVariables;
  readonly box: SecretBox;
  readonly rollouts: SharedRollouts;
  readonly released: (projectId: ProjectId) => readonly ReleasedVariable[] | null;
  readonly publish: (event: AppEvent) => void;
  readonly now: () => number;
  /** What nobody waits for went wrong. */
  readonly onError: (id: SharedSecretId, error: unknown) => void;
}

export const sharedContext = (name: string): string => `shared:${name}`;

export function createSharedRollout(deps: SharedRolloutDeps) {
  const { store, variables, stored, box, rollouts, publish } = deps;
  const files = createFileSecrets({ ...deps, store: variables });
  const ending = new AbortController();
  const working = new Map<SharedSecretId, Promise<void>>();

  const tell = (): void => publish({ type: 'sharedSecrets' });

  /** The variables of the project that follow the secret, with its value of now. */
  async function bring(id: SharedSecretId, projectId: ProjectId): Promise<readonly EnvVarRow[]> {
    const secret = store.get(id);
    const mine = (): readonly EnvVarRow[] => variables.listShared(id).filter((row) => row.projectId === projectId);
    if (secret === null) {
      return [];
    }
    const value = await box.open(secret.value, sharedContext(secret.name));
    const put = [];
    for (const row of mine()) {
      if ((await stored.valueOf(row)) !== value) {
        const { key, isSecret, scope, value: formerValue } = row;
        put.push({ key, value, isSecret, scope, sharedId: id, formerValue, rotatedAt: deps.now() });
      }
    }
    if (put.length > 0) {
      await stored.change(projectId, { put, remove: [] }, { userId: null, way: 'shared' });
    }
    return mine();
  }

  /** Keys of those that the release that runs has otherwise. */
  function behind(projectId: ProjectId, rows: readonly EnvVarRow[]): readonly EnvVar['key'][] {
    const released = deps.released(projectId) ?? [];
    return rows
      .filter((row) => row.scope !== 'build' && !released.some((variable) => isReleased(row, variable)))
      .map(({ key }) => key);
  }

  async function roll(id: SharedSecretId, projectId: ProjectId): Promise<string | null> {
    const under = store.steps(id).find((step) => step.projectId === projectId);
    // Of the time before the program ended: the deployment goes on by itself.
    let deploymentId = under?.status === 'rolling' ? under.deploymentId : null;
    if (deploymentId === null) {
      store.setStep(id, projectId, { status: 'rolling' });
      tell();
      const rows = await bring(id, projectId);
      await files.refresh(projectId, behind(projectId, rows), { isWaiting: true });
      const keys = behind(projectId, rows);
      deploymentId = keys.length === 0 ? null : rollouts.roll(projectId, keys, null);
      store.setStep(id, projectId, { status: 'rolling', deploymentId });
      tell();
    }
    const problem = deploymentId === null ? null : await rollouts.ended(deploymentId, ending.signal);
    store.setStep(id, projectId, { status: problem === null ? 'done' : 'failed', deploymentId, problem });
    tell();
    return problem;
  }

  async function work(id: SharedSecretId): Promise<void> {
    for (const { projectId, status } of store.steps(id)) {
      if (status === 'failed' || (status !== 'done' && (await attempt(id, projectId)) !== null)) {
        return;
      }
    }
  }

  async function attempt(id: SharedSecretId, projectId: ProjectId): Promise<string | null> {
    try {
      return await roll(id, projectId);
    } catch (error) {
      if (ending.signal.aborted) {
        return 'the program ends';
      }
      const problem = error instanceof Error ? error.message : String(error);
      store.setStep(id, projectId, { status: 'failed', problem });
      tell();
      return problem;
    }
  }

  function start(id: SharedSecretId): void {
    if (!working.has(id) && !ending.signal.aborted) {
      const done = work(id)
        .catch((error: unknown) => deps.onError(id, error))
        .finally(() => {
          working.delete(id);
          tell();
        });
      working.set(id, done);
    }
  }

  return {
    files,
    start,
    isWorking: (id: SharedSecretId): boolean => working.has(id),
    /** Goes on with what was under way when the program ended. */
    resumeAll(): void {
      for (const id of store.unfinished()) {
        start(id);
      }
    },
    async stop(): Promise<void> {
      ending.abort(new Error('miniPaaS is being stopped'));
      await Promise.all(working.values());
    },
  };
}
