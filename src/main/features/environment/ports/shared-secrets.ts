// What shared secrets need from outside: their tables, and how a change reaches what runs.
import type { SharedRolloutStep } from '../../../../contract/shared-secrets.ts';
import type { DeploymentId, ProjectId, SharedSecretId } from '../../../../contract/ids.ts';
import type { Rollouts } from '../ports.ts';

/** Values are sealed for the secret itself. */
export interface SharedSecretRow {
  readonly id: SharedSecretId;
  readonly name: string;
  readonly note: string;
  readonly value: string;
  readonly formerValue: string | null;
  readonly createdAt: number;
  readonly rotatedAt: number | null;
}

export interface RolloutStep extends SharedRolloutStep {
  readonly secretId: SharedSecretId;
}

export interface SharedSecretStore {
  list(): readonly SharedSecretRow[];
  get(id: SharedSecretId): SharedSecretRow | null;
  add(secret: Pick<SharedSecretRow, 'name' | 'note' | 'value'>, now: number): SharedSecretRow;
  /** Not while a variable has its value. */
  remove(id: SharedSecretId): void;
  /** Another value, and the projects that are to get it, in this order; in one transaction. */
  rotate(
    id: SharedSecretId,
    values: { readonly value: string; readonly formerValue: string },
    projects: readonly ProjectId[],
    now: number,
  ): void;
  /** Of the last rotation, in their order. */
  steps(id: SharedSecretId): readonly RolloutStep[];
  setStep(
    id: SharedSecretId,
    projectId: ProjectId,
    step: Pick<RolloutStep, 'status'> & Partial<Pick<RolloutStep, 'deploymentId' | 'problem'>>,
  ): void;
  /** What failed waits again. */
  retry(id: SharedSecretId): void;
  /** Secrets whose rotation is under way: also when the program ended meanwhile. */
  unfinished(): readonly SharedSecretId[];
}

export interface SharedRollouts extends Rollouts {
  /** When the deployment has ended: null when it serves, or has served; else why it does not. An abort throws the signal's reason. */
  ended(id: DeploymentId, signal: AbortSignal): Promise<string | null>;
}
